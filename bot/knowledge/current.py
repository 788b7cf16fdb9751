"""The library as its files stand: read again when an editor's change has been written."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from bot.knowledge.errors import KnowledgeError
from bot.knowledge.library import Library

LOOK_EVERY = 2.0  # seconds

log = logging.getLogger(__name__)

_Stamp = tuple[tuple[str, int, int], ...]


class CurrentLibrary:
    """Looks at the files' times every few seconds, at most, and reads them when they changed.

    Files that cannot be read leave the library as it was: an answer of yesterday is better than
    none. They are tried again at the next look.
    """

    def __init__(self, directory: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the files of ``directory`` at the first use."""
        self._directory = directory
        self._clock = clock
        self._looked = 0.0
        self._stamp: _Stamp = ()
        self._library: Library | None = None

    def get(self) -> Library:
        """Return the library.

        Raises:
            KnowledgeError: the files could not be read, and never could before.
        """
        if self._library is None:
            return self._read(self._stamp_now())
        if self._clock() - self._looked >= LOOK_EVERY and (now := self._stamp_now()) != self._stamp:
            try:
                return self._read(now)
            except KnowledgeError as error:
                log.error("knowledge_not_read_again: %s", error)
        return self._library

    def _read(self, stamp: _Stamp) -> Library:
        self._library = Library.load(self._directory)
        self._stamp = stamp
        return self._library

    def _stamp_now(self) -> _Stamp:
        self._looked = self._clock()
        files = ((path.name, path.stat()) for path in sorted(self._directory.glob("*.yml")))
        return tuple((name, found.st_mtime_ns, found.st_size) for name, found in files)
