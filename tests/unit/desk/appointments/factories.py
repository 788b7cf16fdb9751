"""Courts that let people book."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import record
from bot.desk.appointments import booking
from bot.desk.appointments.booking import Wanted
from bot.desk.appointments.models import Booking
from bot.desk.appointments.setting_up import Plan, Span, set_plan

COURT, OTHER = "京0105", "沪0101"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
"""A Tuesday."""
WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=CHINA)


def a_plan(court: str = COURT, kind: str = "remote_reception", **changed: object) -> Plan:
    """Return a plan: Wednesdays, four slots of half an hour with two places each."""
    plan = {
        "place": "诉讼服务中心3号窗口",
        "note": "带身份证",
        "open": True,
        "notice_hours": 2,
        "days_ahead": 14,
        "spans": (Span(2, time(9), time(11), 30, 2),),
    }
    return Plan(court, kind, **(plan | changed))  # type: ignore[arg-type]


async def offer(database: Database, *plans: Plan) -> None:
    """Set up plans."""
    async with database.write() as session:
        for plan in plans or (a_plan(),):
            await set_plan(session, plan)


async def conversation(database: Database) -> str:
    """Open a conversation."""
    async with database.write() as session:
        return await record.open_conversation(session, "web")


def wanted(conversation_id: str, source: str, begins_at: datetime = WEDNESDAY) -> Wanted:
    """Return a wish for a slot."""
    return Wanted(source, conversation_id, COURT, "remote_reception", begins_at)


async def book(
    session: AsyncSession, conversation_id: str, source: str, begins_at: datetime = WEDNESDAY
) -> Booking:
    """Book a slot."""
    held = await booking.hold(session, wanted(conversation_id, source, begins_at), NOW)
    await booking.give_contact(session, held.receipt, "王某某", "13900000000", NOW)
    return await booking.confirm(session, held.receipt, NOW)
