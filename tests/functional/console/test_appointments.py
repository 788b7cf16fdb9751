"""Appointments at the desk: the week, changes with a reason, plans and closures."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.court.holidays import HolidayCalendar
from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import audit, record
from bot.desk.appointments import booking, offering
from bot.desk.appointments.booking import Wanted
from bot.desk.models import Conversation, RecordEntry
from tests.functional.console.conftest import COURT, SignedIn, Talk

DAY = datetime.now(CHINA).date() + timedelta(days=1)
BEGINS = datetime.combine(DAY, time(9), CHINA)
PLAN: dict[str, Any] = {
    "place": "3号窗口",
    "note": "带身份证",
    "open": True,
    "notice_hours": 0,
    "days_ahead": 14,
    "spans": [
        {"weekday": DAY.weekday(), "begins": "09:00", "ends": "10:00", "minutes": 30, "capacity": 1}
    ],
}
SERVICE = "/appointments/services/file_reading"


@pytest.fixture(autouse=True)
def worked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow is a working day, whatever day it is today."""
    calendar = HolidayCalendar({DAY: True})
    monkeypatch.setattr(offering, "default_calendar", lambda: calendar)


@pytest.fixture
async def plan(signed_in: SignedIn) -> None:
    """File reading, set up by the supervisor."""
    boss = await signed_in("boss")
    assert (await boss.put(SERVICE, json=PLAN)).status_code == 204


@pytest.fixture
async def receipt(plan: None, talk: Talk, database: Database) -> str:
    """The receipt of a citizen's booking."""
    now = datetime.now(CHINA)
    someone = await talk()
    async with database.write() as session:
        wanted = Wanted("m9", someone, COURT, "file_reading", BEGINS)
        held = await booking.hold(session, wanted, now)
        await booking.give_contact(session, held.receipt, "王某某", "13900000000", now)
        return (await booking.confirm(session, held.receipt, now)).receipt


async def _said(database: Database) -> list[RecordEntry]:
    async with database.read() as session:
        found = (await session.scalars(select(Conversation.id))).one()
        return list(await record.entries(session, found))


async def _acts(database: Database) -> list[tuple[str, str, str, str]]:
    async with database.read() as session:
        entries = await audit.newest(session, COURT)
        assert await audit.first_broken(session) is None
        return [
            (one.actor, one.action, one.subject, one.reason)
            for one in reversed(entries)
            if one.action.startswith("appointments.")
        ]


async def test_a_week_shows_slots_and_who_comes_masked(
    signed_in: SignedIn, receipt: str, database: Database
) -> None:
    agent = await signed_in("agent")
    week = (await agent.get("/appointments/week", params={"day": DAY.isoformat()})).json()
    monday = DAY - timedelta(days=DAY.weekday())
    assert week["monday"] == monday.isoformat()
    first, second = week["slots"]
    assert (first["begins_at"], first["capacity"], first["free"]) == (BEGINS.isoformat(), 1, 0)
    (one,) = first["bookings"]
    assert (one["receipt"], one["name"], one["phone"], one["state"]) == (
        receipt,
        "王**",
        "*********00",
        "booked",
    )
    assert (second["free"], second["bookings"]) == (1, [])
    assert (await _acts(database))[-1] == ("agent", "appointments.read", f"week:{monday}", "")


async def test_a_contact_is_shown_for_a_reason_that_is_kept(
    signed_in: SignedIn, receipt: str, database: Database
) -> None:
    agent = await signed_in("agent")
    address = f"/appointments/bookings/{receipt}/contact"
    assert (await agent.post(address, json={"reason": ""})).status_code == 422
    shown = await agent.post(address, json={"reason": "电话确认材料"})
    assert shown.json() == {"name": "王某某", "phone": "13900000000"}
    act = ("agent", "appointments.reveal", f"appointment:{receipt}", "电话确认材料")
    assert (await _acts(database))[-1] == act


async def test_who_is_cancelled_is_told_why_once(
    signed_in: SignedIn, receipt: str, database: Database
) -> None:
    agent = await signed_in("agent")
    address = f"/appointments/bookings/{receipt}/cancel"
    for _ in range(2):
        answer = await agent.post(address, json={"reason": "阅卷室停电"})
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    told = [entry for entry in await _said(database) if "取消了" in entry.text]
    assert len(told) == 1
    assert told[0].sender == "system"
    assert f"回执号 {receipt}）被法院取消了。原因：阅卷室停电。" in told[0].text
    acts = [act for act in await _acts(database) if act[1] == "appointments.cancel"]
    assert acts == [("agent", "appointments.cancel", f"appointment:{receipt}", "阅卷室停电")]


async def test_a_booking_is_moved_to_a_free_slot_and_the_citizen_told(
    signed_in: SignedIn, receipt: str, database: Database
) -> None:
    agent = await signed_in("agent")
    address = f"/appointments/bookings/{receipt}/move"
    later = BEGINS + timedelta(minutes=30)
    body = {"begins_at": later.isoformat(), "reason": "书记员开庭"}
    moved = await agent.post(address, json=body)
    assert (moved.status_code, moved.json()["begins_at"]) == (200, later.isoformat())
    told = (await _said(database))[-1]
    assert told.sender == "system"
    assert "9:00，现在" in told.text and "9:30。原因：书记员开庭。" in told.text
    nowhere = {"begins_at": (later + timedelta(minutes=7)).isoformat(), "reason": "试试"}
    refused = await agent.post(address, json=nowhere)
    assert (refused.status_code, refused.json()["error"]) == (
        409,
        {"code": "refused", "message": "这个时间现在不开放预约，请换一个时间。"},
    )


async def test_another_courts_booking_looks_like_none(signed_in: SignedIn, receipt: str) -> None:
    far = await signed_in("far")
    bodies: dict[str, dict[str, str]] = {
        "cancel": {"reason": "试试看"},
        "move": {"reason": "试试看", "begins_at": BEGINS.isoformat()},
        "contact": {"reason": "试试看"},
    }
    for act, body in bodies.items():
        theirs = await far.post(f"/appointments/bookings/{receipt}/{act}", json=body)
        nobodys = await far.post(f"/appointments/bookings/800000000000/{act}", json=body)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.json() == nobodys.json()
    week = (await far.get("/appointments/week", params={"day": DAY.isoformat()})).json()
    assert week["slots"] == []


async def test_a_plan_is_written_by_a_supervisor_and_read_again(
    signed_in: SignedIn, plan: None, database: Database
) -> None:
    agent = await signed_in("agent")
    set_up = (await agent.get("/appointments/setup")).json()
    (service,) = set_up["services"]
    span = {**PLAN["spans"][0], "begins": "09:00:00", "ends": "10:00:00"}
    assert service == {**PLAN, "kind": "file_reading", "spans": [span]}
    boss = await signed_in("boss")
    twice = {**PLAN, "spans": PLAN["spans"] * 2}
    refused = await boss.put(SERVICE, json=twice)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_plan")
    assert ("boss", "appointments.plan", "service:file_reading", "") in await _acts(database)


async def test_a_closure_names_who_is_booked_and_opens_again(
    signed_in: SignedIn, receipt: str
) -> None:
    boss = await signed_in("boss")
    body = {
        "kind": "",
        "begins_at": BEGINS.isoformat(),
        "ends_at": (BEGINS + timedelta(hours=1)).isoformat(),
        "reason": "系统维护",
    }
    closed = await boss.post("/appointments/closures", json=body)
    assert closed.status_code == 201
    assert [one["receipt"] for one in closed.json()["booked"]] == [receipt]
    week = (await boss.get("/appointments/week", params={"day": DAY.isoformat()})).json()
    # Who is booked is still seen, in a time that is no longer offered.
    assert [(slot["capacity"], len(slot["bookings"])) for slot in week["slots"]] == [(0, 1)]
    number = closed.json()["closure"]["id"]
    assert (await boss.delete(f"/appointments/closures/{number}")).status_code == 204
    assert (await boss.delete(f"/appointments/closures/{number}")).status_code == 404
    backwards = {**body, "ends_at": body["begins_at"]}
    assert (await boss.post("/appointments/closures", json=backwards)).status_code == 422
