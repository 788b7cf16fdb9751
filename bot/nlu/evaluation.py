"""Measure understanding on questions whose topic is known.

    .venv-engine/bin/python -m bot.nlu.evaluation QUESTIONS.jsonl

trains on data/nlu and prints the figures. A line holds `text`, `topic`, `in_scope` and, where a
second topic is right too, `secondary_topic`. The questions are read, never learned from.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

WORST = 20


@dataclass(frozen=True)
class Question:
    """One message with what it is about, as a careful reader found."""

    text: str
    topic: str
    secondary: str | None
    in_scope: bool

    @property
    def right(self) -> frozenset[str]:
        """The topics that count as right."""
        return frozenset({self.topic, self.secondary or self.topic})


class Reading(Protocol):
    """What the evaluation needs of an `Understanding`."""

    @property
    def topic(self) -> str | None:
        """The topic decided on."""

    @property
    def topics(self) -> Sequence[tuple[str, float]]:
        """The likeliest topics, best first."""

    @property
    def in_scope(self) -> bool:
        """Whether the court answers this."""


@dataclass(frozen=True)
class Score:
    """The figures of one run; shares between 0 and 1, None where nothing was to be counted."""

    in_scope: int
    out_of_scope: int
    top1: float | None
    top3: float | None
    decided: float | None
    oos_precision: float | None
    oos_recall: float | None
    confusions: tuple[tuple[str, str, int], ...]

    def lines(self) -> list[str]:
        """Return the score as text, one figure a line."""
        figures = {
            "top-1": self.top1,
            "top-3": self.top3,
            "in scope and the topic decided right": self.decided,
            "out-of-scope precision": self.oos_precision,
            "out-of-scope recall": self.oos_recall,
        }
        head = f"{self.in_scope} questions in scope, {self.out_of_scope} out of scope"
        shares = [f"{name:<38}{_shown(share)}" for name, share in figures.items()]
        worst = [f"{count:>4}  {topic} read as {read}" for topic, read, count in self.confusions]
        return [head, *shares, *worst]


def questions(path: Path) -> list[Question]:
    """Read a JSONL file of questions; raises KeyError or ValueError on a line that is none."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [_question(row) for row in rows]


def score(asked: Iterable[Question], readings: Iterable[Reading]) -> Score:
    """Compare readings with the questions they answer, in the same order.

    Top-1 and top-3 look at the topics in scope alone; `decided` also wants the message taken for
    ours, which is what a citizen notices. Precision and recall are those of "not ours".
    """
    pairs = list(zip(asked, readings, strict=True))
    ours = [(question, reading) for question, reading in pairs if question.in_scope]
    refused = sum(not reading.in_scope for _, reading in pairs)
    refused_rightly = sum(not r.in_scope and not q.in_scope for q, r in pairs)
    confusions = Counter(
        (question.topic, str(reading.topic))
        for question, reading in ours
        if reading.topic not in question.right
    )
    return Score(
        in_scope=len(ours),
        out_of_scope=len(pairs) - len(ours),
        top1=_share(sum(_among(q, r, 1) for q, r in ours), len(ours)),
        top3=_share(sum(_among(q, r, 3) for q, r in ours), len(ours)),
        decided=_share(sum(r.in_scope and r.topic in q.right for q, r in ours), len(ours)),
        oos_precision=_share(refused_rightly, refused),
        oos_recall=_share(refused_rightly, len(pairs) - len(ours)),
        confusions=tuple((*names, count) for names, count in confusions.most_common(WORST)),
    )


def main(arguments: Sequence[str]) -> int:
    """Train on data/nlu, read the file named, print the score; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    from rasa.shared.nlu.training_data.loading import load_data

    from bot.nlu.topic_classifier import LEXICON, examples
    from bot.nlu.understanding import Understander

    asked = questions(Path(arguments[0]))
    started = time.process_time()
    understander = Understander.train(
        examples(load_data("data/nlu")), Path(LEXICON).read_text(encoding="utf-8")
    )
    trained = time.process_time()
    readings = [understander.read(question.text) for question in asked]
    spent = (time.process_time() - trained) / len(asked) * 1000
    sys.stdout.write("\n".join(score(asked, readings).lines()))
    sys.stdout.write(f"\ntrained in {trained - started:.0f} s, {spent:.2f} ms a message\n")
    return 0


def _question(row: dict[str, Any]) -> Question:
    return Question(row["text"], row["topic"], row.get("secondary_topic"), bool(row["in_scope"]))


def _among(question: Question, reading: Reading, most: int) -> bool:
    ours = [topic for topic, _ in reading.topics if not topic.startswith("oos_")]
    return not question.right.isdisjoint(ours[:most])


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
