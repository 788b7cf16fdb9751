"""The log of a process: a rotating file, and its last lines in memory."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

MAX_BYTES = 5_000_000
KEPT_FILES = 3
LAST_LINES = 20
_CHUNK = 65_536


class LogFile:
    """Takes what a process writes; ``on_line`` sees each line too."""

    def __init__(self, path: Path, on_line: Callable[[str], None] | None = None) -> None:
        """Append to ``path``; its folder is made if missing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = _Quiet(
            path, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
        )
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._on_line = on_line

    @property
    def last_lines(self) -> Sequence[str]:
        """The end of what was written."""
        return tuple(self._last)

    async def drain(self, pipe: int) -> None:
        """Take what is written to a pipe until its last writer closes it, then close it."""
        stream = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(pipe, "rb", buffering=0)
        )
        rest = b""
        try:
            while chunk := await stream.read(_CHUNK):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._take(line)
                if len(rest) > _CHUNK:
                    self._take(rest)
                    rest = b""
        finally:
            transport.close()
            if rest:
                self._take(rest)

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):  # the disk is full
            self._file.close()

    def _take(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        self._last.append(text)
        self._file.emit(logging.makeLogRecord({"msg": text}))
        if self._on_line is not None:
            self._on_line(text)


class _Quiet(RotatingFileHandler):
    """A full disk must not stop the process whose output is drained."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the line."""
