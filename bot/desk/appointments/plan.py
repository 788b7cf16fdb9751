"""Slots by a court's weekly plan: on working days only, outside closures, none without a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.court.holidays import ONE_DAY, HolidayCalendar
from bot.court.zone import CHINA
from bot.desk.appointments.models import Blackout, PlanRow


@dataclass(frozen=True)
class Slot:
    """A time in which ``capacity`` people can be served."""

    court_code: str
    kind: str
    begins_at: datetime
    ends_at: datetime
    capacity: int


def slots(
    rows: Iterable[PlanRow],
    blackouts: Sequence[Blackout],
    calendar: HolidayCalendar,
    first: date,
    last: date,
) -> list[Slot]:
    """Return the slots of a plan from one day to another, both included, in order of time.

    A day whose year has no published holiday notice yet is not offered: nobody knows whether it
    is worked. 调休 Saturdays follow the plan of Saturday.
    """
    plan = list(rows)
    found = [slot for day in _working_days(calendar, first, last) for slot in _of_day(plan, day)]
    free = (slot for slot in found if not any(_closes(closure, slot) for closure in blackouts))
    return sorted(free, key=lambda slot: (slot.begins_at, slot.kind))


def _working_days(calendar: HolidayCalendar, first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if calendar.status(day) == "workday":
            yield day
        day += ONE_DAY


def _of_day(plan: Iterable[PlanRow], day: date) -> Iterator[Slot]:
    for row in plan:
        if row.weekday != day.weekday():
            continue
        begin = datetime.combine(day, row.begins, CHINA)
        close = datetime.combine(day, row.ends, CHINA)
        length = timedelta(minutes=row.minutes)
        while begin + length <= close:
            yield Slot(row.court_code, row.kind, begin, begin + length, row.capacity)
            begin += length


def _closes(closure: Blackout, slot: Slot) -> bool:
    of_kind = closure.kind in ("", slot.kind) and closure.court_code == slot.court_code
    return of_kind and closure.begins_at < slot.ends_at and closure.ends_at > slot.begins_at
