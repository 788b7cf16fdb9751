"""Case type codes (类型代字), as listed in data/courts/case_types.csv.

The standard is 法〔2015〕137号 第7条: a type code has at most three characters and is unique to a
type; one code may still serve several kinds of case (民特). The table also holds what people quote
without its being a formal type: pre-filing mediation (诉前调) and codes since superseded (民破).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.court.errors import TableError

TABLE = Path(__file__).resolve().parents[2] / "data" / "courts" / "case_types.csv"
KINDS = ("formal", "pre_filing", "superseded", "specialised")


@dataclass(frozen=True)
class CaseType:
    """One type code: the kinds of case it stands for, their major class, and how sure we are.

    ``kind`` is one of KINDS; ``pre_filing`` means the case has not been filed yet.
    ``verified`` is V (checked in a text), E (seen in an excerpt) or M (from memory).
    """

    code: str
    names: tuple[str, ...]
    major_class: str
    kind: str
    verified: str


@cache
def _table() -> dict[str, CaseType]:
    table: dict[str, CaseType] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["kind"] not in KINDS or not row["type_code"]:
                raise TableError(f"case_types.csv row {number}: no code, or kind {row['kind']!r}")
            known = table.get(row["type_code"])
            names = (*(known.names if known else ()), row["case_type"])
            table[row["type_code"]] = CaseType(
                row["type_code"], names, row["major_class"], row["kind"], row["verified"]
            )
    return table


def find(code: str) -> CaseType | None:
    """Return the type with this code (民初), or None."""
    found = _table().get(code)
    return found if found and found.kind != "specialised" else None


@cache
def codes() -> tuple[str, ...]:
    """Return every type code that may stand in a case number, the longest first."""
    listed = (case_type.code for case_type in _table().values() if case_type.kind != "specialised")
    return tuple(sorted(listed, key=lambda code: (-len(code), code)))


@cache
def specialised_codes() -> tuple[str, ...]:
    """Return the codes of specialised trial work (知, 商) that precede a type code.

    法〔2018〕335号 added them: one character each.
    """
    return tuple(
        case_type.code for case_type in _table().values() if case_type.kind == "specialised"
    )
