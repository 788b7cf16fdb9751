"""How understanding grows with the number of training lines, as a Markdown table.

    .venv-engine/bin/python -m benchmarks.learning_curve [QUESTIONS.jsonl]

Trains on at most 10, 20, 40 … lines of each label, the articles' questions among them, and asks the
lines of the set that other authors wrote (``TOPIC_voices.yml``), which are never trained on here;
with a file, its questions too. Runs in the engine's environment, a minute of one core for the last.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.evaluation.questions import Question, read_questions
from bot.evaluation.reading import Reading
from bot.evaluation.score import Score, score
from bot.knowledge.reading import read_topics
from bot.nlu.cross_validation import lines_by_file, thinned, without_set
from bot.nlu.teaching import Tables, article_questions, teach
from bot.nlu.understanding import Example, Understanding

KNOWLEDGE = Path("data/knowledge")
LEFT_OUT = "voices"
MOST = (10, 20, 40, 80, 160, 10_000)
_COLUMNS = ("lines a label, at most", "lines", "asked", "top-1", "top-3", "oos P", "oos R")


def curve(
    lines: Sequence[Example], asked: Mapping[str, Sequence[Question]], most: Sequence[int] = MOST
) -> Iterator[tuple[int, int, str, Score]]:
    """Yield lines a label, lines, the name of what was asked, and its score."""
    tables = replace(Tables(), knowledge=None)  # the articles' questions are among the lines
    for each in most:
        some = thinned(lines, each)
        understander = teach(some, tables)
        for name, questions in asked.items():
            readings = [_reading(understander.read(question.text)) for question in questions]
            yield each, len(some), name, score(questions, readings)


def row(most: int, lines: int, name: str, found: Score) -> str:
    """Return one line of the table."""
    shares = (found.top1, found.top3, found.oos_precision, found.oos_recall)
    shown = ("-" if share is None else f"{share:.3f}" for share in shares)
    named = "all" if most >= MOST[-1] else str(most)
    return f"| {' | '.join((named, f'{lines:,}', name, *shown))} |"


def _reading(meaning: Understanding) -> Reading:
    return Reading(
        meaning.intent, meaning.confidence, meaning.topic, meaning.topics, meaning.in_scope
    )


def main(arguments: Sequence[str]) -> int:
    """Print the table; return the exit status."""
    if len(arguments) > 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    split = without_set(lines_by_file(), LEFT_OUT)
    asked = {"other authors": [Question(line.text, str(line.topic)) for line in split.asked]}
    if arguments:
        topics = read_topics(KNOWLEDGE)
        asked["questions"] = read_questions(Path(arguments[0]), topics)
    sys.stdout.write(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}\n")
    for found in curve([*split.trained, *article_questions(KNOWLEDGE)], asked):
        sys.stdout.write(f"{row(*found)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
