"""Addresses: who speaks at which door, and in which conversation.

An address is what a platform calls the person or the call: an openid, a CallSid, a web session.
Several addresses, of one door or of several, can lead to one conversation.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.desk.models import DoorAddress
from bot.desk.record import open_conversation, utcnow

_COLUMNS = ("channel", "address", "conversation_id", "created_at", "last_seen_at")


async def find(session: AsyncSession, channel: str, address: str) -> str | None:
    """Return the conversation of an address, ``None`` if it has none yet."""
    found = await session.get(DoorAddress, (channel, address))
    return found.conversation_id if found else None


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


async def move(session: AsyncSession, channel: str, address: str, conversation_id: str) -> None:
    """Let an address speak in another conversation from now on."""
    now = utcnow()
    await insert_missing(
        session, DoorAddress, _COLUMNS, [(channel, address, conversation_id, now, now)]
    )
    moved = (
        update(DoorAddress)
        .where(DoorAddress.channel == channel, DoorAddress.address == address)
        .values(conversation_id=conversation_id, last_seen_at=now)
    )
    await session.execute(moved)


async def address_of(session: AsyncSession, channel: str, conversation_id: str) -> str | None:
    """Return where a conversation was last seen at a door, ``None`` if never."""
    query = (
        select(DoorAddress.address)
        .where(DoorAddress.channel == channel, DoorAddress.conversation_id == conversation_id)
        .order_by(DoorAddress.last_seen_at.desc())
        .limit(1)
    )
    return await session.scalar(query)


async def last_channel(session: AsyncSession, conversation_id: str) -> str | None:
    """Return the door at which a conversation was last seen, ``None`` if at none."""
    query = (
        select(DoorAddress.channel)
        .where(DoorAddress.conversation_id == conversation_id)
        .order_by(DoorAddress.last_seen_at.desc())
        .limit(1)
    )
    return await session.scalar(query)
