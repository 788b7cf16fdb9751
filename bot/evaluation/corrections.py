"""Corrections that staff have approved, as questions with their topics."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from bot.evaluation.errors import BadQuestions
from bot.evaluation.questions import Question
from bot.knowledge.errors import BadFile
from bot.knowledge.fields import read_yaml


def read_corrections(directory: Path, topics: Collection[str]) -> list[Question]:
    """Return the corrections of a directory in the order of their files; none from an empty one.

    Raises:
        BadQuestions: names the file that is wrong.
    """
    return [
        _question(path.name, row, topics)
        for path in sorted(directory.glob("*.yml"))
        for row in _rows(path)
    ]


def _rows(path: Path) -> list[object]:
    try:
        rows = read_yaml(path)
    except BadFile as error:
        raise BadQuestions(f"{path.name} {error.problem}。") from None
    if not isinstance(rows, list):
        raise BadQuestions(f"{path.name} 不是一列纠错。")
    return rows


def _question(name: str, row: object, topics: Collection[str]) -> Question:
    text, topic = (row.get("text"), row.get("topic")) if isinstance(row, dict) else (None, None)
    if not isinstance(text, str) or not text.strip():
        raise BadQuestions(f"{name} 的 text 不是一句话。")
    if topic not in topics:
        raise BadQuestions(f"{name} 的事项 {topic} 不认识，事项名见 data/knowledge/topics.yml。")
    return Question(text, str(topic))
