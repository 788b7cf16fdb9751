"""The conversation record: one chain of messages across every door."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import bindparam, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.db import table
from bot.desk.errors import UnknownConversation
from bot.desk.models import Conversation, RecordEntry
from bot.desk.replies import Button, Reply

BOT = "bot"

_CONVERSATIONS, _ENTRIES = table(Conversation), table(RecordEntry)
_COLUMNS = tuple(column.name for column in _ENTRIES.columns)
_THIS = _CONVERSATIONS.c.id == bindparam("this")
_LINK = ("id", "channel", "owner", "last_seq", "last_hash")
# Whoever writes to a record next waits until this entry stands; SQLite has one writer anyway.
_LAST_LINK = select(*(_CONVERSATIONS.c[name] for name in _LINK)).where(_THIS).with_for_update()
_CONTINUED = ("last_seq", "last_hash", "updated_at")
_CONTINUE = update(_CONVERSATIONS).where(_THIS)
_CONTINUE = _CONTINUE.values({name: bindparam(name) for name in _CONTINUED})


_NEWEST_REPLY = (
    select(_ENTRIES.c.body)
    .where(_ENTRIES.c.conversation_id == bindparam("this"), _ENTRIES.c.sender != "citizen")
    .order_by(_ENTRIES.c.seq.desc())
    .limit(1)
)
_STANDING = select(_CONVERSATIONS.c.owner, _NEWEST_REPLY.scalar_subquery()).where(_THIS)


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: its owner, and the buttons below its newest reply.

    ``returned``: the newest reply says that staff have given it back to the bot.
    """

    owner: str
    offered: tuple[Button, ...]
    returned: bool = False


def utcnow() -> datetime:
    """The time now, in UTC, aware."""
    return datetime.now(timezone.utc)


def aware(moment: datetime) -> datetime:
    """Return a moment of the desk's tables with its zone, which SQLite does not keep: UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


async def open_conversation(session: AsyncSession, channel: str) -> str:
    """Begin a conversation owned by the bot and return its opaque id."""
    conversation_id = uuid.uuid4().hex
    now = utcnow()
    session.add(
        Conversation(id=conversation_id, channel=channel, created_at=now, updated_at=now, owner=BOT)
    )
    await session.flush()
    return conversation_id


async def conversation(session: AsyncSession, conversation_id: str) -> Conversation:
    """Return a conversation.

    Raises:
        UnknownConversation: no conversation has this id.
    """
    found = await session.get(Conversation, conversation_id)
    if found is None:
        raise UnknownConversation(conversation_id)
    return found


async def change_owner(session: AsyncSession, conversation_id: str, owner: str) -> str:
    """Give a conversation to ``bot`` or to a member of staff; return the owner before.

    The row is locked, so that two people taking over at once get it one after the other.
    """
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    before, found.owner = found.owner, owner
    return before


def append(
    found: Conversation, sender: str, message_id: str, text: str, body: dict[str, Any]
) -> RecordEntry:
    """Return the next entry of a conversation's record, chained to the one before.

    The caller adds it to the session that holds ``found``. ``body`` must be JSON.
    """
    found.last_seq += 1
    found.updated_at = utcnow()
    entry = RecordEntry(
        conversation_id=found.id,
        seq=found.last_seq,
        sender=sender,
        channel=found.channel,
        message_id=message_id,
        text=text,
        body=body,
        created_at=found.updated_at,
    )
    entry.hash = found.last_hash = entry_hash(found.last_hash, entry)
    return entry


async def last_link(connection: AsyncConnection, conversation_id: str) -> Conversation:
    """Return what ``append`` needs of a conversation, held for ``write`` and in no session.

    Raises:
        UnknownConversation: no conversation has this id.
    """
    found = (await connection.execute(_LAST_LINK, {"this": conversation_id})).one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    return Conversation(**found._mapping)


async def write(
    connection: AsyncConnection, found: Conversation, appended: Sequence[RecordEntry]
) -> None:
    """Write entries appended to a conversation that ``last_link`` returned."""
    rows = [{name: getattr(entry, name) for name in _COLUMNS} for entry in appended]
    await connection.execute(insert(_ENTRIES), rows)
    continued = {name: getattr(found, name) for name in _CONTINUED}
    await connection.execute(_CONTINUE, {"this": found.id, **continued})


def entry_hash(previous: str, entry: RecordEntry) -> str:
    """Return the SHA-256 of an entry's content and the hash before it."""
    content = [previous, entry.conversation_id, entry.seq, entry.sender, entry.message_id]
    content += [entry.text, entry.body, entry.created_at.replace(tzinfo=None).isoformat()]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


async def first_broken_link(session: AsyncSession, conversation_id: str) -> int | None:
    """Return the sequence number of the first changed or missing entry, ``None`` if whole."""
    found = await conversation(session, conversation_id)
    previous, expected = "", 1
    for entry in await entries(session, conversation_id):
        if entry.seq != expected or entry.hash != entry_hash(previous, entry):
            return expected
        previous, expected = entry.hash, expected + 1
    whole = found.last_seq == expected - 1 and found.last_hash == previous
    return None if whole else expected


async def entries(
    session: AsyncSession, conversation_id: str, after: int = 0, limit: int = 10_000
) -> Sequence[RecordEntry]:
    """Return a conversation's entries after a sequence number, oldest first."""
    query = (
        select(RecordEntry)
        .where(RecordEntry.conversation_id == conversation_id, RecordEntry.seq > after)
        .order_by(RecordEntry.seq)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def newest(
    session: AsyncSession, conversation_id: str, limit: int = 500, before: int | None = None
) -> Sequence[RecordEntry]:
    """Return a conversation's newest entries (before one of them), oldest of them first."""
    query = (
        select(RecordEntry)
        .where(RecordEntry.conversation_id == conversation_id)
        .where(RecordEntry.seq < before if before is not None else true())
        .order_by(RecordEntry.seq.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()[::-1]


async def standing(session: AsyncSession, conversation_id: str) -> Standing:
    """Return whose turn it is in a conversation, and what the newest reply offers.

    Raises:
        UnknownConversation: no conversation has this id.
    """
    connection = await session.connection()
    found = (await connection.execute(_STANDING, {"this": conversation_id})).one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    owner, body = found[0], found[1] or {}
    offered = tuple(Button(**button) for button in body.get("buttons", ()))
    return Standing(owner, offered, bool(body.get("returned")))


def reply_of(entry: RecordEntry) -> Reply:
    """Return the reply that an assistant's or staff member's entry holds."""
    return Reply(text=entry.text, **entry.body)
