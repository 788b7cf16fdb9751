"""Linear models over character n-grams and concepts: seconds to train, well under 1 ms to ask.

A logistic regression for each label is sharp where training lines are plenty; naive Bayes holds
up better where a message mixes what no line has mixed. Their logarithms are added. Whether a
message is ours at all is asked a model of its own as well, and how often people ask about a topic
counts where the words leave doubt. Scikit-learn fits; kept are the weights, in half precision.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.concepts import Lexicon, mentions, parse
from bot.nlu.demand import leanings

LONGEST_GRAM = 3
RAREST_GRAM = 3
RAREST_MENTION = 3
INVERSE_REGULARISATION = 8.0
SMOOTHING = 0.1
EVENNESS = 0.5  # 0: every line counts the same in naive Bayes; 1: every label

# How much concepts weigh beside n-grams in either model, and Bayes beside the regression.
REGRESSION_CONCEPTS = 0.5
BAYES_CONCEPTS = 0.8
BAYES_SHARE = 0.6
# Divides the sum of logarithms, so that 0.6 means right six times in ten; measured on lines held
# out of training (docs/understanding.md).
TEMPERATURE = 1.5

# How the odds of being out of scope are made: of those that the labels out of scope have together,
# and of those of the model of its own; then all are shifted. Fitted on lines by other hands than
# those trained on (docs/understanding.md).
SCOPE_LABELS = 0.8
SCOPE_OWN = 0.55
SCOPE_SHIFT = 1.6
# How much of the demand counts: the mix of another court is not known.
DEMAND_SHARE = 0.5

_TINY = 1e-7
_ARRAYS = "weights.npz"
_GRAMS = "grams.txt"
_MENTIONS = "mentions.txt"
_LABELS = "labels.txt"
_LEXICON = "concepts.txt"

Analyzer = Callable[[str], Iterable[str]]


def grams(text: str) -> Iterable[str]:
    """Return every run of one to three characters of `text`."""
    return [
        text[start : start + size]
        for size in range(1, LONGEST_GRAM + 1)
        for start in range(len(text) - size + 1)
    ]


@dataclass(frozen=True)
class View:
    """One way to look at a text: its terms, each with a row of weights and a rarity."""

    terms: dict[str, int]
    rarity: np.ndarray  # (terms,) inverse document frequency

    def vector(self, found: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of the known terms and their weights, as a vector of length one."""
        counts = Counter(map(self.terms.get, found))
        counts.pop(None, None)
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        values = np.fromiter(map(_damped, counts.values()), dtype=np.float32, count=len(counts))
        values *= self.rarity[rows]
        return rows, values / (np.linalg.norm(values) or 1.0)


@dataclass(frozen=True)
class LinearModel:
    """Probabilities of labels for normalised texts."""

    labels: tuple[str, ...]
    lexicon: str
    grams: View
    mentions: View
    regression: np.ndarray  # (grams + mentions, labels) half precision
    bayes: np.ndarray  # the same shape
    biases: np.ndarray  # (2, labels)
    outside: np.ndarray  # (labels,) true where a label is out of scope
    scope: np.ndarray  # (grams + mentions + 1,) the model of its own, its bias last
    leaning: np.ndarray  # (labels,) logarithms of demand
    concepts: Lexicon = field(init=False)

    def __post_init__(self) -> None:
        """Read the table of concepts once."""
        object.__setattr__(self, "concepts", parse(self.lexicon))

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        lexicon: str,
        outside: Set[str] = frozenset(),
        demand: Mapping[str, int] | None = None,
        weights: Sequence[float] | None = None,
    ) -> LinearModel:
        """Train on normalised texts and their labels.

        `lexicon` is the table of concepts, `outside` the labels that are out of scope, `demand` how
        many messages there are about a label (`demand.py`), `weights` how much each text counts in
        naive Bayes.
        """
        from scipy.sparse import hstack

        analyze = partial(mentions, parse(lexicon))
        by_grams, gram_features = _view(texts, grams, RAREST_GRAM)
        by_mentions, mention_features = _view(texts, analyze, RAREST_MENTION)

        def features(share: float) -> Any:
            return hstack([gram_features, mention_features * share], format="csr")

        weighed = features(REGRESSION_CONCEPTS)
        regression = _regression(weighed, labels)
        bayes = _bayes(features(BAYES_CONCEPTS), labels, weights or [1.0] * len(texts))
        count = len(by_grams.terms)
        ordered = tuple(str(label) for label in regression.classes_)
        return cls(
            labels=ordered,
            lexicon=lexicon,
            grams=by_grams,
            mentions=by_mentions,
            regression=_scaled(regression.coef_.T, count, REGRESSION_CONCEPTS),
            bayes=_scaled(_centred(bayes.feature_log_prob_.T), count, BAYES_CONCEPTS),
            biases=np.stack([regression.intercept_, bayes.class_log_prior_]).astype(np.float32),
            outside=np.array([label in outside for label in ordered]),
            scope=_scope(weighed, [label in outside for label in labels], count),
            leaning=np.array(leanings(ordered, demand or {}), dtype=np.float32),
        )

    def probabilities(self, text: str) -> np.ndarray:
        """Return the probability of every label for a normalised text; they sum to one."""
        gram_rows, gram_values = self.grams.vector(grams(text))
        rows, values = self.mentions.vector(mentions(self.concepts, text))
        rows = np.concatenate([gram_rows, rows + len(self.grams.terms)])
        values = np.concatenate([gram_values, values])
        odds = values @ self.regression[rows].astype(np.float32) + self.biases[0]
        likelihood = values @ self.bayes[rows].astype(np.float32) + self.biases[1]
        chances = 1.0 / (1.0 + np.exp(-odds))
        chances = chances / chances.sum()
        total = np.log(chances + _TINY) + BAYES_SHARE * np.log(_softmax(likelihood) + _TINY)
        total /= TEMPERATURE
        if self.outside.all() or not self.outside.any():
            return _softmax(total + DEMAND_SHARE * self.leaning)
        own = float(values @ self.scope[rows] + self.scope[-1])
        return self._scoped(total, own)

    def _scoped(self, total: np.ndarray, own: float) -> np.ndarray:
        """Return the probabilities with the two sides of the scope's border weighed anew."""
        labels = float(_softmax(total)[self.outside].sum())
        odds = SCOPE_LABELS * _log_odds(labels) + SCOPE_OWN * own + SCOPE_SHIFT
        share = 1.0 / (1.0 + math.exp(-odds))
        chances = np.empty_like(total)
        chances[self.outside] = share * _softmax(total[self.outside])
        inside = ~self.outside
        leaning = DEMAND_SHARE * self.leaning[inside]
        chances[inside] = (1.0 - share) * _softmax(total[inside] + leaning)
        return chances

    def save(self, folder: Path) -> None:
        """Write the model into an existing folder."""
        np.savez(
            folder / _ARRAYS,
            gram_rarity=self.grams.rarity,
            mention_rarity=self.mentions.rarity,
            regression=self.regression,
            bayes=self.bayes,
            biases=self.biases,
            outside=self.outside,
            scope=self.scope,
            leaning=self.leaning,
        )
        texts = {
            _GRAMS: "\n".join(self.grams.terms),
            _MENTIONS: "\n".join(self.mentions.terms),
            _LABELS: "\n".join(self.labels),
            _LEXICON: self.lexicon,
        }
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode("utf-8"))

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """Read a model that `save` wrote; raises OSError when it is not there."""

        def text(name: str) -> str:
            return (folder / name).read_bytes().decode("utf-8")

        with np.load(folder / _ARRAYS) as arrays:
            return cls(
                labels=tuple(text(_LABELS).split("\n")),
                lexicon=text(_LEXICON),
                grams=View(_numbered(text(_GRAMS)), arrays["gram_rarity"]),
                mentions=View(_numbered(text(_MENTIONS)), arrays["mention_rarity"]),
                regression=arrays["regression"],
                bayes=arrays["bayes"],
                biases=arrays["biases"],
                outside=arrays["outside"],
                scope=arrays["scope"],
                leaning=arrays["leaning"],
            )


def _view(texts: Sequence[str], analyzer: Analyzer, rarest: int) -> tuple[View, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=analyzer, sublinear_tf=True, min_df=rarest, dtype=np.float32
    )
    features = vectorizer.fit_transform(texts)
    ordered = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return View(_numbered("\n".join(ordered)), vectorizer.idf_.astype(np.float32)), features


def _regression(features: Any, labels: Sequence[str] | Sequence[bool]) -> Any:
    from sklearn.linear_model import LogisticRegression

    # The dual form with a loose tolerance gives the same figures in a third of the time.
    regression = LogisticRegression(
        C=INVERSE_REGULARISATION,
        solver="liblinear",
        multi_class="ovr",
        dual=True,
        tol=0.1,
        random_state=0,
    )
    return regression.fit(features, labels)


def _scope(features: Any, outside: Sequence[bool], grams_count: int) -> np.ndarray:
    """Return the weights that tell what is out of scope, their bias last; zeros without both."""
    if len(set(outside)) < 2:
        return np.zeros(features.shape[1] + 1, dtype=np.float32)
    model = _regression(features, outside)
    weights = np.append(model.coef_[0], model.intercept_).astype(np.float32)
    weights[grams_count:-1] *= REGRESSION_CONCEPTS
    return weights


def _bayes(features: Any, labels: Sequence[str], given: Sequence[float]) -> Any:
    from sklearn.naive_bayes import MultinomialNB

    # A line counts less where there are many: half of the areas have twice the lines of others.
    counts = Counter(labels)
    weights = np.array([counts[label] ** -EVENNESS for label in labels]) * given
    model = MultinomialNB(alpha=SMOOTHING)
    return model.fit(features, labels, sample_weight=weights / weights.mean())


def _centred(rows: np.ndarray) -> np.ndarray:
    """Return each row less its mean: the same softmax, and small enough for half precision."""
    return rows - rows.mean(axis=1, keepdims=True)


def _scaled(rows: np.ndarray, grams_count: int, share: float) -> np.ndarray:
    """Return the weights with the share of the concepts worked in, in half precision."""
    scaled = np.array(rows, dtype=np.float32)
    scaled[grams_count:] *= share
    return scaled.astype(np.float16)


def _softmax(logarithms: np.ndarray) -> np.ndarray:
    raised = np.exp(logarithms - logarithms.max())
    return raised / raised.sum()


def _log_odds(chance: float) -> float:
    return math.log(chance + _TINY) - math.log(1.0 - chance + _TINY)


def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def _numbered(lines: str) -> dict[str, int]:
    return {term: row for row, term in enumerate(lines.split("\n"))}
