"""The figures: how often a topic is found, how often a refusal is right, what is mixed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.questions import OUTSIDE, Question
from bot.evaluation.reading import Reading

BINS = 10


@dataclass(frozen=True)
class Confusion:
    """How often questions about one topic were taken for something else."""

    topic: str
    read: str
    count: int


@dataclass(frozen=True)
class TopicScore:
    """One topic. ``wrong``: decisions, not ranks; no top-1 or top-3 for what is not ours."""

    topic: str
    asked: int
    wrong: int
    top1: float | None
    top3: float | None
    confusion: Confusion | None


@dataclass(frozen=True)
class Bin:
    """Decisions of about the same confidence, its mean, and the share that was right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Score:
    """The figures of one run; shares between 0 and 1, None where nothing was to be counted.

    Top-1 and top-3 look at the topics in scope alone; ``decided`` also wants the message taken for
    ours, which is what a citizen notices. Precision and recall are those of "not ours".
    """

    in_scope: int
    out_of_scope: int
    top1: float | None
    top3: float | None
    decided: float | None
    oos_precision: float | None
    oos_recall: float | None
    topics: tuple[TopicScore, ...]
    confusions: tuple[Confusion, ...]
    bins: tuple[Bin, ...]

    @property
    def calibration_error(self) -> float | None:
        """How far confidences are from the truth, on average over decisions."""
        total = sum(each.count for each in self.bins)
        return _share(sum(e.count * abs(e.confidence - e.right) for e in self.bins), total)


Pair = tuple[Question, Reading]


def score(asked: Iterable[Question], readings: Iterable[Reading]) -> Score:
    """Compare readings with the questions they answer, in the same order."""
    pairs = list(zip(asked, readings, strict=True))
    ours = [pair for pair in pairs if pair[0].in_scope]
    refused = [question for question, reading in pairs if not reading.in_scope]
    refused_rightly = sum(not question.in_scope for question in refused)
    return Score(
        in_scope=len(ours),
        out_of_scope=len(pairs) - len(ours),
        top1=_among(ours, 1),
        top3=_among(ours, 3),
        decided=_share(sum(is_right(*pair) for pair in ours), len(ours)),
        oos_precision=_share(refused_rightly, len(refused)),
        oos_recall=_share(refused_rightly, len(pairs) - len(ours)),
        topics=tuple(_topic_scores(pairs)),
        confusions=_confusions(pairs),
        bins=tuple(_bins(pairs)),
    )


def is_right(question: Question, reading: Reading) -> bool:
    """Whether the decision was right: refused what is not ours, else one of the right topics."""
    if not question.in_scope:
        return not reading.in_scope
    return reading.in_scope and reading.topic in question.right


def _topic_scores(pairs: Sequence[Pair]) -> Iterable[TopicScore]:
    """Yield one score a topic that was asked about, most errors first."""
    by_topic: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_topic.setdefault(pair[0].topic, []).append(pair)
    scores = [_topic_score(topic, found) for topic, found in by_topic.items()]
    return sorted(scores, key=lambda each: (-each.wrong, -each.wrong / each.asked, each.topic))


def _topic_score(topic: str, pairs: Sequence[Pair]) -> TopicScore:
    confusions = _confusions(pairs)
    is_ours = not topic.startswith(OUTSIDE)
    return TopicScore(
        topic=topic,
        asked=len(pairs),
        wrong=sum(each.count for each in confusions),
        top1=_among(pairs, 1) if is_ours else None,
        top3=_among(pairs, 3) if is_ours else None,
        confusion=next(iter(confusions), None),
    )


def _confusions(pairs: Iterable[Pair]) -> tuple[Confusion, ...]:
    """Return every mistake, the most frequent first."""
    wrong = ((q.topic, reading.name) for q, reading in pairs if not is_right(q, reading))
    counted = sorted(Counter(wrong).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(*names, count) for names, count in counted)


def _bins(pairs: Iterable[Pair]) -> Iterable[Bin]:
    found: dict[int, list[tuple[float, bool]]] = {}
    for question, reading in pairs:
        place = min(int(reading.confidence * BINS), BINS - 1)
        found.setdefault(place, []).append((reading.confidence, is_right(question, reading)))
    for _, decisions in sorted(found.items()):
        count = len(decisions)
        confidence = sum(sure for sure, _ in decisions) / count
        yield Bin(count, confidence, sum(right for _, right in decisions) / count)


def _among(pairs: Sequence[Pair], most: int) -> float | None:
    """Return how often a right topic is among the first ``most`` of ours."""
    found = 0
    for question, reading in pairs:
        ours = [topic for topic, _ in reading.topics if not topic.startswith(OUTSIDE)]
        found += not question.right.isdisjoint(ours[:most])
    return _share(found, len(pairs))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
