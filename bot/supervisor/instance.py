"""One supervisor for one lock, and nobody left behind when it is killed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from bot.supervisor import reaper
from bot.supervisor.errors import AlreadyRunning

# The reaper of a killed supervisor needs its grace, and a little more.
CLEANING = reaper.GRACE + 5.0


class Instance:
    """Holds a lock file and the reaper that outlives its holder.

    The reaper inherits the lock: after a ``kill -9`` the next start waits until the old
    processes are gone instead of finding their ports taken.
    """

    def __init__(self, path: Path, refusal: str) -> None:
        """Use the lock file ``path``, which is made if missing.

        ``refusal``: what a second one is told; ``{}`` is replaced by the holder's process id.
        """
        self._path = path
        self._refusal = refusal
        self._groups: set[int] = set()
        self._lock: IO[str] | None = None
        self._reaper: _Reaper | None = None

    def __enter__(self) -> Instance:
        """Take the lock.

        Raises:
            AlreadyRunning: another supervisor has it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = self._path.open("a+", encoding="utf-8")
        try:
            self._take(self._lock)
        except AlreadyRunning:
            self._lock.close()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End what is left, then give the lock back."""
        if self._reaper is not None:
            self._reaper.close()
        if self._lock is not None:
            self._lock.close()

    def add(self, group: int) -> None:
        """End this process group if the supervisor dies."""
        self._groups.add(group)
        self._tell(f"+{group}")

    def discard(self, group: int) -> None:
        """Forget a process group that has ended."""
        self._groups.discard(group)
        self._tell(f"-{group}")

    def _take(self, lock: IO[str]) -> None:
        deadline = time.monotonic() + CLEANING
        while not _try(lock):
            holder = _holder(lock)
            if (holder and _lives(holder)) or time.monotonic() > deadline:
                raise AlreadyRunning(self._refusal.format(holder or "?"))
            time.sleep(0.1)
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()

    def _tell(self, line: str) -> None:
        if self._reaper is not None and self._reaper.tell(line):
            return
        if self._reaper is not None:  # it was killed
            self._reaper.close()
        assert self._lock is not None
        self._reaper = _Reaper(self._lock.fileno())
        for group in self._groups:
            self._reaper.tell(f"+{group}")


class _Reaper:
    """The reaper's process and the pipe that keeps it waiting."""

    def __init__(self, lock: int) -> None:
        self.process = subprocess.Popen(
            (sys.executable, "-S", "-E", reaper.__file__),
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=(lock,),
        )

    def tell(self, line: str) -> bool:
        """Hand over a line; return whether it is still there to take it."""
        assert self.process.stdin is not None
        try:
            os.write(self.process.stdin.fileno(), f"{line}\n".encode())
        except BrokenPipeError:
            return False
        return True

    def close(self) -> None:
        """Let it end what is on its list, and wait for that."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _try(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(lock: IO[str]) -> int | None:
    lock.seek(0)
    text = lock.read().strip()
    return int(text) if text.isdigit() else None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
