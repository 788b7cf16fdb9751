"""Verification: who may see a case in a conversation.

Whatever fails fails alike: a wrong code, a case that does not exist, somebody else's case and a
sealed one give the same answer after the same queries and hashes. Five wrong tries lock, for the
conversation, for the address it comes from, and for the case number, whether or not it exists.
A success clears no count: with a case of one's own, nobody gets more tries at another's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import and_, delete, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bindings import address_hash, bound_cases, bound_grant, in_force
from bot.cases.errors import InvalidKey
from bot.cases.grants import Grant, current_grant, revoke_grants, store_grant
from bot.cases.identity import Credential, Hasher
from bot.cases.keys import CaseKey, legacy_text
from bot.cases.models import (
    AccessCode,
    AccessCounter,
    AccessGrant,
    AccessTry,
    Case,
    LegacyNumber,
    Party,
)
from bot.cases.models.key import key_columns, same_case
from bot.cases.tries import ALLOWED_FAILURES, Tries
from bot.cases.vocabulary import Level, Sealed
from bot.court.case_number import CaseNumber
from bot.court.zone import CHINA
from bot.db import Database

GRANT_LIFETIME = timedelta(hours=2)
# One old number can belong to several courts; more namesakes than this do not exist.
_MOST_NAMESAKES = 8


@dataclass(frozen=True)
class Subject:
    """Who tries: the conversation, and the hashed address of the client ("" if there is none)."""

    conversation_id: str
    client: str = ""


@dataclass(frozen=True)
class Refused:
    """Not verified. It does not tell why. ``tries_left`` is never zero."""

    tries_left: int


@dataclass(frozen=True)
class Locked:
    """Too many wrong tries; nothing is checked before ``until``."""

    until: datetime


@dataclass(frozen=True)
class Granted:
    """Verified: this conversation may see the case as this party until the grant expires."""

    grant: Grant


Outcome = Refused | Locked | Granted


class _Result(IntEnum):
    REFUSED = 0
    LOCKED = 1
    GRANTED = 2


class Access:
    """Verifies people and keeps their grants.

    ``lock_minutes`` is both how long a lock lasts and how long a wrong try counts.
    """

    def __init__(self, database: Database, hasher: Hasher, lock_minutes: int = 30) -> None:
        """Use ``database``; nothing is opened yet."""
        self._database = database
        self._hasher = hasher
        self._tries = Tries(lock_minutes)

    async def verify(
        self,
        number: CaseNumber,
        credential: Credential,
        subject: Subject,
        message_id: str,
        now: datetime,
    ) -> Outcome:
        """Try a credential for a case number. ``now`` is aware.

        One message counts once for a case number however often it arrives: the first outcome is
        given again.
        """
        asked = legacy_text(number) if number.legacy else number.text
        case_hash = self._hasher.subject("case", asked)
        async with self._database.write() as session:
            counters = await self._counters(session, subject, case_hash)
            identity = (subject.conversation_id, message_id, case_hash)
            earlier = await session.get(AccessTry, identity)
            if earlier is not None:
                return await _again(session, earlier, number, now)
            outcome: Outcome | None = self._locked(counters, now)
            if outcome is None:
                found = await self._match(session, number, credential, now)
                outcome = await self._settle(session, subject, found, counters, now)
            session.add(_record(identity, outcome, now))
            return outcome

    async def grant_for(
        self, conversation_id: str, number: CaseNumber, now: datetime, client: str = ""
    ) -> Grant | None:
        """Return the grant a conversation has for a case number, ``None`` if it has none in force.

        A number from before 2016 can mean cases of several courts; it is the one verified for.
        What comes from a bound address (``client``) gets its grant from the binding.
        """
        of = address_hash(self._hasher, client)
        async with self._database.read() as session:
            grant = await _grant_for(session, conversation_id, number, now)
            if grant is not None or not client or not await in_force(session, of, now):
                return grant
        async with self._database.write() as session:
            for key in await _candidates(session, number):
                if grant := await bound_grant(session, conversation_id, of, key, now):
                    return grant
        return None

    async def bound_cases(self, client: str, now: datetime) -> list[CaseKey]:
        """Return the cases that a bound address may ask about; none if it is not bound."""
        async with self._database.read() as session:
            return await bound_cases(session, address_hash(self._hasher, client), now)

    async def revoke(self, conversation_id: str, key: CaseKey | None = None) -> None:
        """Take back the grant for one case, or all grants of a conversation."""
        async with self._database.write() as session:
            await revoke_grants(session, conversation_id, key)

    async def forget(self, before: datetime) -> None:
        """Delete tries, counts and grants that ended before a moment (PIPL 第19条)."""
        gone = (
            delete(AccessTry).where(AccessTry.tried_at < before),
            delete(AccessCounter).where(
                or_(AccessCounter.last_failed_at < before, AccessCounter.failures == 0)
            ),
            delete(AccessGrant).where(AccessGrant.expires_at < before),
        )
        async with self._database.write() as session:
            for statement in gone:
                await session.execute(statement)

    async def _counters(
        self, session: AsyncSession, subject: Subject, case_hash: bytes
    ) -> Sequence[AccessCounter]:
        """Return the counters of this try: of the case number, the conversation, the address."""
        hashes = [case_hash, self._hasher.subject("conversation", subject.conversation_id)]
        if subject.client:
            hashes.append(self._hasher.subject("client", subject.client))
        return await self._tries.counters(session, hashes)

    def _locked(self, counters: Sequence[AccessCounter], now: datetime) -> Locked | None:
        until = self._tries.locked_until(counters, now)
        return Locked(until) if until else None

    async def _match(
        self, session: AsyncSession, number: CaseNumber, credential: Credential, now: datetime
    ) -> Grant | None:
        """Return the grant that the credential earns; the work is the same when there is none."""
        keys = await _candidates(session, number)
        pairs = [(*key, self._hasher.credential(key, credential)) for key in keys]
        columns = (*key_columns(AccessCode), AccessCode.code_hash)
        query = (
            select(Party, Case.sealed)
            .join(AccessCode, and_(same_case(Party, AccessCode), Party.seq == AccessCode.seq))
            .join(Case, same_case(Party, Case))
            .where(tuple_(*columns).in_(pairs))
        )
        today = now.astimezone(CHINA).date()
        for party, sealed in (await session.execute(query)).all():
            opened = party.opened_on is not None and party.opened_on <= today
            left = party.left_on is not None and party.left_on <= today
            if sealed == Sealed.OPEN and opened and not left:
                expires = now + GRANT_LIFETIME
                return Grant(party.key, Level.CONVERSATION, party.role, party.seq, expires)
        return None

    async def _settle(
        self,
        session: AsyncSession,
        subject: Subject,
        found: Grant | None,
        counters: Sequence[AccessCounter],
        now: datetime,
    ) -> Outcome:
        if found is not None:
            await store_grant(session, subject.conversation_id, found, now)
            return Granted(found)
        most = self._tries.fail(counters, now)
        if most < ALLOWED_FAILURES:
            return Refused(ALLOWED_FAILURES - most)
        return Locked(now + self._tries.lock_for)


async def _again(
    session: AsyncSession, earlier: AccessTry, number: CaseNumber, now: datetime
) -> Outcome:
    if earlier.outcome == _Result.LOCKED and earlier.locked_until:
        return Locked(earlier.locked_until)
    if earlier.outcome == _Result.GRANTED:
        grant = await _grant_for(session, earlier.conversation_id, number, now)
        if grant is not None:
            return Granted(grant)
    return Refused(earlier.tries_left)


async def _grant_for(
    session: AsyncSession, conversation_id: str, number: CaseNumber, now: datetime
) -> Grant | None:
    for key in await _candidates(session, number):
        grant = await current_grant(session, conversation_id, key, now)
        if grant is not None:
            return grant
    return None


def _record(identity: tuple[str, str, bytes], outcome: Outcome, now: datetime) -> AccessTry:
    conversation_id, message_id, case_hash = identity
    result = {Refused: _Result.REFUSED, Locked: _Result.LOCKED, Granted: _Result.GRANTED}
    return AccessTry(
        conversation_id=conversation_id,
        message_id=message_id,
        case_hash=case_hash,
        tried_at=now,
        outcome=result[type(outcome)],
        tries_left=outcome.tries_left if isinstance(outcome, Refused) else ALLOWED_FAILURES,
        locked_until=outcome.until if isinstance(outcome, Locked) else None,
    )


async def _candidates(session: AsyncSession, number: CaseNumber) -> list[CaseKey]:
    """Return the cases a number can mean; where it can mean none, one that never exists."""
    if not number.legacy:
        try:
            return [CaseKey.of(number)]
        except InvalidKey:
            return [CaseKey("", 0, "", 0)]
    query = (
        select(*key_columns(LegacyNumber))
        .where(LegacyNumber.text == legacy_text(number))
        .limit(_MOST_NAMESAKES)
    )
    keys = [CaseKey(*row) for row in (await session.execute(query)).all()]
    return keys or [CaseKey("", 0, "", 0)]
