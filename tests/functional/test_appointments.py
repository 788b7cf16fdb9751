"""An appointment's calendar file comes through the gateway by a signed link only."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from bot.court.holidays import HolidayCalendar
from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import record
from bot.desk.appointments import booking, offering
from bot.desk.appointments.booking import Wanted
from bot.desk.appointments.calendar_file import Links
from bot.desk.appointments.setting_up import Plan, Span, set_plan
from bot.settings import Settings

COURT = "京0105"
NOW = datetime.now(CHINA)
DAY = NOW.date() + timedelta(days=1)
BEGINS = datetime.combine(DAY, time(9), CHINA)


@pytest.fixture(autouse=True)
def worked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow is a working day, whatever day it is today."""
    calendar = HolidayCalendar({DAY: True})
    monkeypatch.setattr(offering, "default_calendar", lambda: calendar)


@pytest.fixture
async def receipt(app: FastAPI) -> str:
    """The receipt of a booking in the gateway's database."""
    database: Database = app.state.gateway.database
    span = Span(BEGINS.weekday(), time(9), time(10), 60, 1)
    async with database.write() as session:
        await set_plan(session, Plan(COURT, "filing_counter", "1号窗口", "", True, 0, 30, (span,)))
        someone = await record.open_conversation(session, "web")
        wanted = Wanted("m1", someone, COURT, "filing_counter", BEGINS)
        held = await booking.hold(session, wanted, NOW)
        await booking.give_contact(session, held.receipt, "王某某", "13900000000", NOW)
        await booking.confirm(session, held.receipt, NOW)
    return held.receipt


async def test_a_signed_link_downloads_the_file(
    web: httpx.AsyncClient, chosen: Settings, receipt: str
) -> None:
    answer = await web.get(Links(chosen.secret_key.get_secret_value()).of(receipt))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="appointment-{receipt}.ics"'
    )
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("DTSTART") == BEGINS
    assert "王某某" not in answer.text and "13900000000" not in answer.text


async def test_any_other_link_leads_nowhere(
    web: httpx.AsyncClient, chosen: Settings, receipt: str
) -> None:
    links = Links(chosen.secret_key.get_secret_value())
    tried = [
        links.of("800000000000"),
        Links("somebody else").of(receipt),
        f"/api/appointments/{receipt}.ics",
    ]
    answers = [await web.get(address) for address in tried]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({answer.text for answer in answers}) == 1
