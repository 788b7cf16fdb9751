"""A human for the caller: put through in service hours, called back otherwise.

No time is promised that the court has not set (HUMAN_HOURS), and no deadline is moved by asking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.court import holidays
from bot.court.service_hours import hours_in, within
from bot.court.zone import CHINA
from bot.desk import inbox, record
from bot.desk.inbox import Incoming
from bot.desk.models import WorkOrder
from bot.desk.orders import work_orders
from bot.desk.replies import Reply
from bot.desk.urgency import priority_of
from bot.settings import Settings
from channels.voice import words
from channels.voice.speech import lines

_RECENT = 10


@dataclass(frozen=True)
class Seats:
    """Where the human seats are reached, and when."""

    number: str
    queue: str
    hours: str

    @classmethod
    def of(cls, chosen: Settings) -> Seats:
        """Read them from the settings."""
        return cls(chosen.human_number, chosen.human_queue, chosen.human_hours)

    def are_on_duty(self, moment: datetime) -> bool:
        """Whether a caller can be put through at an aware moment: a working day, in the hours."""
        if not (self.number or self.queue):
            return False
        local = moment.astimezone(CHINA)
        return holidays.is_workday(local.date()) and within(hours_in(self.hours), local.time())


@dataclass(frozen=True)
class Opened:
    """The order that the engine has opened already, and what is said before and after."""

    source_id: str
    before: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


async def call_back_order(
    session: AsyncSession, source_id: str, conversation_id: str, number: str
) -> WorkOrder:
    """Write the order to call back, or add the number to the order that ``source_id`` has opened.

    Here alone the number is kept, for here alone it is needed.
    """
    said = [
        entry.text
        for entry in await record.newest(session, conversation_id, _RECENT)
        if entry.sender == "citizen"
    ]
    request = work_orders.Request(
        source_id=source_id,
        conversation_id=conversation_id,
        kind="call_back",
        summary=" ".join(said) or "来电要求人工服务",
        priority=priority_of(" ".join(said)),
    )
    order = await work_orders.open_order(session, request)
    if number:
        order.collected = {**order.collected, "call_back_number": number}
    return order


def call_back_said(
    order: WorkOrder, hours: str, busy: bool = False, then: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return what the caller is told of it: receipt, the hours that are set, deadlines.

    ``busy``: the seats were rung in vain. ``then`` is what is asked next, by default what else.
    """
    said = words.NOBODY_FREE if busy else words.OUTSIDE_HOURS if hours else ""
    said += words.CALL_BACK.format(receipt=order.receipt)
    said += words.HOURS.format(hours=hours) if hours else words.NO_HOURS
    return (*lines(said), words.DEADLINES, *(then or (words.ANYTHING_ELSE,)))


async def write_down(session: AsyncSession, message: Incoming, said: tuple[str, ...]) -> None:
    """Write to the record what the door itself was asked and has answered."""
    if await inbox.accept(session, message):
        await inbox.finish(session, message, [Reply(text="".join(said))])
