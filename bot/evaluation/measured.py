"""One way of understanding, measured: what it read, its figures, its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any

from bot.evaluation.questions import Question
from bot.evaluation.reading import Reading
from bot.evaluation.score import Score, is_right, score


@dataclass(frozen=True)
class Measured:
    """``title``: what was measured; ``taken``: milliseconds of each question, in their order."""

    title: str
    asked: Sequence[Question]
    readings: Sequence[Reading]
    taken: Sequence[float]

    @classmethod
    def from_engine(cls, title: str, asked: Sequence[Question], result: dict[str, Any]) -> Measured:
        """Take the answer of ``bot.nlu.readings`` about the texts of ``asked``."""
        readings = [Reading.from_parsed(parsed) for parsed in result["readings"]]
        return cls(title, asked, readings, result["taken"])

    @cached_property
    def score(self) -> Score:
        """The figures."""
        return score(self.asked, self.readings)

    @property
    def mistakes(self) -> list[tuple[Question, Reading]]:
        """The questions that were decided wrongly, by topic."""
        pairs = zip(self.asked, self.readings, strict=True)
        wrong = [pair for pair in pairs if not is_right(*pair)]
        return sorted(wrong, key=lambda pair: (pair[0].topic, pair[1].name))


_FIGURES: tuple[tuple[str, Callable[[Measured], str]], ...] = (
    (
        "范围内／范围外句数 questions",
        lambda measured: f"{measured.score.in_scope}/{measured.score.out_of_scope}",
    ),
    ("首选正确 top-1", lambda measured: share(measured.score.top1)),
    ("前三有正确 top-3", lambda measured: share(measured.score.top3)),
    ("在范围内且事项判对 decided", lambda measured: share(measured.score.decided)),
    ("范围外查准 out-of-scope precision", lambda measured: share(measured.score.oos_precision)),
    ("范围外查全 out-of-scope recall", lambda measured: share(measured.score.oos_recall)),
    ("置信度平均偏差 calibration error", lambda measured: share(measured.score.calibration_error)),
    ("每句毫秒（中位数）ms a message", lambda measured: f"{median(measured.taken):.1f}"),
)


def table(columns: Sequence[Measured]) -> list[tuple[str, ...]]:
    """Return a row for each figure: its name, and its value in each column."""
    return [(name, *(shown(column) for column in columns)) for name, shown in _FIGURES]


def share(value: float | None) -> str:
    """Return a share as the tables show it."""
    return "–" if value is None else f"{value:.3f}"
