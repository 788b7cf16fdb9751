"""One running process, in a group of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence

from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.spec import ProcessSpec

_HIDDEN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


# Seconds for the rest of the output of a process that has ended; one that left its group could
# hold the pipe for ever.
_LAST_WORDS = 2.0


class Child:
    """Starts the process of a spec, drains its output and ends its whole group.

    A group of its own: Ctrl-C in a terminal reaches the supervisor alone, which then stops
    everyone in order.
    """

    def __init__(self, spec: ProcessSpec, instance: Instance, log: LogFile) -> None:
        """Nothing is started yet."""
        self.spec = spec
        self._instance = instance
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None else None

    @property
    def last_lines(self) -> Sequence[str]:
        """The end of what it wrote."""
        return self._log.last_lines

    async def start(self) -> None:
        """Start the process.

        Raises:
            OSError: the program cannot be started.
        """
        environment = {key: value for key, value in os.environ.items() if key not in _HIDDEN}
        # A pipe of our own: asyncio would wait for the end of its pipe, which a helper of a dead
        # process keeps open.
        reading, writing = os.pipe()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.argv,
                cwd=self.spec.folder,
                env={**environment, "PYTHONUNBUFFERED": "1", **self.spec.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=writing,
                start_new_session=True,
            )
            self._instance.add(self._process.pid)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._drain = asyncio.create_task(self._log.drain(reading))

    async def wait(self) -> int:
        """Wait until it ends by itself; return its code (negative: the signal)."""
        assert self._process is not None
        code = await self._process.wait()
        await self._bury()
        return code

    async def stop(self, grace: float) -> None:
        """Ask it to stop, and kill it after ``grace`` seconds."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), grace)
        await self._bury()

    def kill(self) -> None:
        """End it at once; ``wait`` then returns."""
        if self._process is not None:
            self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    async def _bury(self) -> None:
        # What it started may have outlived it, and would hold its port.
        assert self._process is not None
        self._signal(signal.SIGKILL)
        await self._process.wait()
        if self._drain is not None:
            await asyncio.wait({self._drain}, timeout=_LAST_WORDS)
            self._drain.cancel()
        self._instance.discard(self._process.pid)
        self._process = None

    def _signal(self, number: int) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


async def run_once(spec: ProcessSpec, instance: Instance, log: LogFile) -> int:
    """Run a process to its end and return its code; cancelled, end it first."""
    child = Child(spec, instance, log)
    try:
        await child.start()
        return await child.wait()
    finally:
        await child.stop(grace=2.0)
        child.close()
