"""How often somebody may do something: a sliding minute in bounded memory."""

from __future__ import annotations

import time
from collections import OrderedDict


class RateLimit:
    """At most ``limit`` events in a sliding minute for each key, in bounded memory."""

    def __init__(self, limit: int, keys: int = 100_000) -> None:
        """Allow ``limit`` events a minute; remember at most ``keys`` keys."""
        self._limit = limit
        self._keys = keys
        self._windows: OrderedDict[str, tuple[int, int, int]] = OrderedDict()

    def allow(self, key: str, now: float | None = None) -> bool:
        """Count one event and say whether it is within the limit.

        The minute slides by weighing the minute before by what is left of it.
        """
        minute, into = divmod(time.time() if now is None else now, 60)
        current = int(minute)
        last, count, before = self._windows.pop(key, (current, 0, 0))
        if last != current:
            before, count = (count if last == current - 1 else 0), 0
        allowed = count + before * (1 - into / 60) < self._limit
        self._windows[key] = (current, count + allowed, before)
        while len(self._windows) > self._keys:
            self._windows.popitem(last=False)
        return allowed
