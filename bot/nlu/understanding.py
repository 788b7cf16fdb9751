"""What a message means: its topic, whether it is ours to answer, and what to do with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.knowledge.half_said import half_said, put_right
from bot.nlu.linear import LinearModel
from bot.nlu.second_opinion import SecondOpinion
from bot.nlu.segments import pieces
from bot.nlu.shapes import is_bare_value
from bot.nlu.text import normalised, plain

INFORM = "inform"
FOLLOW_UP = "follow_up"
FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
PROCEDURE = "procedure"
RANKED = 5
_HALF_SAID_LENGTH = 40

_MEANINGS = "meanings.json"
_KNOWN = "known.json"


@dataclass(frozen=True)
class Example:
    """One line of training data.

    Two intents hold many topics; every other is a class of its own. `topic` is None for what is
    said about the talk itself, and an oos name for small talk that has an intent (a thank-you).
    `weight` is how much the line counts in naive Bayes, which many lines of one voice lead astray.
    """

    text: str
    intent: str
    topic: str | None = None
    weight: float = 1.0

    @property
    def label(self) -> str:
        """The class it is trained as."""
        shared = self.topic is not None and self.intent in (PROCEDURE, OUT_OF_SCOPE)
        return str(self.topic) if shared else self.intent


@dataclass(frozen=True)
class Thresholds:
    """Where the decisions fall. Probabilities between 0 and 1.

    `doubt`: with an embedder, a lead of the first label over the second that asks it as well.
    """

    out_of_scope: float = 0.45
    fallback: float = 0.15
    segment: float = 0.45
    doubt: float = 0.5


@dataclass(frozen=True)
class Understanding:
    """The reading of one message; `topic` is a topic name, an oos name or None."""

    intent: str
    confidence: float
    ranking: list[tuple[str, float]]
    topic: str | None = None
    topics: list[tuple[str, float]] = field(default_factory=list)
    in_scope: bool = True
    segments: list[dict[str, Any]] = field(default_factory=list)


class Understander:
    """Reads messages with a trained model; knows its training lines by heart."""

    def __init__(
        self,
        model: LinearModel,
        meanings: Mapping[str, tuple[str, str | None]],
        known: Mapping[str, str],
        thresholds: Thresholds | None = None,
        second: SecondOpinion | None = None,
    ) -> None:
        """Take the model, each label's (intent, topic) and the label of each known text."""
        self._second = second
        self._model = model
        self._meanings = dict(meanings)
        self._known = dict(known)
        self._at = thresholds or Thresholds()
        meanings_of_rows = [self._meanings[label] for label in model.labels]
        self._outside = model.outside
        self._ours = np.array([is_ours(topic) for _, topic in meanings_of_rows])
        self._rows = {label: row for row, label in enumerate(model.labels)}

    @classmethod
    def train(
        cls,
        examples: Iterable[Example],
        lexicon: str,
        thresholds: Thresholds | None = None,
        demand: Mapping[str, int] | None = None,
        embedding: str | None = None,
    ) -> Understander:
        """Fit a model on the examples with a table of concepts, and one of demand if there is one.

        `embedding` names an embedder for doubtful messages. Later duplicates are ignored.
        """
        known: dict[str, str] = {}
        typed: dict[str, str] = {}
        weights: dict[str, float] = {}
        meanings: dict[str, tuple[str, str | None]] = {}
        for example in examples:
            meanings[example.label] = (example.intent, example.topic)
            spelling = normalised(example.text)
            known.setdefault(spelling, example.label)
            weights.setdefault(spelling, example.weight)
            typed.setdefault(spelling, example.text)
        outside = {label for label, (intent, _) in meanings.items() if intent == OUT_OF_SCOPE}
        model = LinearModel.fit(
            list(known), list(known.values()), lexicon, outside, demand, list(weights.values())
        )
        second = embedding and SecondOpinion.fit(
            embedding, list(typed.values()), list(known.values()), model.labels
        )
        return cls(model, meanings, known, thresholds, second or None)

    def read(self, text: str, *, found_case_number: bool = False) -> Understanding:
        """Return the meaning of a message whose case numbers have been cut out already."""
        if self._is_value(text, found_case_number):
            found = self._read_one(text)
            return Understanding(INFORM, 1.0, [(INFORM, 1.0)], topics=found.topics)
        meaning = self._read_one(put_right(text), ask=True)
        if half_said(plain(text[:_HALF_SAID_LENGTH])):
            # Only the conversation knows what it is about; the topic is what it is without one.
            return replace(meaning, intent=FOLLOW_UP, confidence=1.0)
        segments = self._segments(text)
        return replace(meaning, segments=segments) if segments else meaning

    def knows(self, text: str) -> bool:
        """Whether a message is a line it was taught, in whatever spelling."""
        return normalised(text) in self._known

    def save(self, folder: Path) -> None:
        """Write model and tables into an existing folder."""
        self._model.save(folder)
        for name, table in ((_MEANINGS, self._meanings), (_KNOWN, self._known)):
            (folder / name).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        if self._second is not None:
            self._second.save(folder)

    @classmethod
    def load(cls, folder: Path, thresholds: Thresholds | None = None) -> Understander:
        """Read what `save` wrote; raises OSError when it is not there."""
        meanings = json.loads((folder / _MEANINGS).read_text(encoding="utf-8"))
        known = json.loads((folder / _KNOWN).read_text(encoding="utf-8"))
        pairs = {label: (intent, topic) for label, (intent, topic) in meanings.items()}
        second = SecondOpinion.load(folder)
        return cls(LinearModel.load(folder), pairs, known, thresholds, second)

    def _is_value(self, text: str, found_case_number: bool) -> bool:
        """Tell a bare value; a line of the training data, such as 0 for a human, comes first."""
        if self._known.get(normalised(text), INFORM) != INFORM:
            return False
        return is_bare_value(plain(text), found_case_number=found_case_number)

    def _read_one(self, text: str, *, ask: bool = False) -> Understanding:
        spelling = normalised(text)
        chances = self._model.probabilities(spelling)
        if (label := self._known.get(spelling)) is not None:
            chances = _certain(chances, self._rows[label])
        elif ask and self._second is not None and _lead(chances) < self._at.doubt:
            chances = self._second.weighed(text, chances)
        outside = float(chances[self._outside].sum())
        in_scope = outside < self._at.out_of_scope
        ours = self._ranked(np.where(self._ours, chances, 0.0), RANKED)
        ranking = self._intents(chances, outside)
        if not in_scope:
            kind = self._ranked(np.where(self._outside, chances, 0.0), 1)
            topics = sorted([*kind, *ours[: RANKED - 1]], key=lambda found: -found[1])
            return Understanding(OUT_OF_SCOPE, outside, ranking, kind[0][0], topics, False)
        best = int(np.argmax(np.where(self._outside, 0.0, chances)))
        confidence = float(chances[best])
        intent, topic = self._meanings[self._model.labels[best]]
        if confidence < self._at.fallback:
            return Understanding(
                FALLBACK, confidence, [(FALLBACK, confidence), *ranking], ours[0][0], ours
            )
        return Understanding(
            intent, confidence, ranking, topic, ours, in_scope=topic is None or is_ours(topic)
        )

    def _ranked(self, chances: np.ndarray, most: int) -> list[tuple[str, float]]:
        order = np.argsort(-chances, kind="stable")[:most]
        return [(self._model.labels[row], float(chances[row])) for row in order if chances[row]]

    def _intents(self, chances: np.ndarray, outside: float) -> list[tuple[str, float]]:
        """Return the five likeliest intents; a base intent is as likely as its best topic."""
        ranking = {OUT_OF_SCOPE: outside}
        for label, chance in self._ranked(np.where(self._outside, 0.0, chances), 2 * RANKED):
            ranking.setdefault(self._meanings[label][0], chance)
        return sorted(ranking.items(), key=lambda item: -item[1])[:RANKED]

    def _segments(self, text: str) -> list[dict[str, Any]]:
        """Return one entry a question when a message holds several of different topics."""
        parts = pieces(text)
        if len(parts) < 2:
            return []
        found: dict[str, dict[str, Any]] = {}
        for part in parts:
            meaning = self._read_one(part)
            if meaning.topic and meaning.confidence >= self._at.segment:
                found.setdefault(
                    meaning.topic,
                    {
                        "text": part,
                        "intent": meaning.intent,
                        "topic": meaning.topic,
                        "confidence": meaning.confidence,
                    },
                )
        return list(found.values()) if len(found) > 1 else []


def _lead(chances: np.ndarray) -> float:
    """Return how far the likeliest label is ahead of the next."""
    ordered = np.sort(chances)
    return float(ordered[-1] - ordered[-2]) if len(ordered) > 1 else 1.0


def _certain(chances: np.ndarray, row: int) -> np.ndarray:
    """Return the same order of labels with all certainty on one of them."""
    sure = chances * 1e-6
    sure[row] = 1.0
    return sure


def is_ours(topic: str | None) -> bool:
    """Tell whether a topic is one the court answers; oos names and None are not."""
    return topic is not None and not topic.startswith("oos_")
