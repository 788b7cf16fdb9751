"""Telling a citizen what staff did to their appointment, at the door they used last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.desk.appointments.kinds import KIND_NAMES
from bot.desk.appointments.models import Booking
from bot.desk.handover import ownership
from bot.desk.models import Conversation
from bot.desk.replies import Button, Reply

_WEEKDAYS = "一二三四五六日"
BOOK = Button(title="重新约", payload="/book_appointment")
MINE = Button(title="我的预约", payload='/book_appointment{"choice": "mine"}')


async def cancelled(session: AsyncSession, booking: Booking, by: str, now: datetime) -> None:
    """Say that an appointment was cancelled, and why."""
    text = (
        f"您预约的{KIND_NAMES[booking.kind]}（{_moment(booking.begins_at)}，"
        f"回执号 {booking.receipt}）被法院取消了。原因：{booking.reason}。"
        "给您添麻烦了，可以重新约一个时间。"
    )
    await _say(session, booking, Reply(text=text, buttons=(BOOK,)), by, now)


async def moved(
    session: AsyncSession, booking: Booking, before: datetime, by: str, now: datetime
) -> None:
    """Say that an appointment has another time, and why."""
    text = (
        f"您预约的{KIND_NAMES[booking.kind]}改时间了：原来{_moment(before)}，"
        f"现在{_moment(booking.begins_at)}。原因：{booking.reason}。"
        f"回执号 {booking.receipt} 不变；这个时间不方便的，可以自己改或者取消。"
    )
    await _say(session, booking, Reply(text=text, buttons=(MINE,)), by, now)


async def _say(
    session: AsyncSession, booking: Booking, reply: Reply, by: str, now: datetime
) -> None:
    # Locked like every other writer of the record: its entries follow each other.
    found = await session.get_one(Conversation, booking.conversation_id, with_for_update=True)
    message_id = f"appointment:{booking.receipt}:{booking.sequence}"
    await ownership.say(session, found, "system", reply, message_id, now, by=by)


def _moment(moment: datetime) -> str:
    at = moment.astimezone(CHINA)
    return f"{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）{at.hour}:{at.minute:02}"
