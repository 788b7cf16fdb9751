"""What is new, for every open console: one look at the database for all of them.

Several gateways may serve citizens; the database is what they share. Looking four times a second
shows a message well within half a second and costs one indexed query each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import structlog

from bot.db import Database
from bot.desk.handover import queue
from bot.desk.handover.models import Handover
from bot.desk.record import utcnow

log = structlog.get_logger(__name__)

LOOK_EVERY = 0.25
# Transactions that began earlier may be committed later: the last moments are looked at again.
_OVERLAP = timedelta(seconds=2)
_WAITING = 200


class Live:
    """Looks for changed handovers while somebody listens, and tells the listeners."""

    def __init__(self, database: Database) -> None:
        """Look into ``database``."""
        self._database = database
        self._listeners: set[asyncio.Queue[Handover]] = set()
        self._seen: dict[str, datetime] = {}
        self._since = utcnow()

    async def run(self, stop: asyncio.Event) -> None:
        """Look until ``stop``; a failure of the database is waited out."""
        while not stop.is_set():
            if self._listeners:
                try:
                    await self.look()
                except Exception as error:
                    log.error("live_failed", error=type(error).__name__)
            else:
                self._since = utcnow()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)

    async def look(self) -> None:
        """Tell the listeners what changed since the last look."""
        started = utcnow()
        async with self._database.read() as session:
            rows = await queue.changed(session, self._since - _OVERLAP)
        for row in rows:
            if self._seen.get(row.conversation_id) != row.changed_at:
                self._tell(row)
        self._seen = {row.conversation_id: row.changed_at for row in rows}
        self._since = max((row.changed_at for row in rows), default=started)

    def _tell(self, row: Handover) -> None:
        for listener in self._listeners:
            # A page that reads too slowly asks for the queue again when it wakes.
            if not listener.full():
                listener.put_nowait(row)

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Handover]]:
        """Yield changed handovers from now on."""
        mine: asyncio.Queue[Handover] = asyncio.Queue(_WAITING)
        self._listeners.add(mine)
        try:
            yield _items(mine)
        finally:
            self._listeners.discard(mine)


async def _items(source: asyncio.Queue[Handover]) -> AsyncIterator[Handover]:
    while True:
        yield await source.get()
