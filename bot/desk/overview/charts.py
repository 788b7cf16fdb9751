"""The shape of what is shown: a number or a table, always with the sentence that defines it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.court.zone import CHINA

LONGEST = 92
"""Days of one overview."""


@dataclass(frozen=True)
class Period:
    """Days in China, both of them included."""

    since: date
    until: date

    @property
    def begin(self) -> datetime:
        """The first moment, in UTC as the record keeps it."""
        return datetime.combine(self.since, time(), CHINA).astimezone(timezone.utc)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        after = self.until + timedelta(days=1)
        return datetime.combine(after, time(), CHINA).astimezone(timezone.utc)

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        length = (self.until - self.since).days + 1
        return [self.since + timedelta(days=number) for number in range(length)]


@dataclass(frozen=True)
class Number:
    """One figure. ``value`` is ``None`` where there is nothing to count."""

    key: str
    title: str
    value: float | None
    unit: str
    meaning: str


@dataclass(frozen=True)
class Chart:
    """A table that is also drawn. ``form``: bar, line or table; a hidden count is ``None``."""

    key: str
    title: str
    form: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]
    meaning: str


def share(part: int, whole: int) -> float | None:
    """Return a percentage with one decimal, ``None`` of nothing."""
    return round(100 * part / whole, 1) if whole else None
