"""Words that mean the same in a court: 老公 and 配偶, 限高 and 限制高消费.

Pure. The table is data/lexicon/concepts.txt; pairs of concepts that meet in one message tell its
topic far better than the words alone, because they were seen together in training.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

GAP = "…"
_GAP_PATTERN = ".{0,8}"


class LexiconError(ValueError):
    """A line of the table of concepts cannot be read."""


@dataclass(frozen=True)
class Concept:
    """A name and what people write for it; `patterns` are those with a gap."""

    name: str
    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def is_in(self, text: str) -> bool:
        """Tell whether a normalised text speaks of it."""
        return any(word in text for word in self.words) or any(
            pattern.search(text) for pattern in self.patterns
        )


def parse(table: str) -> tuple[Concept, ...]:
    """Read the table; raises LexiconError naming the line on one that is no concept."""
    concepts: dict[str, Concept] = {}
    for number, line in enumerate(table.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, alternatives = line.partition(" ")
        if not alternatives or name in concepts:
            raise LexiconError(f"line {number}: {'twice' if alternatives else 'no words'}: {name}")
        concepts[name] = _concept(name, alternatives.split("|"))
    return tuple(concepts.values())


def mentions(concepts: tuple[Concept, ...], text: str) -> Iterator[str]:
    """Yield the name of each concept in a normalised text, then each pair of them."""
    names = [concept.name for concept in concepts if concept.is_in(text)]
    yield from names
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            yield f"{first}+{second}"


def _concept(name: str, alternatives: list[str]) -> Concept:
    gapped = [word for word in alternatives if GAP in word]
    return Concept(
        name=name,
        words=tuple(word for word in alternatives if GAP not in word),
        patterns=tuple(re.compile(re.escape(word).replace(GAP, _GAP_PATTERN)) for word in gapped),
    )
