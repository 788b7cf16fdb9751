"""The sender: takes what waits in the outbox to its door until the door has it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Protocol

import structlog

from bot.db import Database
from bot.desk import outbox
from bot.desk.models import RecordEntry

log = structlog.get_logger(__name__)

# How long replies of many turns may gather before one transaction marks them delivered.
_PAUSE = 0.25


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until ``stop``: work is never cut off in the middle."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Door(Protocol):
    """Where replies leave. ``deliver`` raises when the platform did not take the reply."""

    channel: str

    async def deliver(self, entry: RecordEntry) -> None:
        """Hand over one reply."""


class Sender:
    """Delivers for one door, in order, with retries."""

    def __init__(self, database: Database, door: Door) -> None:
        """Serve ``door`` from ``database``."""
        self._database = database
        self._door = door

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop``; a failure of the database is waited out."""
        while not stop.is_set():
            try:
                await self.deliver_due()
            except Exception as error:
                log.error("sender_failed", channel=self._door.channel, error=type(error).__name__)
            await pause(stop, _PAUSE)

    async def deliver_due(self) -> int:
        """Deliver what is due and return how many replies the door took."""
        async with self._database.read() as session:
            due = await outbox.due(session, self._door.channel)
        if not due:
            return 0
        taken = []
        for message, entry in due:
            try:
                await self._door.deliver(entry)
            except Exception as error:
                log.warning("delivery_failed", channel=message.channel, error=type(error).__name__)
                async with self._database.write() as session:
                    await outbox.failed(session, message)
            else:
                taken.append(message.id)
        if taken:
            async with self._database.write() as session:
                await outbox.delivered(session, taken)
        return len(taken)
