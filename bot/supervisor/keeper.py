"""Keeps one process alive."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import httpx

from bot.supervisor.child import Child
from bot.supervisor.errors import GaveUp
from bot.supervisor.spec import Patience

_PROBE_EVERY = 0.1


@dataclass(frozen=True)
class Event:
    """Something an operator wants to know.

    ``seconds``: how long it took to get ready, or how long a dead process had lived.
    ``code``: what a dead process ended with (negative: the signal). ``pause``: until its restart.
    """

    kind: Literal["started", "ready", "died"]
    name: str
    seconds: float = 0.0
    code: int = 0
    pause: float = 0.0


Notify = Callable[[Event], None]


class Keeper:
    """Starts a process, tells when it is ready, restarts it when it dies."""

    def __init__(
        self, child: Child, patience: Patience, notify: Notify, client: httpx.AsyncClient
    ) -> None:
        """Nothing is started yet; ``client`` is used to see whether the process is ready."""
        self.child = child
        self.ready = asyncio.Event()
        self._patience = patience
        self._notify = notify
        self._client = client

    @property
    def name(self) -> str:
        """The name of the process."""
        return self.child.spec.name

    async def keep(self) -> None:
        """Run the process until cancelled.

        Raises:
            GaveUp: it died quickly too often, or could not be started at all.
        """
        deaths = 0
        while True:
            code, seconds, was_quick = await self._live()
            deaths = deaths + 1 if was_quick else 0
            if deaths >= self._patience.quick_deaths:
                raise GaveUp(
                    f"{self.name} 连续 {deaths} 次一启动就退出（退出码 {code}），不再重试。",
                    self.child.last_lines,
                )
            pause = self._patience.pause(deaths)
            self._notify(Event("died", self.name, seconds=seconds, code=code, pause=pause))
            await asyncio.sleep(pause)

    async def _live(self) -> tuple[int, float, bool]:
        """One life: return its code, its seconds, and whether it died quickly."""
        born = time.monotonic()
        try:
            await self.child.start()
        except OSError as error:
            raise GaveUp(f"{self.name} 无法启动：{error.strerror}。", ()) from error
        self._notify(Event("started", self.name))
        probing = asyncio.create_task(self._tell_when_ready(born))
        try:
            code = await self.child.wait()
        finally:
            probing.cancel()
            self.ready.clear()
        ready_at = await _result(probing)
        died = time.monotonic()
        was_quick = ready_at is None or died - ready_at < self._patience.quick
        return code, died - born, was_quick

    async def _tell_when_ready(self, born: float) -> float:
        while True:
            if await self._answers():
                break
            await asyncio.sleep(_PROBE_EVERY)
        now = time.monotonic()
        self.ready.set()
        self._notify(Event("ready", self.name, seconds=now - born))
        return now

    async def _answers(self) -> bool:
        try:
            return (await self._client.get(self.child.spec.ready_url)).is_success
        except httpx.HTTPError:
            return False


async def _result(probing: asyncio.Task[float]) -> float | None:
    try:
        return await probing
    except asyncio.CancelledError:
        return None
