"""A linear classifier over character n-grams: seconds to train, a fraction of a millisecond to ask.

Scikit-learn fits it; what is kept is one array of float32 weights and the list of n-grams, so the
engine loads it in a moment and holds nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LONGEST_GRAM = 3
RAREST_GRAM = 2
INVERSE_REGULARISATION = 10.0

_ARRAYS = "weights.npz"
_GRAMS = "grams.txt"
_LABELS = "labels.txt"


def grams(text: str) -> Iterable[str]:
    """Yield every run of one to three characters of `text`."""
    for size in range(1, LONGEST_GRAM + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


@dataclass(frozen=True)
class LinearModel:
    """Weights of one logistic regression a label over TF-IDF of n-grams."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    rarity: np.ndarray  # (grams,) inverse document frequency
    weights: np.ndarray  # (grams, labels)
    bias: np.ndarray  # (labels,)

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str]) -> LinearModel:
        """Train on normalised texts and their labels (both of the same length)."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        vectorizer = TfidfVectorizer(
            analyzer=grams, sublinear_tf=True, min_df=RAREST_GRAM, dtype=np.float32
        )
        features = vectorizer.fit_transform(texts)
        regression = LogisticRegression(
            C=INVERSE_REGULARISATION, solver="liblinear", multi_class="ovr", random_state=0
        )
        regression.fit(features, labels)
        return cls(
            labels=tuple(str(label) for label in regression.classes_),
            vocabulary={str(gram): int(row) for gram, row in vectorizer.vocabulary_.items()},
            rarity=vectorizer.idf_.astype(np.float32),
            weights=np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            bias=regression.intercept_.astype(np.float32),
        )

    def scores(self, text: str) -> np.ndarray:
        """Return the raw score of every label for a normalised text."""
        counts = Counter(
            row for gram in grams(text) if (row := self.vocabulary.get(gram)) is not None
        )
        if not counts:
            return self.bias
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        frequency = np.fromiter(
            (1.0 + math.log(n) for n in counts.values()), dtype=np.float32, count=len(counts)
        )
        vector = frequency * self.rarity[rows]
        vector /= np.linalg.norm(vector)
        return vector @ self.weights[rows] + self.bias

    def probabilities(self, text: str) -> np.ndarray:
        """Return the probability of every label; they sum to one."""
        chances = 1.0 / (1.0 + np.exp(-self.scores(text)))
        return chances / chances.sum()

    def save(self, folder: Path) -> None:
        """Write the model into an existing folder."""
        np.savez(
            folder / _ARRAYS,
            rarity=self.rarity,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
        )
        ordered = sorted(self.vocabulary, key=self.vocabulary.__getitem__)
        (folder / _GRAMS).write_text("\n".join(ordered), encoding="utf-8", newline="\n")
        (folder / _LABELS).write_text("\n".join(self.labels), encoding="utf-8", newline="\n")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read a model that `save` wrote; raises OSError when it is not there."""
        with np.load(folder / _ARRAYS) as arrays:
            rarity, bias = arrays["rarity"], arrays["bias"]
            weights = arrays["weights"].astype(np.float32)
        ordered = (folder / _GRAMS).read_text(encoding="utf-8").split("\n")
        return cls(
            labels=tuple((folder / _LABELS).read_text(encoding="utf-8").split("\n")),
            vocabulary={gram: row for row, gram in enumerate(ordered)},
            rarity=rarity,
            weights=weights,
            bias=bias,
        )
