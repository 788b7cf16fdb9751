"""What the supervisor is told about a process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ProcessSpec:
    """One process: how it is started and how one sees that it is ready."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    # Added to the supervisor's own environment.
    env: Mapping[str, str] = field(default_factory=dict)
    # An address that answers 2xx once the process can work.
    ready_url: str = ""


@dataclass(frozen=True)
class Patience:
    """How long the supervisor waits, in seconds, and how often it tries."""

    ready: float = 180.0
    stop: float = 12.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    # A process that dies sooner than this after it was ready died quickly.
    quick: float = 30.0
    # A process that was ready and answers nobody for this long is killed and started again.
    deaf: float = 60.0
    probe: float = 5.0
    quick_deaths: int = 4

    def pause(self, deaths: int) -> float:
        """Return the pause before the restart after so many quick deaths in a row."""
        return min(self.first_pause * 2.0 ** max(deaths - 1, 0), self.longest_pause)
