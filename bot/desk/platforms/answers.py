"""How each message was answered, settled once: as the platform's own reply, or by a message.

A platform such as WeChat takes an answer in one of two ways: as the response to its request, or
later by its API. Whoever settles the way first has it; the other sees it and keeps silent. So an
answer goes out in one way only, whatever dies in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.desk.models import OutboxMessage
from bot.desk.platforms.models import Answer

Way = Literal["reply", "message"]
_COLUMNS = ("channel", "message_id", "way", "sent", "settled_at")


async def settle(
    session: AsyncSession, channel: str, message_id: str, way: Way, now: datetime
) -> Answer:
    """Return how a message is answered: as settled before, else in this ``way`` from now on."""
    row = (channel, message_id, way, 0, now)
    await insert_missing(session, Answer, _COLUMNS, [row])
    return await session.get_one(Answer, (channel, message_id), with_for_update=True)


async def settled(
    session: AsyncSession, channel: str, message_ids: Sequence[str]
) -> dict[str, Answer]:
    """Return those of the messages whose way of being answered is settled."""
    query = select(Answer).where(Answer.channel == channel, Answer.message_id.in_(message_ids))
    return {answer.message_id: answer for answer in await session.scalars(query)}


async def progressed(session: AsyncSession, channel: str, message_id: str, sent: int) -> None:
    """Remember how many parts of an answer have gone out."""
    moved = (
        update(Answer)
        .where(Answer.channel == channel, Answer.message_id == message_id)
        .values(sent=sent)
    )
    await session.execute(moved)


async def said(
    session: AsyncSession, channel: str, conversation_id: str, seqs: Sequence[int]
) -> None:
    """Take entries out of the outbox that have been said in another way."""
    gone = delete(OutboxMessage).where(
        OutboxMessage.channel == channel,
        OutboxMessage.conversation_id == conversation_id,
        OutboxMessage.seq.in_(seqs),
    )
    await session.execute(gone)


async def forget(session: AsyncSession, before: datetime) -> None:
    """Delete what was settled before a moment: no platform asks about it again."""
    await session.execute(delete(Answer).where(Answer.settled_at < before))
