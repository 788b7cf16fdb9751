"""Sessions of staff: a random token in a cookie, kept here as a hash, with two ends.

A session ends half an hour after it was last used, and twelve hours after it began.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.staff.models import Account, StaffSession
from bot.desk.staff.roles import Role

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Writing the last use at every request would be one write a request.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Person:
    """A member of staff who is signed in. ``csrf`` and ``seen_at`` belong to the session."""

    name: str
    display_name: str
    role: Role
    court_code: str
    demo: bool
    csrf: str
    seen_at: datetime = field(compare=False)


async def begin(session: AsyncSession, account: Account, now: datetime) -> str:
    """Begin a session and return its token; it is told only once."""
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        token_hash=_hash(token),
        name=account.name,
        csrf=secrets.token_urlsafe(32),
        created_at=now,
        last_seen_at=now,
    )
    session.add(row)
    await session.flush()
    return token


async def person_of(session: AsyncSession, token: str, now: datetime) -> Person | None:
    """Return who holds a token; ``None`` if it is unknown, over, or its account is closed."""
    query = (
        select(StaffSession, Account)
        .join(Account, Account.name == StaffSession.name)
        .where(
            StaffSession.token_hash == _hash(token),
            StaffSession.last_seen_at > now - IDLE,
            StaffSession.created_at > now - LONGEST,
            Account.active,
        )
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    row, account = found
    role = Role(account.role)
    return Person(
        *(account.name, account.display_name, role, account.court_code, account.demo),
        *(row.csrf, row.last_seen_at),
    )


async def note_use(session: AsyncSession, token: str, now: datetime) -> None:
    """Move the end of a session on. The caller's transaction writes."""
    row = await session.get(StaffSession, _hash(token))
    if row is not None and row.last_seen_at < now:
        row.last_seen_at = now


def is_use_due(person: Person, now: datetime) -> bool:
    """Whether a use is worth a write: the last one noted is a minute ago."""
    return person.seen_at <= now - _NOTED_EVERY


async def end(session: AsyncSession, token: str) -> None:
    """End one session."""
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == _hash(token)))


async def end_all(session: AsyncSession, name: str) -> None:
    """End every session of an account, as after a new password."""
    await session.execute(delete(StaffSession).where(StaffSession.name == name))


async def forget_ended(session: AsyncSession, now: datetime) -> None:
    """Delete sessions that are over."""
    over = or_(StaffSession.last_seen_at <= now - IDLE, StaffSession.created_at <= now - LONGEST)
    await session.execute(delete(StaffSession).where(over))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
