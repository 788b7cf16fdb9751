"""Calls: begun, answered step by step, ended; and what of the outbox a call still has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.calls.models import PhoneCall
from bot.desk.models import OutboxMessage, RecordEntry
from bot.desk.record import utcnow

CHANNEL = "voice"


@dataclass(frozen=True)
class Caller:
    """Who calls: a keyed hash of the number ("" when it is withheld) and its last digits."""

    number_hash: str = ""
    tail: str = ""


async def find(session: AsyncSession, call_sid: str) -> PhoneCall | None:
    """Return a call, ``None`` if it never began here or is over."""
    found = await session.get(PhoneCall, call_sid)
    return found if found and found.ended_at is None else None


async def begin(
    session: AsyncSession, call_sid: str, caller: Caller, answer: str, state: dict[str, Any]
) -> None:
    """Write a call with its first answer, step 0; one that had ended begins anew."""
    now = utcnow()
    await session.merge(
        PhoneCall(
            call_sid=call_sid,
            caller_hash=caller.number_hash,
            caller_tail=caller.tail,
            step=0,
            answer=answer,
            state=state,
            started_at=now,
            seen_at=now,
            ended_at=None,
        )
    )


async def answered(
    session: AsyncSession, call_sid: str, step: int, answer: str, state: dict[str, Any]
) -> None:
    """Write what a step was answered with; a later step is never overwritten by an earlier one."""
    written = (
        update(PhoneCall)
        .where(PhoneCall.call_sid == call_sid, PhoneCall.step <= step, PhoneCall.ended_at.is_(None))
        .values(step=step, answer=answer, state=state, seen_at=utcnow())
    )
    await session.execute(written)


async def noted(session: AsyncSession, call_sid: str, state: dict[str, Any]) -> None:
    """Write a call's state in the middle of a step, before a side effect that must not recur."""
    await session.execute(
        update(PhoneCall).where(PhoneCall.call_sid == call_sid).values(state=state)
    )


async def end(session: AsyncSession, call_sid: str) -> bool:
    """End a call and empty its state; ``False`` if it was over already."""
    ended = (
        update(PhoneCall)
        .where(PhoneCall.call_sid == call_sid, PhoneCall.ended_at.is_(None))
        .values(ended_at=utcnow(), state={}, answer="")
        .returning(PhoneCall.call_sid)
    )
    return await session.scalar(ended) is not None


async def silent_since(session: AsyncSession, before: datetime) -> Sequence[str]:
    """Return the open calls of which nothing was heard since a moment: their end got lost."""
    query = select(PhoneCall.call_sid).where(
        PhoneCall.ended_at.is_(None), PhoneCall.seen_at < before
    )
    return (await session.scalars(query)).all()


async def to_say(session: AsyncSession, conversation_id: str) -> Sequence[tuple[int, RecordEntry]]:
    """Return what a call has not said yet, oldest first, each with its outbox id."""
    query = (
        select(OutboxMessage.id, RecordEntry)
        .join(
            RecordEntry,
            (RecordEntry.conversation_id == OutboxMessage.conversation_id)
            & (RecordEntry.seq == OutboxMessage.seq),
        )
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.channel == CHANNEL)
        .order_by(OutboxMessage.seq)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def drop_unsaid(session: AsyncSession, conversation_id: str) -> None:
    """Take what an ended call cannot say any more out of the outbox; the record keeps it."""
    await session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.conversation_id == conversation_id, OutboxMessage.channel == CHANNEL
        )
    )


async def drop_left(session: AsyncSession, before: datetime) -> None:
    """Take out of the outbox what has waited since before a moment for calls long over."""
    await session.execute(
        delete(OutboxMessage).where(OutboxMessage.channel == CHANNEL, OutboxMessage.due_at < before)
    )
