"""What a message was taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reading:
    """The decision on one message, and the likeliest topics, best first.

    ``topic`` is None for what is about the talk itself (help, repeat).
    """

    intent: str
    confidence: float
    topic: str | None
    topics: Sequence[tuple[str, float]]
    in_scope: bool

    @classmethod
    def from_parsed(cls, parsed: Mapping[str, Any]) -> Reading:
        """Take what matters out of the engine's parse result."""
        return cls(
            intent=str(parsed["intent"]["name"]),
            confidence=float(parsed["intent"]["confidence"] or 0.0),
            topic=parsed.get("topic"),
            topics=tuple((entry["topic"], entry["confidence"]) for entry in parsed["topics"]),
            in_scope=bool(parsed["in_scope"]),
        )

    @property
    def name(self) -> str:
        """The topic, or the intent of what has none."""
        return self.topic or self.intent
