"""The console as a part of the gateway: its pages, its API, and what runs beside them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog
from starlette.types import ASGIApp

from bot.db import Database
from bot.desk.handover import ownership
from bot.desk.orders import clock
from bot.desk.record import utcnow
from bot.desk.staff import sessions
from bot.settings import Settings
from console.api.app import create_console
from console.api.live import Live

log = structlog.get_logger(__name__)

_EVERY = 20.0
"""Seconds between two looks for citizens who were left without an answer."""


class ConsolePart:
    """What the gateway mounts at /console."""

    path = "/console"

    def open(self, settings: Settings, database: Database) -> ASGIApp:
        """Return the application."""
        app = create_console(settings, database)
        self._database = database
        self._live: Live = app.state.console.live
        self._clock = clock.clock_of(settings.human_hours)
        self._silent_for = timedelta(minutes=settings.return_after_minutes)
        return app

    async def run(self, stop: asyncio.Event) -> None:
        """Show what is new, give back what silent holders keep, mind the orders' clock."""
        await asyncio.gather(self._live.run(stop), self._tidy(stop))

    async def _tidy(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._tidy_once()
            except Exception as error:
                log.error("console_tidy_failed", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _EVERY)

    async def _tidy_once(self) -> None:
        now = utcnow()
        async with self._database.write() as session:
            returned = await ownership.return_silent(session, self._silent_for, now)
            await sessions.forget_ended(session, now)
            ticked = await clock.tick(session, self._clock, now)
        for conversation_id in returned:
            log.warning("returned_silent", conversation_id=conversation_id)
        for receipt in ticked.supervised:
            log.warning("order_overdue", receipt=receipt)
