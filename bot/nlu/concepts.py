"""Words that mean the same in a court: 老公 and 配偶, 限高 and 限制高消费.

Pure. The table is data/lexicon/concepts.txt; pairs of concepts that meet in one message tell its
topic far better than the words alone, because they were seen together in training.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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


class Lexicon(tuple[Concept, ...]):
    """Concepts in the order of their table."""

    def names_in(self, text: str) -> list[str]:
        """Return the names of the concepts that a normalised text speaks of, in order."""
        found = {place for word, place in self._words if word in text}
        found |= {place for pattern, place in self._patterns if pattern.search(text)}
        return [self[place].name for place in sorted(found)]

    # One flat list each: every message is held against hundreds of words.
    @cached_property
    def _words(self) -> list[tuple[str, int]]:
        return [(word, place) for place, concept in enumerate(self) for word in concept.words]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], int]]:
        return [(each, place) for place, concept in enumerate(self) for each in concept.patterns]


def parse(table: str) -> Lexicon:
    """Read the table; raises LexiconError naming the line on one that is no concept."""
    concepts: dict[str, Concept] = {}
    for number, line in enumerate(table.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, alternatives = line.partition(" ")
        if not alternatives or name in concepts:
            raise LexiconError(f"line {number}: {'twice' if alternatives else 'no words'}: {name}")
        concepts[name] = _concept(name, alternatives.split("|"))
    return Lexicon(concepts.values())


def mentions(lexicon: Lexicon, text: str) -> Iterator[str]:
    """Yield the name of each concept in a normalised text, then each pair of them."""
    names = lexicon.names_in(text)
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
