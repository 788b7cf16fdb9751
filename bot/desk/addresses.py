"""Addresses: who speaks at which door, and in which conversation.

An address is what a platform calls the person or the call: an openid, a CallSid, a web session.
Several addresses, of one door or of several, can lead to one conversation.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing, upsert
from bot.db import flushed, table
from bot.desk.models import DoorAddress, DoorMove
from bot.desk.record import open_conversation, utcnow

_ADDRESSES = table(DoorAddress)
_FIND = select(_ADDRESSES.c.conversation_id).where(
    _ADDRESSES.c.channel == bindparam("channel"), _ADDRESSES.c.address == bindparam("address")
)
_MOVED = ("channel", "conversation_id", "address", "moved_at")
_COLUMNS = ("channel", "address", "conversation_id", "created_at", "last_seen_at")


async def find(session: AsyncSession, channel: str, address: str) -> str | None:
    """Return the conversation of an address, ``None`` if it has none yet."""
    connection = await flushed(session)
    found = await connection.execute(_FIND, {"channel": channel, "address": address})
    return found.scalar_one_or_none()


async def conversation_at(session: AsyncSession, channel: str, address: str) -> str:
    """Return the conversation of an address; the first time, one is opened.

    The caller's transaction writes: the address is seen now.
    """
    now = utcnow()
    seen = (
        update(DoorAddress)
        .where(DoorAddress.channel == channel, DoorAddress.address == address)
        .values(last_seen_at=now)
        .returning(DoorAddress.conversation_id)
    )
    if conversation_id := await session.scalar(seen):
        return conversation_id
    opened = await open_conversation(session, channel)
    # Somebody may have been quicker: then theirs counts, and ours stays empty.
    await insert_missing(session, DoorAddress, _COLUMNS, [(channel, address, opened, now, now)])
    return (await find(session, channel, address)) or opened


async def settle(
    session: AsyncSession, channel: str, address: str, conversation_id: str, seen: datetime
) -> None:
    """Write down where an address speaks, if that stands nowhere yet."""
    row = (channel, address, conversation_id, seen, seen)
    await insert_missing(session, DoorAddress, _COLUMNS, [row])


async def move(session: AsyncSession, channel: str, address: str, conversation_id: str) -> None:
    """Let an address speak in another conversation from now on.

    What is still to be said in the one it leaves goes on reaching it: see ``address_of``.
    """
    now = utcnow()
    left = await find(session, channel, address)
    if left and left != conversation_id:
        await upsert(session, DoorMove, _MOVED, [(channel, left, address, now)])
    await settle(session, channel, address, conversation_id, now)
    moved = (
        update(DoorAddress)
        .where(DoorAddress.channel == channel, DoorAddress.address == address)
        .values(conversation_id=conversation_id, last_seen_at=now)
    )
    await session.execute(moved)


async def address_of(session: AsyncSession, channel: str, conversation_id: str) -> str | None:
    """Return where a conversation was last seen at a door, ``None`` if never.

    If all have moved to other conversations, it is the one that moved last.
    """
    query = (
        select(DoorAddress.address)
        .where(DoorAddress.channel == channel, DoorAddress.conversation_id == conversation_id)
        .order_by(DoorAddress.last_seen_at.desc())
        .limit(1)
    )
    address = await session.scalar(query)
    if address is None:
        moved = await session.get(DoorMove, (channel, conversation_id))
        address = moved.address if moved else None
    return address


async def last_channel(session: AsyncSession, conversation_id: str) -> str | None:
    """Return the door at which a conversation was last seen, ``None`` if at none."""
    query = (
        select(DoorAddress.channel)
        .where(DoorAddress.conversation_id == conversation_id)
        .order_by(DoorAddress.last_seen_at.desc())
        .limit(1)
    )
    return await session.scalar(query)
