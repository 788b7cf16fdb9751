"""What a measurement found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """Figures by their keys, and what is to be said of them."""

    figures: dict[str, float]
    notes: tuple[str, ...] = ()

    def __add__(self, other: Found) -> Found:
        """Return both together."""
        return Found({**self.figures, **other.figures}, self.notes + other.notes)
