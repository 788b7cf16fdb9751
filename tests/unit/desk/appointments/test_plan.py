"""Slots follow the plan, the calendar and the closures, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.court.holidays import HolidayCalendar
from bot.court.zone import CHINA
from bot.desk.appointments.models import Blackout, PlanRow
from bot.desk.appointments.plan import Slot, slots
from tests.unit.desk.appointments.factories import COURT, WEDNESDAY

KIND = "remote_reception"
DAY = WEDNESDAY.date()


def _row(weekday: int = 2, minutes: int = 45) -> PlanRow:
    return PlanRow(
        court_code=COURT,
        kind=KIND,
        weekday=weekday,
        begins=time(9),
        ends=time(11),
        minutes=minutes,
        capacity=2,
    )


def _at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


def test_a_span_holds_as_many_slots_as_fit() -> None:
    found = slots([_row()], [], HolidayCalendar(), DAY, DAY)
    assert found == [
        Slot(COURT, KIND, _at(9), _at(9, 45), 2),
        Slot(COURT, KIND, _at(9, 45), _at(10, 30), 2),
    ]


def test_without_a_plan_there_is_nothing() -> None:
    assert slots([], [], HolidayCalendar(), DAY, DAY + timedelta(days=30)) == []


def test_holidays_are_left_out_and_a_worked_saturday_follows_the_plan_of_saturday() -> None:
    holiday = HolidayCalendar({DAY: False, date(2026, 11, 28): True})
    found = slots([_row(2, 120), _row(5, 120)], [], holiday, DAY, date(2026, 12, 5))
    assert [slot.begins_at for slot in found] == [
        _at(9, day=date(2026, 11, 28)),
        _at(9, day=date(2026, 12, 2)),
    ]


def test_a_year_without_its_holiday_notice_is_not_offered() -> None:
    assert slots([_row()], [], HolidayCalendar(), date(2031, 1, 1), date(2031, 1, 31)) == []


def test_a_closure_takes_the_slots_it_touches() -> None:
    closure = Blackout(
        court_code=COURT, kind="", begins_at=_at(9, 50), ends_at=_at(10), reason="系统维护"
    )
    of_another = Blackout(
        court_code=COURT, kind="call_back", begins_at=_at(8), ends_at=_at(18), reason="外出"
    )
    found = slots([_row()], [closure, of_another], HolidayCalendar(), DAY, DAY)
    assert [slot.begins_at for slot in found] == [_at(9)]
