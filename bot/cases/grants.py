"""Grants: what a conversation may see, read again at each disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import upsert
from bot.cases.keys import CaseKey
from bot.cases.models import AccessGrant
from bot.cases.models.key import KEY, is_case

_COLUMNS = (
    "conversation_id", *KEY, "level", "role", "party_seq", "granted_at", "expires_at",
)  # fmt: skip


@dataclass(frozen=True)
class Grant:
    """The right to see one case as one party, until ``expires_at``.

    ``level`` is of ``Level``, ``role`` of ``Role``; ``party_seq`` is the party's place in the case.
    """

    key: CaseKey
    level: int
    role: int
    party_seq: int
    expires_at: datetime


async def store_grant(
    session: AsyncSession, conversation_id: str, grant: Grant, now: datetime
) -> None:
    """Write a grant, in place of an earlier one for the same case."""
    row = (
        conversation_id,
        *grant.key,
        grant.level,
        grant.role,
        grant.party_seq,
        now,
        grant.expires_at,
    )
    await upsert(session, AccessGrant, _COLUMNS, [row])


async def current_grants(session: AsyncSession, conversation_id: str, now: datetime) -> list[Grant]:
    """Return the grants of a conversation that are in force, the newest first."""
    query = (
        select(AccessGrant)
        .where(AccessGrant.conversation_id == conversation_id, AccessGrant.expires_at > now)
        .order_by(AccessGrant.granted_at.desc())
    )
    return [_grant(row) for row in (await session.scalars(query)).all()]


async def current_grant(
    session: AsyncSession, conversation_id: str, key: CaseKey, now: datetime
) -> Grant | None:
    """Return the grant of a conversation for one case, ``None`` if it has none in force."""
    row = await session.get(AccessGrant, (conversation_id, *key))
    return _grant(row) if row is not None and row.expires_at > now else None


async def revoke_grants(
    session: AsyncSession, conversation_id: str, key: CaseKey | None = None
) -> None:
    """Take back the grant for one case, or all grants of a conversation."""
    statement = delete(AccessGrant).where(AccessGrant.conversation_id == conversation_id)
    if key is not None:
        statement = statement.where(is_case(AccessGrant, key))
    await session.execute(statement)


def _grant(row: AccessGrant) -> Grant:
    return Grant(row.key, row.level, row.role, row.party_seq, row.expires_at)
