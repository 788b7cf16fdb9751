"""The baseline's figures, kept from the last time it was measured: its training is long."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Kept:
    """Figures by their keys, and when, where and on which data (``fingerprint``)."""

    fingerprint: str = ""
    date: str = ""
    machine: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def note(self, fingerprint: str) -> str:
        """Return what a reader must know of the column; ``fingerprint`` is that of today's data."""
        if not self.figures:
            return "Rasa's default pipeline was never measured: `python -m benchmarks --baseline`"
        data = "the same data" if fingerprint == self.fingerprint else "earlier data"
        return (
            f"Rasa's default pipeline was measured on {self.date} on {data} "
            f"({self.fingerprint}): {self.machine}"
        )


def read(path: Path) -> Kept:
    """Return what is kept; nothing if nothing was measured yet."""
    if not path.exists():
        return Kept()
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Kept(**{**stored, "notes": tuple(stored["notes"])})


def write(path: Path, kept: Kept) -> None:
    """Keep figures, rounded to what the table can show."""
    rounded = {key: round(value, 3) for key, value in kept.figures.items()}
    text = json.dumps({**asdict(kept), "figures": rounded}, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
