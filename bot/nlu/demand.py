"""How often people ask about each topic: what a doubtful message is likelier to mean.

The table is data/lexicon/demand.txt: a topic and the number of messages about it, on every line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

# A seldom asked topic is asked all the same.
_LEAST = 3


class DemandError(ValueError):
    """A line of the table of demand cannot be read."""


def parse(table: str) -> dict[str, int]:
    """Read the table; raises DemandError naming the line on one that is no topic and number."""
    counts: dict[str, int] = {}
    for number, line in enumerate(table.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        topic, _, count = line.partition(" ")
        if topic in counts or not count.isdecimal():
            raise DemandError(f"line {number}: {'twice' if topic in counts else 'no number'}")
        counts[topic] = int(count)
    return counts


def read(path: Path) -> dict[str, int]:
    """Read the table of a file; raises OSError or DemandError."""
    return parse(path.read_text(encoding="utf-8"))


def leanings(labels: Sequence[str], counts: Mapping[str, int]) -> list[float]:
    """Return for each label the logarithm of its demand beside that of the average topic.

    A label without a count is an average one: 0.0.
    """
    logarithms = {topic: math.log(count + _LEAST) for topic, count in counts.items()}
    average = sum(logarithms.values()) / (len(logarithms) or 1)
    return [logarithms.get(label, average) - average for label in labels]
