"""Questions whose topic is known, a JSON object a line.

``{"text": …, "topic": …, "in_scope": true}``, and ``"secondary_topic"`` where a second topic is
right too. Other keys are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.errors import BadQuestions

OUTSIDE = "oos_"


@dataclass(frozen=True)
class Question:
    """One message with what it is about, as a careful reader found."""

    text: str
    topic: str
    secondary: str | None = None

    @property
    def in_scope(self) -> bool:
        """Whether the court answers this."""
        return not self.topic.startswith(OUTSIDE)

    @property
    def right(self) -> frozenset[str]:
        """The topics that count as right."""
        return frozenset({self.topic, self.secondary or self.topic})


def read_questions(path: Path, topics: Collection[str]) -> list[Question]:
    """Return the questions of a file; each must be about one of ``topics``.

    Raises:
        BadQuestions: with the number of the line that is wrong.
        OSError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        number = error.object.count(b"\n", 0, error.start) + 1
        raise BadQuestions(f"{path.name} 第 {number} 行不是 UTF-8 文字。") from None
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise BadQuestions(f"{path.name} 里一个问题也没有。")
    questions = []
    for number, line in numbered:
        try:
            questions.append(_question(_row(line), topics))
        except ValueError as error:
            raise BadQuestions(f"{path.name} 第 {number} 行{error}") from None
    return questions


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise ValueError("不是 JSON。") from None
    if not isinstance(row, dict):
        raise ValueError("不是 JSON 对象（{…}）。")
    return row


def _question(row: dict[str, Any], topics: Collection[str]) -> Question:
    missing = [key for key in ("text", "topic", "in_scope") if key not in row]
    if missing:
        raise ValueError(f"缺少 {'、'.join(missing)}。")
    text, secondary = row["text"], row.get("secondary_topic") or None
    if not isinstance(text, str) or not text.strip():
        raise ValueError("的 text 不是一句话。")
    for topic in (row["topic"], *([secondary] if secondary else [])):
        if not isinstance(topic, str) or topic not in topics:
            raise ValueError(f"的事项 {topic} 不认识，事项名见 data/knowledge/topics.yml。")
    question = Question(text, row["topic"], secondary)
    if row["in_scope"] is not question.in_scope:
        raise ValueError(f"的 in_scope 与事项 {question.topic} 不一致。")
    return question
