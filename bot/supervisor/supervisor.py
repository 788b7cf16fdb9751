"""Keeps a set of processes alive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import httpx

from bot.supervisor.child import Child
from bot.supervisor.errors import GaveUp
from bot.supervisor.instance import Instance
from bot.supervisor.keeper import Keeper, Notify
from bot.supervisor.logfile import LogFile
from bot.supervisor.spec import Patience, ProcessSpec


class Supervisor:
    """Starts all processes at once, restarts the dead, stops them in reverse order.

    Use as ``async with``: on leaving, nothing it started runs any more.
    """

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        instance: Instance,
        log_dir: Path,
        notify: Notify,
        patience: Patience | None = None,
    ) -> None:
        """Watch ``specs``; the one on which others depend comes first."""
        self._patience = patience or Patience()
        self._client = httpx.AsyncClient(timeout=2.0, trust_env=False)
        children = [Child(spec, instance, LogFile(log_dir / f"{spec.name}.log")) for spec in specs]
        self._keepers = [Keeper(each, self._patience, notify, self._client) for each in children]
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Supervisor:
        """Start everything."""
        self._tasks = [asyncio.create_task(keeper.keep()) for keeper in self._keepers]
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Stop everything: those who ask before those who answer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for keeper in reversed(self._keepers):
            await keeper.child.stop(self._patience.stop)
            keeper.child.close()
        await self._client.aclose()

    @property
    def pids(self) -> dict[str, int | None]:
        """The process id of each process, by name; ``None`` between two lives."""
        return {keeper.name: keeper.child.pid for keeper in self._keepers}

    async def ready(self) -> None:
        """Wait until every process is ready.

        Raises:
            GaveUp: one of them cannot be kept alive, or is not ready in time.
        """
        everyone = asyncio.create_task(self._everyone_is_ready())
        waiting: set[asyncio.Task[None]] = {everyone, *self._tasks}
        seconds = self._patience.ready
        done, _ = await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if everyone in done:
            return
        everyone.cancel()
        for failed in done:
            failed.result()
        late = next(keeper for keeper in self._keepers if not keeper.ready.is_set())
        raise GaveUp(f"{late.name} 在 {seconds:.0f} 秒内没有就绪。", late.child.last_lines)

    async def watch(self) -> None:
        """Keep everything alive until cancelled.

        Raises:
            GaveUp: a process cannot be kept alive.
        """
        await asyncio.gather(*self._tasks)

    async def _everyone_is_ready(self) -> None:
        for keeper in self._keepers:
            await keeper.ready.wait()
