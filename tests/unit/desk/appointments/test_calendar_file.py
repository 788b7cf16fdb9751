"""The calendar file, read by a library, and its signed link."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

from icalendar import Calendar

from bot.desk.appointments.calendar_file import Links, calendar_file
from bot.desk.appointments.models import Booking, Service
from bot.desk.appointments.video import NullVideoRooms
from tests.unit.desk.appointments.factories import COURT, NOW, WEDNESDAY

SERVICE = Service(court_code=COURT, kind="file_reading", place="二楼阅卷室")


def _booking(state: str = "booked") -> Booking:
    return Booking(
        receipt="812345678901",
        court_code=COURT,
        kind="file_reading",
        begins_at=WEDNESDAY,
        ends_at=WEDNESDAY + timedelta(minutes=30),
        state=state,
        name="王某某",
        phone="13900000000",
        sequence=2,
        updated_at=NOW,
    )


def _read(state: str) -> dict[str, str]:
    calendar: Any = Calendar.from_ical(calendar_file(_booking(state), SERVICE))
    (event,) = calendar.walk("VEVENT")
    return {"METHOD": calendar["METHOD"]} | {name: event[name].to_ical().decode() for name in event}


def test_the_file_says_when_where_and_for_what_and_not_who() -> None:
    assert _read("booked") == {
        "METHOD": "PUBLISH",
        "UID": "812345678901@appointments",
        "DTSTAMP": NOW.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
        "DTSTART": "20261125T010000Z",
        "DTEND": "20261125T013000Z",
        "SEQUENCE": "2",
        "SUMMARY": "法院预约：阅卷",
        "LOCATION": "北京市朝阳区人民法院 二楼阅卷室",
        "DESCRIPTION": "预约回执号 812345678901",
        "STATUS": "CONFIRMED",
    }


def test_a_cancelled_appointment_leaves_the_calendar() -> None:
    read = _read("cancelled")
    assert (read["METHOD"], read["STATUS"]) == ("CANCEL", "CANCELLED")


def test_a_link_is_read_by_who_signed_it_and_nobody_else() -> None:
    links = Links("a secret of ours", "https://court.example/")
    address = links.of("812345678901")
    token = address.removeprefix("https://court.example/api/appointments/").removesuffix(".ics")
    assert links.read(token) == "812345678901"
    assert links.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert Links("another secret").read(token) is None
    assert Links("s").of("8").startswith("/api/appointments/")


async def test_without_a_platform_no_room_is_promised() -> None:
    assert await NullVideoRooms().link(_booking()) is None
