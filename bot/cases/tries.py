"""Counting wrong tries: five within the time a lock lasts, and nothing more is checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.cases.models import AccessCounter

ALLOWED_FAILURES = 5


class Tries:
    """The counters of wrong tries. A lock lasts as long as a wrong try counts."""

    def __init__(self, lock_minutes: int) -> None:
        """Lock for ``lock_minutes``."""
        self.lock_for = timedelta(minutes=lock_minutes)

    async def counters(
        self, session: AsyncSession, subjects: Iterable[bytes]
    ) -> Sequence[AccessCounter]:
        """Return the counters of hashed subjects.

        They are locked in one order, so that nobody waits in a ring.
        """
        hashes = sorted(set(subjects))
        rows = [(one, 0) for one in hashes]
        await insert_missing(session, AccessCounter, ("subject_hash", "failures"), rows)
        query = (
            select(AccessCounter)
            .where(AccessCounter.subject_hash.in_(hashes))
            .order_by(AccessCounter.subject_hash)
            .with_for_update()
        )
        return (await session.scalars(query)).all()

    def locked_until(self, counters: Iterable[AccessCounter], now: datetime) -> datetime | None:
        """Return when the last lock in force ends, None if there is none."""
        ends = [counter.locked_until for counter in counters if counter.locked_until]
        until = max(ends, default=now)
        return until if until > now else None

    def fail(self, counters: Iterable[AccessCounter], now: datetime) -> int:
        """Count a wrong try, and return how many there are on the worst counter."""
        return max(self._count(counter, now) for counter in counters)

    def _count(self, counter: AccessCounter, now: datetime) -> int:
        last = counter.last_failed_at
        stale = last is None or last + self.lock_for <= now
        counter.failures = 1 if stale else counter.failures + 1
        counter.last_failed_at = now
        if counter.failures >= ALLOWED_FAILURES:
            counter.locked_until = now + self.lock_for
        return counter.failures
