"""What can go wrong while processes are started and watched.

SupervisorError
├── AlreadyRunning    another process holds the lock
├── CannotStart       a port, the disk, an environment: seen before anything was started
└── GaveUp            a process died again and again, never became ready, or failed its task
"""

from __future__ import annotations

from collections.abc import Sequence


class SupervisorError(Exception):
    """The processes cannot be run; the message is one sentence for the operator."""


class AlreadyRunning(SupervisorError):
    """Another process holds the lock."""


class CannotStart(SupervisorError):
    """Something outside the processes is missing or taken."""


class GaveUp(SupervisorError):
    """A process did not do what it is for. ``last_lines``: the end of what it wrote."""

    def __init__(self, message: str, last_lines: Sequence[str]) -> None:
        """Keep the end of the log, so that the reason is on the screen."""
        super().__init__(message)
        self.last_lines = tuple(last_lines)
