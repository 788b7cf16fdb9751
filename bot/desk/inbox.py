"""The inbox: a message is durable before it is accepted, and answered exactly once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.masking import mask
from bot.db import flushed, table
from bot.desk import record
from bot.desk.errors import NotOffered, UnknownConversation
from bot.desk.handover import queue
from bot.desk.models import Conversation, InboxMessage, OutboxMessage, RecordEntry
from bot.desk.record import utcnow
from bot.desk.replies import Reply

ACCEPTED, DONE = "accepted", "done"

# A button may be pressed a while after it was shown, but not from another age.
_BUTTONS_VALID_FOR = 40

_INBOX, _OUTBOX = table(InboxMessage), table(OutboxMessage)
_THIS = (_INBOX.c.channel == bindparam("on"), _INBOX.c.message_id == bindparam("id"))
_STORED_FOR = select(_INBOX.c.conversation_id).where(*_THIS)
_EXISTING = select(Conversation.id).where(Conversation.id == bindparam("conversation"))
_KNOWN = select(_STORED_FOR.scalar_subquery(), _EXISTING.scalar_subquery())
_CLOSE = update(_INBOX).where(*_THIS).values(state=DONE, content=bindparam("said"))


@dataclass(frozen=True)
class Incoming:
    """A message as a door received it.

    ``kind`` is ``text`` or ``payload``; ``client`` is a keyed hash of the caller's address,
    number or account, never the thing itself.
    """

    channel: str
    message_id: str
    conversation_id: str
    kind: str
    content: str
    client: str = ""


async def accept(session: AsyncSession, message: Incoming, menu: Collection[str] = ()) -> bool:
    """Store a message; ``False`` when the platform sends again what is stored already.

    ``menu``: payloads that the door offers at all times, outside the conversation.

    Raises:
        UnknownConversation: the conversation does not exist.
        NotOffered: a payload that no recent button of this conversation carries, or a message
            id that belongs to another conversation.
    """
    connection = await flushed(session)
    stored_for, conversation = (await connection.execute(_KNOWN, _keys(message))).one()
    if stored_for is not None:
        if stored_for != message.conversation_id:
            raise NotOffered("message id of another conversation")
        return False
    if conversation is None:
        raise UnknownConversation(message.conversation_id)
    if message.kind == "payload" and message.content not in menu:
        await _require_offered(session, message)
    row = {**vars(message), "state": ACCEPTED, "accepted_at": utcnow()}
    await connection.execute(insert(_INBOX), row)
    return True


def _keys(message: Incoming) -> dict[str, str]:
    return {
        "on": message.channel,
        "id": message.message_id,
        "conversation": message.conversation_id,
    }


async def _require_offered(session: AsyncSession, message: Incoming) -> None:
    query = (
        select(RecordEntry.body)
        .where(
            RecordEntry.conversation_id == message.conversation_id, RecordEntry.sender != "citizen"
        )
        .order_by(RecordEntry.seq.desc())
        .limit(_BUTTONS_VALID_FOR)
    )
    for body in await session.scalars(query):
        if any(button["payload"] == message.content for button in body.get("buttons", ())):
            return
    raise NotOffered("payload was not offered in this conversation")


async def is_answered(session: AsyncSession, message: Incoming) -> bool:
    """Whether a stored message has its answer in the record."""
    stored = await session.get_one(InboxMessage, (message.channel, message.message_id))
    return stored.state == DONE


async def unanswered(session: AsyncSession, before: datetime) -> Sequence[InboxMessage]:
    """Return messages accepted before a time and not answered yet, oldest first."""
    query = (
        select(InboxMessage)
        .where(InboxMessage.state == ACCEPTED, InboxMessage.accepted_at < before)
        .order_by(InboxMessage.accepted_at)
    )
    return (await session.scalars(query)).all()


async def finish(
    session: AsyncSession,
    message: Incoming,
    replies: Sequence[Reply],
    shown_as: str = "",
    understood: dict[str, object] | None = None,
) -> list[RecordEntry]:
    """Write a message and its replies to the record and the outbox, and close it.

    All in the caller's transaction, so that a crash leaves either nothing or everything. What the
    session holds of this conversation is out of date afterwards. Where staff took over while the
    bot was still thinking, it is not heard: they are answering now.
    ``shown_as`` is what the citizen saw instead of a payload (a button's title).
    """
    connection = await flushed(session)
    found = await record.last_link(connection, message.conversation_id)
    if found.owner != record.BOT:
        replies = ()
    text = mask(shown_as or message.content)
    body = {"understood": understood} if understood else {}
    said = record.append(found, "citizen", message.message_id, text, body)
    written = [
        record.append(found, "assistant", message.message_id, reply.text, reply.parts())
        for reply in replies
    ]
    for entry in (said, *written):
        entry.channel = message.channel
    await record.write(connection, found, [said, *written])
    await queue.citizen_spoke(session, found.id, said.created_at)
    if written:
        await connection.execute(insert(_OUTBOX), [_sent(message, entry) for entry in written])
    await connection.execute(_CLOSE, {**_keys(message), "said": text})
    return written


def _sent(message: Incoming, entry: RecordEntry) -> dict[str, Any]:
    return {
        "conversation_id": entry.conversation_id,
        "seq": entry.seq,
        "channel": message.channel,
        "due_at": entry.created_at,
        "attempts": 0,
    }


async def answers_to(session: AsyncSession, message: Incoming) -> Sequence[RecordEntry]:
    """Return what was answered to a finished message: a retry gets the same replies."""
    query = (
        select(RecordEntry)
        .where(
            RecordEntry.conversation_id == message.conversation_id,
            RecordEntry.message_id == message.message_id,
            RecordEntry.sender != "citizen",
        )
        .order_by(RecordEntry.seq)
    )
    return (await session.scalars(query)).all()
