"""Days on which a court does something: working days within the limits of the law."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from bot.court.holidays import default_calendar
from bot.court.time_limits import compute

_ONE_DAY = timedelta(days=1)


@cache
def works(day: date) -> bool:
    """Tell whether courts work that day."""
    return default_calendar().is_workday(day)


@cache
def limit_end(limit: str, start: date) -> date:
    """Return the last day of a limit of ``bot.court.time_limits``."""
    return compute(limit, start).last_day


def workday_from(day: date) -> date:
    """Return the first working day not before ``day``."""
    while not works(day):
        day += _ONE_DAY
    return day


def workday_until(day: date) -> date:
    """Return the last working day not after ``day``."""
    while not works(day):
        day -= _ONE_DAY
    return day


def between(rng: Random, first: date, last: date) -> date:
    """Return a working day in [first, last]; ``first`` moved forward if there is none."""
    first, last = workday_from(first), workday_until(last)
    if first >= last:
        return first
    return workday_until(first + timedelta(days=rng.randint(0, (last - first).days)))


def after(rng: Random, day: date, least: int, most: int, end: date | None = None) -> date:
    """Return a working day ``least`` to ``most`` days after ``day``, not later than ``end``."""
    first, last = day + timedelta(days=least), day + timedelta(days=most)
    if end is not None and last > end:
        last = end
    return between(rng, min(first, last), last)
