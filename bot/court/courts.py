"""The courts of China with their codes (法院代字), as listed in data/courts/courts.csv.

The codes are derived from 法〔2015〕137号 第4至6条 and checked against real case numbers; how sure
each one is stands in ``confidence``. Nobody has the official list, so a code below ``high`` names
a court only after the citizen has confirmed its full name.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.court.errors import TableError

TABLE = Path(__file__).resolve().parents[2] / "data" / "courts" / "courts.csv"
CONFIDENCES = ("verified", "high", "medium", "medium_low", "low", "")
LEVELS = ("最高", "高级", "中级", "基层")
_SURE = frozenset(("verified", "high"))


@dataclass(frozen=True)
class Court:
    """One court.

    ``code`` is None where it is not known. ``alt_codes`` are those it had or has under another
    edition of the division codes. ``parent`` is the court that usually hears its appeals (None
    where it follows from the level). ``abolished`` is True when its county or district is no
    longer in the division list, so that another court carries on its cases.
    """

    code: str | None
    name: str
    level: str
    province: str
    city: str
    alt_codes: tuple[str, ...]
    confidence: str
    parent: str | None
    abolished: bool


def _court(row: dict[str, str], number: int) -> Court:
    if row["level"] not in LEVELS or row["confidence"] not in CONFIDENCES or not row["name"]:
        raise TableError(f"courts.csv row {number}: name, level or confidence is wrong")
    return Court(
        code=row["code"] or None,
        name=row["name"],
        level=row["level"],
        province=row["province"],
        city=row["city"],
        alt_codes=tuple(code for code in row["alt_codes"].split(";") if code),
        confidence=row["confidence"],
        parent=row["parent_court"] or None,
        abolished=row["division_in_2026_list"] == "no",
    )


@cache
def all_courts() -> tuple[Court, ...]:
    """Return every court, in the order of the table: a higher court before those under it."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            _court(row, number) for number, row in enumerate(csv.DictReader(file), start=2)
        )


@cache
def _by_code() -> dict[str, tuple[Court, ...]]:
    index: dict[str, tuple[Court, ...]] = {}
    for court in all_courts():
        if court.code:
            index[court.code] = (court,)
    for court in all_courts():
        for code in court.alt_codes:
            index[code] = (*index.get(code, ()), court)
    return index


@cache
def _by_name() -> dict[str, Court]:
    return {court.name: court for court in all_courts()}


def candidates(code: str) -> tuple[Court, ...]:
    """Return the courts this code can mean: its owner first, then those that once had it."""
    return _by_code().get(code, ())


def find(code: str) -> Court | None:
    """Return the court with this code (京0105), current or former; None if the table has none."""
    found = candidates(code)
    return found[0] if found else None


def named(name: str) -> Court | None:
    """Return the court with exactly this full name, or None."""
    return _by_name().get(name)


def needs_read_back(code: str) -> bool:
    """Tell whether the court's full name must be read back before an answer rests on this code.

    True below confidence ``high``, when the code has passed from one court to another, and when
    no court in the table has it.
    """
    found = candidates(code)
    return len(found) != 1 or found[0].confidence not in _SURE
