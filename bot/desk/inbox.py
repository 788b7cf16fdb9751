"""The inbox: a message is durable before it is accepted, and answered exactly once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.masking import mask
from bot.desk import record
from bot.desk.errors import NotOffered
from bot.desk.models import Conversation, InboxMessage, OutboxMessage, RecordEntry
from bot.desk.record import utcnow
from bot.desk.replies import Reply

ACCEPTED, DONE = "accepted", "done"

# A button may be pressed a while after it was shown, but not from another age.
_BUTTONS_VALID_FOR = 40


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
    stored = await session.get(InboxMessage, (message.channel, message.message_id))
    if stored is not None:
        if stored.conversation_id != message.conversation_id:
            raise NotOffered("message id of another conversation")
        return False
    await record.conversation(session, message.conversation_id)
    if message.kind == "payload" and message.content not in menu:
        await _require_offered(session, message)
    session.add(InboxMessage(**vars(message), state=ACCEPTED, accepted_at=utcnow()))
    await session.flush()
    return True


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

    All in the caller's transaction, so that a crash leaves either nothing or everything.
    ``shown_as`` is what the citizen saw instead of a payload (a button's title).
    """
    found = await record.conversation(session, message.conversation_id)
    text = mask(shown_as or message.content)
    body = {"understood": understood} if understood else {}
    session.add(record.append(found, "citizen", message.message_id, text, body))
    written = [_answer(session, found, message, reply) for reply in replies]
    await session.flush()
    now = utcnow()
    for entry in written:
        session.add(
            OutboxMessage(
                conversation_id=found.id,
                seq=entry.seq,
                channel=message.channel,
                due_at=now,
                attempts=0,
            )
        )
    closed = (
        update(InboxMessage)
        .where(
            InboxMessage.channel == message.channel, InboxMessage.message_id == message.message_id
        )
        .values(state=DONE, content=text)
    )
    await session.execute(closed)
    return written


def _answer(
    session: AsyncSession, found: Conversation, message: Incoming, reply: Reply
) -> RecordEntry:
    entry = record.append(found, "assistant", message.message_id, reply.text, reply.parts())
    session.add(entry)
    return entry


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
