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

    ``seconds``: how long it took to get ready, or for how long a deaf one answered nobody, or how
    long a dead one had lived.
    ``code``: what a dead process ended with (negative: the signal). ``pause``: until its restart.
    """

    kind: Literal["started", "ready", "deaf", "died"]
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
        self._ready_at: float | None = None

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
        self._ready_at = None
        try:
            await self.child.start()
        except OSError as error:
            raise GaveUp(f"{self.name} 无法启动：{error.strerror}。", ()) from error
        self._notify(Event("started", self.name))
        probing = asyncio.create_task(self._probe(born))
        try:
            code = await self.child.wait()
        finally:
            probing.cancel()
            self.ready.clear()
        died = time.monotonic()
        was_quick = self._ready_at is None or died - self._ready_at < self._patience.quick
        return code, died - born, was_quick

    async def _probe(self, born: float) -> None:
        """Tell when the process is ready; from then on, kill it if it falls deaf."""
        while not await self._answers_after(_PROBE_EVERY):
            pass
        heard = self._ready_at = time.monotonic()
        self.ready.set()
        self._notify(Event("ready", self.name, seconds=heard - born))
        while time.monotonic() - heard < self._patience.deaf:
            if await self._answers_after(self._patience.probe):
                heard = time.monotonic()
        self._notify(Event("deaf", self.name, seconds=self._patience.deaf))
        self.child.kill()

    async def _answers_after(self, pause: float) -> bool:
        """Ask once after a pause."""
        await asyncio.sleep(pause)
        try:
            return (await self._client.get(self.child.spec.ready_url)).is_success
        except httpx.HTTPError:
            return False
