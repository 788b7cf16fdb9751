"""The audit log: who did what with whose data, appended and chained, never changed.

Every read of a case by staff and every change is an entry. Each carries the hash of the one before
it, so that a changed, removed or inserted entry breaks the chain where it stands. The database
refuses updates and deletions of entries too (triggers of migration 0005).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timezone
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.desk.models import AuditEntry, AuditHead
from bot.desk.record import utcnow

_BATCH = 5_000


@dataclass(frozen=True)
class Act:
    """What is written down. ``detail`` is JSON and holds no identity number, phone or code."""

    actor: str
    action: str
    court_code: str = ""
    subject: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """The first entry at which the chain does not hold."""

    number: int
    why: str


async def write(session: AsyncSession, act: Act) -> AuditEntry:
    """Append an entry in the caller's transaction: what is done and its entry stand or fall as one.

    The head of the chain is locked until the transaction ends, so that entries have one order.
    """
    last = await _locked_head(session)
    entry = AuditEntry(
        number=last.number + 1,
        at=utcnow(),
        actor=act.actor,
        action=act.action,
        court_code=act.court_code,
        subject=act.subject,
        reason=act.reason,
        detail=dict(act.detail),
    )
    entry.hash = entry_hash(last.hash, entry)
    last.number, last.hash = entry.number, entry.hash
    session.add(entry)
    await session.flush()
    return entry


def entry_hash(previous: str, entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's content and the hash before it."""
    content = [previous, entry.number, entry.at.astimezone(timezone.utc).isoformat(), entry.actor]
    content += [entry.action, entry.court_code, entry.subject, entry.reason, entry.detail]
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


async def first_broken(session: AsyncSession) -> Broken | None:
    """Return where the chain breaks first, ``None`` if it is whole."""
    previous, expected = "", 1
    async for entry in _all(session):
        if entry.number != expected:
            return Broken(expected, "缺少这一条")
        if entry.hash != entry_hash(previous, entry):
            return Broken(expected, "内容与校验值不符")
        previous, expected = entry.hash, expected + 1
    if await head(session) != (expected - 1, previous):
        return Broken(expected, "最后的记录缺失")
    return None


async def head(session: AsyncSession) -> tuple[int, str]:
    """Return the number and hash of the last entry, 0 and "" without any.

    Whoever notes the hash outside this database can prove later that nothing before it changed.
    """
    found = await session.get(AuditHead, 1)
    return (found.number, found.hash) if found else (0, "")


async def has_hash(session: AsyncSession, noted: str) -> bool:
    """Whether an entry has this hash."""
    return (
        await session.scalar(select(AuditEntry.number).where(AuditEntry.hash == noted)) is not None
    )


async def newest(
    session: AsyncSession,
    court_code: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> Sequence[AuditEntry]:
    """Return the newest entries of a court (of all without one), newest first."""
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(limit)
    if court_code is not None:
        query = query.where(AuditEntry.court_code == court_code)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return (await session.scalars(query)).all()


async def _locked_head(session: AsyncSession) -> AuditHead:
    await insert_missing(session, AuditHead, ("id", "number", "hash"), [(1, 0, "")])
    query = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    return (await session.scalars(query)).one()


async def _all(session: AsyncSession) -> AsyncIterator[AuditEntry]:
    after = 0
    while True:
        query = (
            select(AuditEntry)
            .where(AuditEntry.number > after)
            .order_by(AuditEntry.number)
            .limit(_BATCH)
        )
        batch = (await session.scalars(query)).all()
        for entry in batch:
            yield entry
        if len(batch) < _BATCH:
            return
        after = batch[-1].number
        session.expunge_all()
