"""Ownership: a conversation has exactly one owner, the bot or one member of staff.

Every change locks the conversation's row first, so that of two people at once one comes second and
is told who was quicker. The bot asks the owner before each answer, so it is silent from the moment
the transaction is committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import addresses, record
from bot.desk.errors import UnknownConversation
from bot.desk.handover.errors import (
    HeldByAnother,
    NoSuchForward,
    NotHandedOver,
    NotTheHolder,
    OtherCourt,
)
from bot.desk.handover.models import Forward, Handover
from bot.desk.handover.queue import CLOSED, HELD, WAITING
from bot.desk.models import Conversation, OutboxMessage, RecordEntry
from bot.desk.record import BOT
from bot.desk.replies import Reply

SYSTEM, STAFF = "system", "staff"
TAKEN = "工作人员已接入，下面由工作人员回复您。"
RETURNED = "工作人员已经处理完，智能助手继续为您服务。需要人工时随时说“人工”。"
SILENT = "让您久等了，刚才的工作人员暂时没能回复，已为您重新排队，由其他同事接着办。"


@dataclass(frozen=True)
class Actor:
    """A member of staff who acts; ``supervises`` lets them take over from others."""

    name: str
    court_code: str
    supervises: bool = False


async def take(session: AsyncSession, conversation_id: str, by: Actor, now: datetime) -> Handover:
    """Give a conversation to a member of staff; taking one's own again changes nothing.

    Raises:
        NotHandedOver: nobody asked for a person and ``by`` does not supervise.
        HeldByAnother: a colleague holds it and ``by`` does not supervise.
        OtherCourt: it belongs to another court.
    """
    found, handover = await _locked(session, conversation_id, by)
    if found.owner == by.name:
        return handover
    if found.owner != BOT and not by.supervises:
        raise HeldByAnother(found.owner)
    if handover.state == CLOSED and not by.supervises:
        raise NotHandedOver("这段对话没有在等人工。")
    was_bot = found.owner == BOT
    _hold(found, handover, by.name, now)
    if was_bot:
        await say(session, found, SYSTEM, Reply(text=TAKEN), f"taken:{now.timestamp()}", now)
    return handover


async def answer(
    session: AsyncSession,
    conversation_id: str,
    by: Actor,
    reply: Reply,
    message_id: str,
    now: datetime,
) -> RecordEntry:
    """Say something to the citizen as staff. The same ``message_id`` is said once.

    Raises:
        NotTheHolder: the conversation is not (or no longer) theirs.
    """
    found, handover = await _locked(session, conversation_id, by)
    _must_hold(found, by)
    said = await _said(session, conversation_id, message_id)
    if said is not None:
        return said
    handover.unanswered, handover.staff_at, handover.changed_at = False, now, now
    return await say(session, found, STAFF, reply, message_id, now, by=by.name)


async def hand_back(
    session: AsyncSession, conversation_id: str, by: Actor, summary: str, now: datetime
) -> None:
    """Give a conversation back to the bot, with a summary it and the next colleague know.

    Raises:
        NotTheHolder: the conversation is not theirs.
    """
    found, handover = await _locked(session, conversation_id, by)
    _must_hold(found, by)
    found.owner = BOT
    handover.state, handover.holder, handover.closed_at = CLOSED, "", now
    handover.unanswered, handover.summary, handover.changed_at = False, summary, now
    await _give_back(session, found, RETURNED, now)
    await _settle_forwards(session, conversation_id, "withdrawn", now)


async def forward(
    session: AsyncSession, conversation_id: str, by: Actor, to: str, reason: str, now: datetime
) -> Forward:
    """Offer a conversation to a colleague or division; until taken it stays with its holder.

    Raises:
        NotTheHolder: the conversation is not theirs.
    """
    found, handover = await _locked(session, conversation_id, by)
    _must_hold(found, by)
    handover.changed_at = now
    await _settle_forwards(session, conversation_id, "withdrawn", now)
    offered = Forward(
        conversation_id=conversation_id,
        by=by.name,
        to=to,
        reason=reason,
        state="offered",
        answer="",
        made_at=now,
        settled_at=None,
    )
    session.add(offered)
    await session.flush()
    return offered


async def accept(
    session: AsyncSession, forward_id: int, by: Actor, groups: Sequence[str], now: datetime
) -> Forward:
    """Take a conversation that was forwarded to this person or to one of their groups.

    Raises:
        NoSuchForward: it was not, or somebody else was quicker.
    """
    offered, found, handover = await _offered(session, forward_id, by, groups)
    if found.owner != offered.by:
        raise NoSuchForward("这段对话已经不在转交的同事手里。")
    _hold(found, handover, by.name, now)
    offered.state, offered.settled_at, offered.answer = "accepted", now, by.name
    return offered


async def decline(
    session: AsyncSession,
    forward_id: int,
    by: Actor,
    groups: Sequence[str],
    reason: str,
    now: datetime,
) -> Forward:
    """Refuse a forwarded conversation with a reason; it stays with its holder.

    Raises:
        NoSuchForward: it was not offered to this person.
    """
    offered, _, handover = await _offered(session, forward_id, by, groups)
    handover.changed_at = now
    offered.state, offered.settled_at, offered.answer = "declined", now, reason
    return offered


async def offered_to(session: AsyncSession, name: str) -> Sequence[Forward]:
    """Return the forwards that wait for this person, oldest first."""
    query = (
        select(Forward)
        .where(Forward.to == name, Forward.state == "offered")
        .order_by(Forward.id)
        .limit(100)
    )
    return (await session.scalars(query)).all()


async def return_silent(
    session: AsyncSession, silent_for: timedelta, now: datetime, limit: int = 100
) -> list[str]:
    """Put conversations back into the queue whose holder left a citizen without an answer."""
    query = (
        select(Handover.conversation_id)
        .where(Handover.state == HELD, Handover.unanswered, Handover.citizen_at <= now - silent_for)
        .order_by(Handover.citizen_at)
        .limit(limit)
    )
    returned = []
    for conversation_id in (await session.scalars(query)).all():
        found, handover = await _rows(session, conversation_id)
        if handover.state != HELD or not handover.unanswered:
            continue
        found.owner = BOT
        handover.state, handover.holder = WAITING, ""
        handover.waiting_since = handover.changed_at = now
        await _give_back(session, found, SILENT, now)
        await _settle_forwards(session, conversation_id, "withdrawn", now)
        returned.append(conversation_id)
    return returned


async def say(
    session: AsyncSession,
    found: Conversation,
    sender: str,
    reply: Reply,
    message_id: str,
    now: datetime,
    **aside: str | bool,
) -> RecordEntry:
    """Write into the record what is not the bot's, and send it to the door last used.

    ``aside`` stands beside the reply for us, not for the citizen: ``by`` whom, ``returned``.
    """
    body: dict[str, Any] = reply.parts() | aside
    entry = record.append(found, sender, message_id, reply.text, body)
    entry.channel = await addresses.last_channel(session, found.id) or found.channel
    session.add(entry)
    await session.flush()
    session.add(
        OutboxMessage(
            conversation_id=found.id,
            seq=entry.seq,
            channel=entry.channel,
            due_at=now,
            attempts=0,
        )
    )
    await session.flush()
    return entry


async def _give_back(session: AsyncSession, found: Conversation, text: str, now: datetime) -> None:
    message_id = f"returned:{now.timestamp()}"
    await say(session, found, SYSTEM, Reply(text=text), message_id, now, returned=True)


def _hold(found: Conversation, handover: Handover, name: str, now: datetime) -> None:
    found.owner = handover.holder = name
    handover.state, handover.closed_at, handover.changed_at = HELD, None, now


def _must_hold(found: Conversation, by: Actor) -> None:
    if found.owner != by.name:
        holder = "智能助手" if found.owner == BOT else found.owner
        raise NotTheHolder(f"这段对话现在由{holder}接待，请先接过来。")


async def _locked(
    session: AsyncSession, conversation_id: str, by: Actor
) -> tuple[Conversation, Handover]:
    found, handover = await _rows(session, conversation_id)
    if handover.court_code not in ("", by.court_code):
        raise OtherCourt("这段对话属于别的法院。")
    return found, handover


async def _rows(session: AsyncSession, conversation_id: str) -> tuple[Conversation, Handover]:
    """Lock a conversation and its handover, always in this order."""
    found = await session.get(
        Conversation, conversation_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise UnknownConversation(conversation_id)
    handover = await session.get(
        Handover, conversation_id, with_for_update=True, populate_existing=True
    )
    if handover is None:
        raise NotHandedOver("这段对话没有转过人工。")
    return found, handover


async def _said(session: AsyncSession, conversation_id: str, message_id: str) -> RecordEntry | None:
    query = select(RecordEntry).where(
        RecordEntry.conversation_id == conversation_id,
        RecordEntry.message_id == message_id,
        RecordEntry.sender == STAFF,
    )
    return (await session.scalars(query)).one_or_none()


async def _offered(
    session: AsyncSession, forward_id: int, by: Actor, groups: Sequence[str]
) -> tuple[Forward, Conversation, Handover]:
    """Lock the conversation of a forward, then the forward; everybody locks in this order."""
    refused = NoSuchForward("这次转交已经被别人接走、撤回，或者不是转给您的。")
    seen = await session.get(Forward, forward_id)
    if seen is None:
        raise refused
    found, handover = await _locked(session, seen.conversation_id, by)
    await session.refresh(seen, with_for_update=True)
    if seen.state != "offered" or seen.to not in {by.name, *groups}:
        raise refused
    return seen, found, handover


async def _settle_forwards(
    session: AsyncSession, conversation_id: str, state: str, now: datetime
) -> None:
    query = select(Forward).where(
        Forward.conversation_id == conversation_id, Forward.state == "offered"
    )
    for offered in (await session.scalars(query)).all():
        offered.state, offered.settled_at = state, now
