"""Joining: a one-time code (接续码) lets a person go on at another door in the same conversation.

The code is said in the conversation and redeemed at another address within ten minutes, once.
What it opens is the conversation, never a case: every grant is taken back, so identity is checked
again. A wrong, used, expired or made-up code gets one answer, and five wrong tries lock.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.cases.grants import revoke_grants
from bot.cases.identity import Hasher
from bot.cases.tries import ALLOWED_FAILURES, Tries
from bot.desk import addresses, record
from bot.desk.errors import UnknownConversation
from bot.desk.inbox import Incoming
from bot.desk.models import Conversation, JoinCode, OutboxMessage

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
# Without 1 and 9: on the phone 一 is heard as 七, and 九 as 六.
_DIGITS = "02345678"
_COLUMNS = ("code_hash", "conversation_id", "channel", "expires_at")

PLACES = {"web": "网页", "wechat": "微信", "voice": "电话"}
# A call cannot be told afterwards that somebody has joined.
_CAN_BE_TOLD = ("web", "wechat")
JOINED_ENTRY = "从{place}接续了这次对话。如果不是您本人，请马上说“人工”。"
LEFT_ENTRY = "这边的人用接续码接到了另一次对话，后面的话在那边。"


@dataclass(frozen=True)
class Joined:
    """The address now speaks in ``conversation_id``, whose code was given at ``channel``."""

    conversation_id: str
    channel: str


class NotJoined(Enum):
    """Why an address was not joined."""

    REFUSED = "no such code, or no longer"
    LOCKED = "too many wrong tries"
    ALREADY_HERE = "the code is that of its own conversation"


class Joining:
    """Issues codes and redeems them, each in the caller's transaction.

    ``lock_minutes`` is both how long a lock lasts and how long a wrong try counts.
    """

    def __init__(self, hasher: Hasher, lock_minutes: int = 30) -> None:
        """Store codes under the keyed hashes of ``hasher``."""
        self._hasher = hasher
        self._tries = Tries(lock_minutes)

    async def issue(
        self, session: AsyncSession, conversation_id: str, channel: str, now: datetime
    ) -> str:
        """Return a new code of six digits for a conversation; an older one is void from now on."""
        mine = JoinCode.conversation_id == conversation_id
        expires = now + CODE_LIFETIME
        while True:
            await session.execute(delete(JoinCode).where(or_(mine, JoinCode.expires_at <= now)))
            code = "".join(secrets.choice(_DIGITS) for _ in range(CODE_DIGITS))
            row = (self._hasher.join_code(code), conversation_id, channel, expires)
            # Another conversation may hold this very code: then theirs stays and we draw again.
            await insert_missing(session, JoinCode, _COLUMNS, [row])
            kept = select(JoinCode.conversation_id).where(JoinCode.code_hash == row[0])
            if await session.scalar(kept) == conversation_id:
                return code

    async def redeem(
        self, session: AsyncSession, message: Incoming, address: str, code: str, now: datetime
    ) -> Joined | NotJoined:
        """Move the address a message came from to the conversation of a code.

        A code is taken by whoever comes first; of two at once exactly one gets it.
        """
        counters = await self._tries.counters(session, self._subjects(message, address))
        if self._tries.locked_until(counters, now):
            return NotJoined.LOCKED
        code_hash = self._hasher.join_code(code)
        valid = (JoinCode.code_hash == code_hash, JoinCode.expires_at > now)
        taken = (
            delete(JoinCode)
            .where(*valid, JoinCode.conversation_id != message.conversation_id)
            .returning(JoinCode.conversation_id, JoinCode.channel)
            .execution_options(synchronize_session=False)
        )
        if row := (await session.execute(taken)).one_or_none():
            joined = Joined(*row)
            await _join(session, message, address, joined, now)
            return joined
        if await session.scalar(select(JoinCode.conversation_id).where(*valid)):
            return NotJoined.ALREADY_HERE
        wrong = self._tries.fail(counters, now)
        return NotJoined.LOCKED if wrong >= ALLOWED_FAILURES else NotJoined.REFUSED

    def _subjects(self, message: Incoming, address: str) -> list[bytes]:
        subjects = [self._hasher.subject("joining", f"{message.channel}|{address}")]
        if message.client:
            subjects.append(self._hasher.subject("joining client", message.client))
        return subjects


async def _join(
    session: AsyncSession, message: Incoming, address: str, joined: Joined, now: datetime
) -> None:
    """Move the address, take back what was verified on either side, and say so in both records."""
    before = await _locked(session, message.conversation_id)
    found = await _locked(session, joined.conversation_id)
    # A web session's address is the conversation it opened, and stands nowhere until it matters.
    if found.channel == "web":
        await addresses.settle(session, "web", found.id, found.id, now)
    await addresses.settle(session, message.channel, address, before.id, now)
    await addresses.move(session, message.channel, address, found.id)
    for conversation in (before, found):
        await revoke_grants(session, conversation.id)
    if before.last_seq:
        entry = record.append(before, "system", "left", LEFT_ENTRY, {"continued_in": found.id})
        session.add(entry)
    await _announce(session, found, message.channel, joined.channel, now)


async def _announce(
    session: AsyncSession, found: Conversation, channel: str, code_from: str, now: datetime
) -> None:
    """Write who joined into the record, and tell the door at which the code was given."""
    text = JOINED_ENTRY.format(place=PLACES.get(channel, "别处"))
    entry = record.append(found, "system", "joined", text, {})
    entry.channel = channel
    session.add(entry)
    if code_from in _CAN_BE_TOLD:
        session.add(
            OutboxMessage(
                conversation_id=found.id, seq=entry.seq, channel=code_from, attempts=0, due_at=now
            )
        )


async def _locked(session: AsyncSession, conversation_id: str) -> Conversation:
    found = await session.get(Conversation, conversation_id, with_for_update=True)
    if found is None:
        raise UnknownConversation(conversation_id)
    return found
