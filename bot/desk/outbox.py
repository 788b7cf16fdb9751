"""The outbox: replies wait here until their door has delivered them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.models import OutboxMessage, RecordEntry
from bot.desk.record import utcnow

# Seconds before the next try: quick at first, then patient. After the last one the
# row stays, so that nothing is lost, and is tried once an hour.
_BACKOFF = (1, 5, 30, 120, 600, 3600)


async def due(
    session: AsyncSession, channel: str, limit: int = 200
) -> Sequence[tuple[OutboxMessage, RecordEntry]]:
    """Return what a door has to deliver now, in the order it was said."""
    query = (
        select(OutboxMessage, RecordEntry)
        .join(
            RecordEntry,
            (RecordEntry.conversation_id == OutboxMessage.conversation_id)
            & (RecordEntry.seq == OutboxMessage.seq),
        )
        .where(OutboxMessage.channel == channel, OutboxMessage.due_at <= utcnow())
        .order_by(OutboxMessage.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def delivered(session: AsyncSession, ids: Sequence[int]) -> None:
    """Remove rows that their door has delivered."""
    await session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids)))


async def failed(session: AsyncSession, message: OutboxMessage) -> None:
    """Put a row off until its next try."""
    wait = _BACKOFF[min(message.attempts, len(_BACKOFF) - 1)]
    row = await session.get(OutboxMessage, message.id)
    if row is not None:
        row.attempts += 1
        row.due_at = utcnow() + timedelta(seconds=wait)
