"""Nearest documents by character bigrams (Okapi BM25), small enough for a few hundred articles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Mapping
from math import log

# The usual constants of BM25: how fast repetition saturates, how much length counts.
SATURATION = 1.2
LENGTH_WEIGHT = 0.5

_WORD = re.compile(r"[^\W_]+")


def bigrams(text: str) -> list[str]:
    """Return the character pairs of a text, none across punctuation; a lone character as is.

    >>> bigrams("交费，Ａ4纸")
    ['交费', 'a4', '4纸']
    """
    runs = _WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return [pair for run in runs for pair in _pairs(run)]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)] or [run]


class Index:
    """Documents by key, searched by text."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        """Index the text of each document."""
        counts = {key: Counter(bigrams(text)) for key, text in documents.items()}
        lengths = {key: sum(count.values()) for key, count in counts.items()}
        mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
        frequency = Counter(pair for count in counts.values() for pair in count)
        self._postings: dict[str, list[tuple[str, float]]] = {pair: [] for pair in frequency}
        for key, count in counts.items():
            norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[key] / mean)
            for pair, times in count.items():
                rarity = log(1 + (len(counts) - frequency[pair] + 0.5) / (frequency[pair] + 0.5))
                weight = rarity * times * (SATURATION + 1) / (times + norm)
                self._postings[pair].append((key, weight))

    def search(self, text: str, k: int, among: Container[str]) -> list[tuple[str, float]]:
        """Return at most ``k`` keys out of ``among`` that share a pair with ``text``, best first.

        Equal scores are put in the order of their keys, so a search is repeatable.
        """
        scores: dict[str, float] = {}
        for pair in dict.fromkeys(bigrams(text)):
            for key, weight in self._postings.get(pair, ()):
                if key in among:
                    scores[key] = scores.get(key, 0.0) + weight
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
