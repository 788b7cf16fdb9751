"""Working days: the State Council's holiday notices, and days a court adds to them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from bot.court.errors import TableError

DayStatus = Literal["workday", "holiday", "unknown"]
EXTRA_DAYS = Path(__file__).resolve().parents[2] / "data" / "courts" / "holidays_extra.csv"
ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class HolidayCalendar:
    """Working days by the holiday notices that chinesecalendar holds, with additions.

    ``extra`` overrides single days: True makes a working day, False a holiday. ``years`` names the
    years whose whole notice was entered in ``extra``; they no longer count as unknown.
    """

    extra: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def status(self, day: date) -> DayStatus:
        """Return whether a day is worked; ``unknown`` while its year's notice is not there."""
        if day not in self.extra and not self.knows(day.year):
            return "unknown"
        return "workday" if self.is_workday(day) else "holiday"

    def is_workday(self, day: date) -> bool:
        """Tell whether courts work that day. 调休 Saturdays and Sundays are working days.

        In a year without a published notice only the weekends are free; see ``status``.
        """
        if day in self.extra:
            return self.extra[day]
        if day.year in _published_years():
            import chinese_calendar  # type: ignore[import-untyped]

            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < _SATURDAY

    def knows(self, year: int) -> bool:
        """Tell whether the holiday notice of a year is known."""
        return year in self.years or year in _published_years()

    def on_or_after(self, day: date) -> date:
        """Return the first working day that is not before ``day``."""
        return self._step(day, ONE_DAY)

    def on_or_before(self, day: date) -> date:
        """Return the last working day that is not after ``day``."""
        return self._step(day, -ONE_DAY)

    def _step(self, day: date, step: timedelta) -> date:
        while not self.is_workday(day):
            day += step
        return day


def is_workday(day: date) -> bool:
    """Tell whether courts work that day, by the calendar this court has set up."""
    return default_calendar().is_workday(day)


@cache
def default_calendar() -> HolidayCalendar:
    """Return the calendar with the days of ``data/courts/holidays_extra.csv``."""
    return read_calendar(EXTRA_DAYS)


def read_calendar(path: Path) -> HolidayCalendar:
    """Read a table ``date,kind,note`` of added days; a missing file adds none.

    ``kind`` is ``holiday`` or ``workday``; ``year`` says that the whole notice of that date's year
    has been entered.

    Raises:
        TableError: a date or kind is wrong; the message names the line.
    """
    if not path.exists():
        return HolidayCalendar()
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(enumerate(csv.DictReader(lines), start=2))
    return _calendar(path.name, rows)


def _calendar(name: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> HolidayCalendar:
    extra: dict[date, bool] = {}
    years = set()
    for line, row in rows:
        try:
            day = date.fromisoformat(row["date"])
            kind = {"holiday": False, "workday": True, "year": None}[row["kind"]]
        except (KeyError, TypeError, ValueError) as error:
            raise TableError(
                f"{name}, line {line}: want YYYY-MM-DD and holiday, workday or year"
            ) from error
        if kind is None:
            years.add(day.year)
        else:
            extra[day] = kind
    return HolidayCalendar(extra, frozenset(years))


@cache
def _published_years() -> frozenset[int]:
    from chinese_calendar.constants import holidays  # type: ignore[import-untyped]

    return frozenset(day.year for day in holidays)
