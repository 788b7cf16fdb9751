"""Bindings: an address that belongs to a party, after a credential and a one-time code (level 2).

A binding opens nothing by itself. It lets what comes from its address have a grant for the case, or
for another case of the same person, without the code being given again; each time it is asked
whether the case is open, and whether the person is still a party to it. The grant is as short as
the answer takes: whoever else has joined the conversation has to be verified. A binding ends by its
expiry, by the person, and when the person leaves the door.

An address is named by the keyed hash that the door gives as ``Incoming.client``.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import upsert
from bot.cases.grants import Grant, revoke_grants, store_grant
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.models import Binding, BindingCode, Case, Dispatch, Party
from bot.cases.models.key import KEY, is_case, same_case
from bot.cases.queries import cases_of_person
from bot.cases.vocabulary import Level, Sealed
from bot.court.zone import CHINA
from bot.db import Database

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5
_GRANT_LIFETIME = timedelta(minutes=2)
_MOST_CASES = 20
_CODE_COLUMNS = ("address_hash", "code_hash", "expires_at", "tries", "party_seq", *KEY)
_COLUMNS = (
    "address_hash", "conversation_id", "id_hash", "bound_at", "expires_at", "party_seq", *KEY,
)  # fmt: skip


class Bindings:
    """Binds addresses of doors to parties. ``days``: how long a binding lasts."""

    def __init__(self, database: Database, hasher: Hasher, days: int) -> None:
        """Use ``database``; nothing is opened yet."""
        self._database = database
        self._hasher = hasher
        self._lasts = timedelta(days=days)

    async def is_phone_of(self, key: CaseKey, phone: str) -> bool | None:
        """Whether the court has written to this phone about this case.

        ``None``: the ledger of what was sent knows of no phone, so that nobody can tell.
        """
        query = select(Dispatch.recipient_hash).where(
            is_case(Dispatch, key), Dispatch.recipient_hash.is_not(None)
        )
        async with self._database.read() as session:
            known = set(await session.scalars(query.limit(100)))
        return self._hasher.dispatched("phone", phone) in known if known else None

    async def new_code(self, client: str, grant: Grant, now: datetime) -> str | None:
        """Return a one-time code for binding an address to the party of a grant.

        The code before it is void. It must reach the person in a way that is theirs. ``None``: the
        court's data do not say who the party is, so that nobody can be bound as them.
        """
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        of = address_hash(self._hasher, client)
        row = (of, self._code(of, code), now + CODE_LIFETIME, 0, grant.party_seq, *grant.key)
        async with self._database.write() as session:
            party = await session.get(Party, (*grant.key, grant.party_seq))
            if party is None or party.id_hash is None:
                return None
            await upsert(session, BindingCode, _CODE_COLUMNS, [row])
        return code

    async def confirm(
        self, client: str, conversation_id: str, code: str, now: datetime
    ) -> Grant | None:
        """Bind an address whose owner knows the code; ``None``: wrong, used, or too late."""
        of = address_hash(self._hasher, client)
        async with self._database.write() as session:
            sent = await session.get(BindingCode, of, with_for_update=True)
            if sent is None:
                return None
            sent.tries += 1
            usable = sent.expires_at > now and sent.tries <= MOST_TRIES
            if not usable or not secrets.compare_digest(sent.code_hash, self._code(of, code)):
                return None
            await session.delete(sent)
            return await self._bind(session, conversation_id, sent, now)

    async def undo(self, client: str) -> bool:
        """End every binding of an address and what it opened; ``False`` if there was none."""
        of = address_hash(self._hasher, client)
        gone = delete(Binding).where(Binding.address_hash == of).returning(Binding.conversation_id)
        async with self._database.write() as session:
            await session.execute(delete(BindingCode).where(BindingCode.address_hash == of))
            conversations = set((await session.scalars(gone)).all())
            for conversation_id in conversations:
                await revoke_grants(session, conversation_id)
        return bool(conversations)

    async def of(self, client: str, now: datetime) -> Sequence[Binding]:
        """Return the bindings of an address that are in force, the newest first."""
        async with self._database.read() as session:
            return await in_force(session, address_hash(self._hasher, client), now)

    async def forget(self, before: datetime) -> None:
        """Delete bindings and codes that ended before a moment (PIPL 第19条)."""
        async with self._database.write() as session:
            await session.execute(delete(Binding).where(Binding.expires_at < before))
            await session.execute(delete(BindingCode).where(BindingCode.expires_at < before))

    async def _bind(
        self,
        session: AsyncSession,
        conversation_id: str,
        sent: BindingCode,
        now: datetime,
    ) -> Grant | None:
        party = await session.get(Party, (*sent.key, sent.party_seq))
        if party is None or party.id_hash is None:  # changed by an import meanwhile
            return None
        expires = now + self._lasts
        of = sent.address_hash
        row = (of, conversation_id, party.id_hash, now, expires, party.seq, *party.key)
        await upsert(session, Binding, _COLUMNS, [row])
        return await bound_grant(session, conversation_id, of, party.key, now)

    def _code(self, address_hash: bytes, code: str) -> bytes:
        return self._hasher.subject("binding code", f"{address_hash.hex()}|{code}")


def address_hash(hasher: Hasher, client: str) -> bytes:
    """Return the hash under which the bindings of an address are kept."""
    return hasher.subject("bound", client)


async def bound_grant(
    session: AsyncSession, conversation_id: str, of: bytes, key: CaseKey, now: datetime
) -> Grant | None:
    """Return, and store, the grant that the bindings of an address give for a case.

    ``None``: there is no binding, or not of a party to this case who may ask now.
    """
    for binding in await in_force(session, of, now):
        party = await session.scalar(_party_of(binding, key, now))
        if party is not None:
            expires = min(now + _GRANT_LIFETIME, binding.expires_at)
            grant = Grant(key, Level.BOUND, party.role, party.seq, expires)
            await store_grant(session, conversation_id, grant, now)
            return grant
    return None


async def bound_cases(session: AsyncSession, of: bytes, now: datetime) -> list[CaseKey]:
    """Return the cases that the bindings of an address open; at most twenty."""
    found: dict[CaseKey, None] = {}
    today = now.astimezone(CHINA).date()
    for binding in await in_force(session, of, now):
        page = await cases_of_person(session, binding.id_hash, today=today, limit=_MOST_CASES)
        found |= dict.fromkeys(case.key for case in page.cases)
    return list(found)[:_MOST_CASES]


async def in_force(session: AsyncSession, of: bytes, now: datetime) -> Sequence[Binding]:
    """Return the bindings of an address that have not expired, the newest first."""
    query = (
        select(Binding)
        .where(Binding.address_hash == of, Binding.expires_at > now)
        .order_by(Binding.bound_at.desc())
    )
    return (await session.scalars(query)).all()


def _party_of(binding: Binding, key: CaseKey, now: datetime) -> Select[Party]:
    """The party of a case that a bound person is, if they may ask now.

    Whoever is two parties of the case they bound with stays the one they bound as.
    """
    today = now.astimezone(CHINA).date()
    return (
        select(Party)
        .join(Case, same_case(Party, Case))
        .where(is_case(Party, key), Party.id_hash == binding.id_hash)
        .where(Case.sealed == Sealed.OPEN, Party.opened_on <= today)
        .where(or_(Party.left_on.is_(None), Party.left_on > today))
        .order_by((Party.seq == binding.party_seq).desc(), Party.seq)
        .limit(1)
    )
