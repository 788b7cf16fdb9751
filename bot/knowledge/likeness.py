"""Questions that are the same, or nearly, and belong to different articles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.search import bigrams

NEARLY = 0.85  # share of character pairs in common from which two questions are hard to tell apart

_NOT_A_WORD = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Pair:
    """A question of one article and one of another; ``likeness`` is 1 when they are the same.

    ``same`` is true when they differ in nothing but punctuation, width and case.
    """

    owner: str
    question: str
    other_owner: str
    other_question: str
    likeness: float
    same: bool


@dataclass(frozen=True)
class _Question:
    owner: str
    text: str
    plain: str
    pairs: frozenset[str]


def alike(questions: Sequence[tuple[str, str]], least: float = NEARLY) -> Iterator[Pair]:
    """Yield every two questions of different owners whose likeness is at least ``least``.

    ``questions`` are (owner, question); the later one of a pair comes first in it. The likeness is
    Dice's coefficient of their character pairs.
    """
    postings: dict[str, list[_Question]] = defaultdict(list)
    for owner, text in questions:
        plain = _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).lower())
        question = _Question(owner, text, plain, frozenset(bigrams(plain)))
        shared = Counter(earlier for pair in question.pairs for earlier in postings[pair])
        # In the order they were asked, so that a report reads the same each time.
        for earlier, count in sorted(shared.items(), key=lambda item: item[0].text):
            likeness = 2 * count / (len(question.pairs) + len(earlier.pairs))
            if likeness >= least and earlier.owner != owner:
                same = earlier.plain == plain
                yield Pair(owner, text, earlier.owner, earlier.text, likeness, same)
        for pair in question.pairs:
            postings[pair].append(question)
