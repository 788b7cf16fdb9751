"""Kills the process groups of a supervisor that is gone. Run as a script; standard library only.

It reads ``+GROUP`` and ``-GROUP`` lines from a pipe that the supervisor holds. However the
supervisor ends, even by ``kill -9``, the pipe closes, and every group still on the list is ended.
Unlike a file of process ids it cannot hit a stranger that was given an old number, and unlike
PR_SET_PDEATHSIG it works on macOS and reaches grandchildren.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

GRACE = 3.0


def main() -> None:
    """Keep the list until the pipe closes, then end what is on it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    end(groups)


def end(groups: set[int]) -> None:
    """Ask every group to stop, and kill what has not after ``GRACE`` seconds."""
    living = {group for group in groups if tell(group, signal.SIGTERM)}
    deadline = time.monotonic() + GRACE
    while living and time.monotonic() < deadline:
        time.sleep(0.05)
        living = {group for group in living if tell(group, 0)}
    for group in living:
        tell(group, signal.SIGKILL)


def tell(group: int, number: int) -> bool:
    """Signal a group; return whether it still exists."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
