"""Run until the work is done or somebody asks to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_until_stopped(work: Callable[[], Coroutine[None, None, None]]) -> bool:
    """Run ``work``; return whether it was stopped by Ctrl-C, SIGTERM or a closed terminal.

    The first signal cancels the work, which then cleans up; further ones change nothing: an
    impatient second Ctrl-C must not leave processes behind.
    """
    return asyncio.run(_guarded(work))


async def _guarded(work: Callable[[], Coroutine[None, None, None]]) -> bool:
    task = asyncio.create_task(work())
    asked = asyncio.Event()

    def stop() -> None:
        if not asked.is_set():
            asked.set()
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
    return asked.is_set()
