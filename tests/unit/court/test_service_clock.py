"""The service clock: lunch, nights, weekends and statutory holidays do not count."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.errors import NoServiceHours
from bot.court.holidays import HolidayCalendar
from bot.court.service_clock import ServiceClock
from bot.court.service_hours import hours_in
from bot.court.zone import CHINA

HOURS = hours_in("8:30-12:00，13:30-17:30")
CLOCK = ServiceClock(HOURS, HolidayCalendar())
WORKDAY = timedelta(hours=7, minutes=30)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 09:00", 2, "2026-03-02 11:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),
        ("2026-03-02 17:00", 2, "2026-03-03 10:00"),
        ("2026-03-02 12:30", 1, "2026-03-02 14:30"),
        ("2026-03-02 03:00", 1, "2026-03-02 09:30"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:00"),
        ("2026-03-07 10:00", 1, "2026-03-09 09:30"),
        # National day 2025 with mid-autumn: closed 1 to 8 October, 11 October is worked.
        ("2025-09-30 17:00", 1, "2025-10-09 09:00"),
        ("2025-10-10 17:00", 1, "2025-10-11 09:00"),
        ("2026-03-02 08:30", 7.5, "2026-03-02 17:30"),
        ("2026-03-02 08:30", 15, "2026-03-03 17:30"),
        ("2026-03-02 09:00", 0, "2026-03-02 09:00"),
    ],
)
def test_a_promise_is_due_in_working_time(start: str, hours: float, due: str) -> None:
    assert CLOCK.due(at(start), timedelta(hours=hours)) == at(due)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02 09:00", "2026-03-02 11:00", 2),
        ("2026-03-02 11:30", "2026-03-02 14:00", 1),
        ("2026-03-06 17:00", "2026-03-09 09:00", 1),
        ("2026-03-07 00:00", "2026-03-08 23:59", 0),
        ("2026-03-02 11:00", "2026-03-02 09:00", 0),
    ],
)
def test_working_time_between_moments(start: str, end: str, hours: float) -> None:
    assert CLOCK.worked(at(start), at(end)) == timedelta(hours=hours)


def test_open_and_next_opening() -> None:
    assert CLOCK.is_open(at("2026-03-02 08:30"))
    assert not CLOCK.is_open(at("2026-03-02 12:00"))
    assert not CLOCK.is_open(at("2026-03-07 10:00"))
    assert CLOCK.opens_at(at("2026-03-02 12:10")) == at("2026-03-02 13:30")
    assert CLOCK.opens_at(at("2026-03-02 14:00")) == at("2026-03-02 14:00")
    assert CLOCK.opens_at(at("2026-03-07 10:00")) == at("2026-03-09 08:30")


def test_a_clock_round_the_clock() -> None:
    clock = ServiceClock(hours_in("0:00-24:00"), HolidayCalendar())
    assert clock.due(at("2026-03-02 09:00"), timedelta(hours=20)) == at("2026-03-03 05:00")


def test_without_hours_nothing_is_promised() -> None:
    clock = ServiceClock((), HolidayCalendar())
    with pytest.raises(NoServiceHours, match="没有设置工作时间"):
        clock.due(at("2026-03-02 09:00"), timedelta(hours=1))
    assert clock.opens_at(at("2026-03-02 09:00")) is None
    assert clock.worked(at("2026-03-02 09:00"), at("2026-03-03 09:00")) == timedelta()


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 30)),
    st.timedeltas(timedelta(), WORKDAY * 12),
)
def test_what_is_due_has_been_worked(start: datetime, work: timedelta) -> None:
    begin = start.replace(tzinfo=CHINA)
    due = CLOCK.due(begin, work)
    assert CLOCK.worked(begin, due) == work
    assert due >= begin
