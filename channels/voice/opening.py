"""Opening and closing the line with the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import structlog

from bot.court.spoken_case_number import read_spoken
from channels.sender import pause
from channels.sms import sms_of
from channels.state import Gateway
from channels.voice.line import Line

log = structlog.get_logger(__name__)
_TIDY_EVERY = 60


@asynccontextmanager
async def open_line(gateway: Gateway) -> AsyncIterator[Line | None]:
    """Yield the line, ``None`` while the phone door is closed."""
    if not gateway.settings.twilio_auth_token.get_secret_value():
        yield None
        return
    line = Line(gateway, sms_of(gateway.settings))
    stop = asyncio.Event()
    tidying = asyncio.create_task(_tidy(line, stop))
    try:
        yield line
    finally:
        stop.set()
        await tidying
        await line.close()


async def _tidy(line: Line, stop: asyncio.Event) -> None:
    # The tables of sounds take a moment to load: not while the first caller waits.
    await asyncio.to_thread(read_spoken, "二零一六年京零一零五民初一号", date.today())
    while not stop.is_set():
        try:
            await line.tidy()
        except Exception as error:
            log.error("tidy_failed", error=type(error).__name__)
        await pause(stop, _TIDY_EVERY)
