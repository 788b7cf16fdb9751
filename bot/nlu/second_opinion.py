"""A second opinion on doubtful messages: a linear model on sentence embeddings.

An embedding costs ten to thirty milliseconds, so only messages are embedded of which the first
model is not sure. Off unless `embedding` is set (docs/understanding.md has what it brings).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.embedding.embedder import Embedder, open_embedder

# More bring little, and all of them would take ten minutes to embed.
LINES_OF_A_LABEL = 60
INVERSE_REGULARISATION = 10.0
SHARE = 0.35
LONGEST = 200

_ARRAYS = "second_opinion.npz"
_TINY = 1e-6


@dataclass(frozen=True)
class SecondOpinion:
    """Probabilities of labels for a text as it was typed; labels as the first model orders them."""

    name: str  # what `open_embedder` opens
    embedder: Embedder
    middle: np.ndarray  # (dimensions,) mean of the training lines
    weights: np.ndarray  # (dimensions, labels)
    biases: np.ndarray  # (labels,)

    @classmethod
    def fit(
        cls, name: str, texts: Sequence[str], labels: Sequence[str], order: Sequence[str]
    ) -> SecondOpinion:
        """Train with the embedder named on some lines of every label; `order` names the labels.

        Raises:
            EmbeddingError: there is no such embedder.
        """
        from sklearn.linear_model import LogisticRegression

        embedder = open_embedder(name)
        texts, labels = _some(texts, labels)
        rows = embedder.embed([text[:LONGEST] for text in texts])
        middle = rows.mean(axis=0)
        model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=200, tol=1e-3)
        places = {label: place for place, label in enumerate(order)}
        model.fit(_spread(rows, middle), [places[label] for label in labels])
        weights = np.zeros((rows.shape[1], len(order)), dtype=np.float32)
        biases = np.full(len(order), np.log(_TINY), dtype=np.float32)
        weights[:, model.classes_], biases[model.classes_] = model.coef_.T, model.intercept_
        return cls(name, embedder, middle, weights, biases)

    def weighed(self, text: str, chances: np.ndarray) -> np.ndarray:
        """Return the first model's probabilities with this opinion added; they sum to one."""
        row = _spread(self.embedder.embed([text[:LONGEST]]), self.middle)[0]
        own = row @ self.weights + self.biases
        own -= own.max()
        total = np.log(chances + _TINY) + SHARE * (own - np.log(np.exp(own).sum()))
        raised = np.exp(total - total.max())
        return np.asarray(raised / raised.sum())

    def save(self, folder: Path) -> None:
        """Write it into an existing folder; of the embedder only its name."""
        arrays = {"middle": self.middle, "weights": self.weights, "biases": self.biases}
        np.savez(folder / _ARRAYS, name=np.array(self.name), **arrays)

    @classmethod
    def load(cls, folder: Path) -> SecondOpinion | None:
        """Read what `save` wrote and open its embedder; None when nothing was saved.

        Raises:
            EmbeddingError: the embedder is not there any more.
        """
        if not (folder / _ARRAYS).is_file():
            return None
        with np.load(folder / _ARRAYS) as saved:
            name = str(saved["name"])
            arrays = (saved["middle"], saved["weights"], saved["biases"])
        return cls(name, open_embedder(name), *arrays)


def _some(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return at most `LINES_OF_A_LABEL` texts of each label, from everywhere among them."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in zip(texts, labels, strict=True):
        by_label[label].append(text)
    some = {name: found[:: -(-len(found) // LINES_OF_A_LABEL)] for name, found in by_label.items()}
    return [text for found in some.values() for text in found], [
        name for name, found in some.items() for _ in found
    ]


def _spread(rows: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Return rows moved to the middle and of length one: embeddings crowd in one corner."""
    moved = rows - middle
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), _TINY))
