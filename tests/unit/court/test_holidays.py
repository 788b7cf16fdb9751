"""Working days and the days a court adds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.errors import TableError
from bot.court.holidays import HolidayCalendar, default_calendar, is_workday, read_calendar

CALENDAR = HolidayCalendar()

# The State Council's arrangement for 2026: days off (first, last) and weekend days worked.
DAYS_OFF_2026 = [
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED_2026 = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}


def test_every_day_of_2026_is_as_published() -> None:
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        off = any(first <= day <= last for first, last in DAYS_OFF_2026)
        worked = day in WORKED_2026 or (day.weekday() < 5 and not off)
        assert CALENDAR.status(day) == ("workday" if worked else "holiday"), day


def test_a_year_without_a_notice_is_unknown_and_only_weekends_are_free() -> None:
    assert CALENDAR.status(date(2027, 10, 1)) == "unknown"
    assert CALENDAR.status(date(2027, 10, 2)) == "unknown"
    assert CALENDAR.is_workday(date(2027, 10, 1))
    assert not CALENDAR.is_workday(date(2027, 10, 2))


def test_added_days_override_the_notice() -> None:
    calendar = HolidayCalendar({date(2026, 11, 24): False, date(2026, 11, 28): True})
    assert calendar.status(date(2026, 11, 24)) == "holiday"
    assert calendar.status(date(2026, 11, 28)) == "workday"
    assert calendar.on_or_after(date(2026, 11, 24)) == date(2026, 11, 25)
    assert calendar.on_or_before(date(2026, 11, 29)) == date(2026, 11, 28)


def test_an_added_day_alone_does_not_make_its_year_known() -> None:
    calendar = HolidayCalendar({date(2027, 4, 8): False})
    assert calendar.status(date(2027, 4, 8)) == "holiday"
    assert calendar.status(date(2027, 4, 9)) == "unknown"


def test_a_table_of_added_days_is_read(tmp_path: Path) -> None:
    path = tmp_path / "extra.csv"
    path.write_text(
        "date,kind,note\n2027-01-01,holiday,元旦\n2027-01-09,workday,调休\n2027-12-31,year,全年\n",
        encoding="utf-8",
    )
    assert read_calendar(path) == HolidayCalendar(
        {date(2027, 1, 1): False, date(2027, 1, 9): True}, frozenset({2027})
    )
    assert read_calendar(path).status(date(2027, 3, 1)) == "workday"


def test_without_a_table_nothing_is_added(tmp_path: Path) -> None:
    assert read_calendar(tmp_path / "none.csv") == HolidayCalendar()


@pytest.mark.parametrize("row", ["2027-13-01,holiday,", "2027-01-01,festival,", "2027-01-01", ",,"])
def test_a_wrong_row_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "extra.csv"
    path.write_text(f"date,kind,note\n2027-01-01,holiday,\n{row}\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"^extra\.csv, line 3: want YYYY-MM-DD"):
        read_calendar(path)


def test_the_court_calendar_is_the_published_one_with_its_table() -> None:
    assert default_calendar().status(date(2026, 10, 10)) == "workday"
    assert not is_workday(date(2026, 10, 7))


@given(st.dates(min_value=date(2004, 1, 1), max_value=date(2040, 1, 1)))
def test_the_nearest_working_days_enclose_a_day(day: date) -> None:
    before, after = CALENDAR.on_or_before(day), CALENDAR.on_or_after(day)
    assert before <= day <= after
    assert CALENDAR.is_workday(before) and CALENDAR.is_workday(after)
    assert (before == day == after) == CALENDAR.is_workday(day)
