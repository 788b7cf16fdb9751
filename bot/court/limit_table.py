"""The table of time limits, data/courts/time_limits.csv, read once and checked."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from bot.court import laws
from bot.court.basis import Basis
from bot.court.errors import TableError

Unit = Literal["day", "month", "year"]
# deadline: the last day rolls to a working day. before: counted back from a day to come.
# wait: nothing can be done until it has passed. effect: something happens when it has passed.
Kind = Literal["deadline", "before", "wait", "effect"]
Who = Literal["party", "court", "agency"]
READ_LENGTH = 500  # characters read for words; in a long story the question comes last
LIMITS = Path(__file__).resolve().parents[2] / "data" / "courts" / "time_limits.csv"
UNIT_NAMES: dict[Unit, str] = {"day": "日", "month": "个月", "year": "年"}


@dataclass(frozen=True)
class Limit:
    """One limit of the law.

    ``amount`` of ``unit`` is None where a court sets the days in each case; ``least`` and ``most``
    are then the bounds of the law in days. ``starts_from`` names the day the person must give; with
    ``after`` that day starts the limit of that id first, and this one follows it. ``need`` is a
    pattern of words that must be said, ``prefer`` are patterns that make the limit more likely.
    """

    id: str
    label: str
    amount: int | None
    unit: Unit
    kind: Kind
    least: int | None
    most: int | None
    who: Who
    starts_from: str
    after: str | None
    basis: tuple[Basis, ...]
    need: re.Pattern[str]
    prefer: tuple[re.Pattern[str], ...]
    notes: tuple[str, ...]

    @property
    def period(self) -> str:
        """The length as citizens read it: 15日, 6个月; 法院指定 where a court sets it."""
        return f"{self.amount}{UNIT_NAMES[self.unit]}" if self.amount else "法院指定的天数"

    @property
    def criminal(self) -> bool:
        """Whether the limit is one of criminal procedure."""
        return any(basis.law in ("刑事诉讼法", "刑诉法解释") for basis in self.basis)


@cache
def limits() -> Mapping[str, Limit]:
    """Return every limit by its id, in the order of the table."""
    return read_limits(LIMITS)


def read_limits(path: Path) -> dict[str, Limit]:
    """Read and check a table of limits.

    Raises:
        TableError: a row is wrong; the message names the line and the problem.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        table = _table(path.name, enumerate(csv.DictReader(lines), start=2))
    for limit in table.values():
        if limit.after and limit.after not in table:
            raise TableError(f"{path.name}: {limit.id}: no limit {limit.after!r} to follow")
    return table


def match_limit(text: str) -> list[str]:
    """Return the ids of the limits a text speaks of, most usual first; empty when unclear.

    When words of the text single a limit out, only the best fitting ones are returned; 上诉期 alone
    gives all appeals, to be asked about. A label, as on a button, is its limit.
    """
    said = text.strip()[-READ_LENGTH:]
    named = [limit.id for limit in limits().values() if limit.label == said]
    if named:
        return named
    scored = [
        (limit, _score(limit, said)) for limit in limits().values() if limit.need.search(said)
    ]
    best = max((score for _, score in scored), default=0)
    return [limit.id for limit, score in scored if score == best]


def _score(limit: Limit, text: str) -> int:
    return sum(bool(words.search(text)) for words in limit.prefer)


def _table(name: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, Limit]:
    table: dict[str, Limit] = {}
    for line, row in rows:
        try:
            limit = _limit(row)
        except (KeyError, TypeError, ValueError, re.error, AttributeError) as error:
            raise TableError(f"{name}, line {line}: {error}") from error
        if limit.id in table:
            raise TableError(f"{name}, line {line}: {limit.id} is there twice")
        table[limit.id] = limit
    return table


def _limit(row: Mapping[str, str]) -> Limit:
    return Limit(
        id=row["id"],
        label=row["label"],
        amount=_number(row["amount"]),
        unit=cast("Unit", _one_of(row["unit"], get_args(Unit))),
        kind=cast("Kind", _one_of(row["kind"], get_args(Kind))),
        least=_number(row["min"]),
        most=_number(row["max"]),
        who=cast("Who", _one_of(row["who"], get_args(Who))),
        starts_from=row["starts_from"],
        after=row["after"] or None,
        basis=tuple(_basis(part) for part in row["basis"].split(";")),
        need=re.compile(row["need"]),
        prefer=tuple(re.compile(words) for words in row["prefer"].split()),
        notes=tuple(note for note in row["notes"].split(";") if note),
    )


def _number(text: str) -> int | None:
    return int(text) if text else None


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        raise ValueError(f"{text!r} is none of {', '.join(allowed)}")
    return text


def _basis(text: str) -> Basis:
    law, _, articles = text.partition(":")
    return laws.basis(law, *articles.split("、"))
