"""The figures of understanding."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.nlu.evaluation import Question, Score, main, questions, score


@dataclass(frozen=True)
class _Reading:
    topic: str | None
    topics: list[tuple[str, float]] = field(default_factory=list)
    in_scope: bool = True


ASKED = [
    Question("一审输了", "appeal", None, True),
    Question("怎么起诉", "can_i_sue", "how_to_sue_procedure", True),
    Question("诉讼费", "litigation_fee", None, True),
    Question("判几年", "oos_criminal_sentencing_guilt", None, False),
    Question("哈哈", "oos_chitchat_or_fragment", None, False),
]


def test_score() -> None:
    """Second topics count, oos names in the list do not take a place, refusals cost."""
    readings = [
        _Reading("appeal", [("appeal", 0.9)]),
        _Reading("bankruptcy", [("bankruptcy", 0.5), ("how_to_sue_procedure", 0.3)]),
        _Reading("oos_labour_rights", [("oos_labour_rights", 0.6), ("litigation_fee", 0.2)], False),
        _Reading("oos_labour_rights", [("oos_labour_rights", 0.6)], False),
        _Reading(None, []),
    ]
    assert score(ASKED, readings) == Score(
        in_scope=3,
        out_of_scope=2,
        top1=pytest.approx(2 / 3),
        top3=1.0,
        decided=pytest.approx(1 / 3),
        oos_precision=0.5,
        oos_recall=0.5,
        confusions=(
            ("can_i_sue", "bankruptcy", 1),
            ("litigation_fee", "oos_labour_rights", 1),
        ),
    )


def test_score_of_nothing() -> None:
    """No questions, no shares."""
    empty = score([], [])
    assert empty == Score(0, 0, None, None, None, None, None, ())
    assert empty.lines() == [
        "0 questions in scope, 0 out of scope",
        "top-1                                 -",
        "top-3                                 -",
        "in scope and the topic decided right  -",
        "out-of-scope precision                -",
        "out-of-scope recall                   -",
    ]


def test_score_wants_a_reading_for_each_question() -> None:
    """A reading too few is a mistake of the caller."""
    with pytest.raises(ValueError, match="shorter"):
        score(ASKED, [])


def test_questions(tmp_path: Path) -> None:
    """Lines become questions; a line without a topic is refused."""
    path = tmp_path / "questions.jsonl"
    row = {"text": "一审输了", "topic": "appeal", "in_scope": True}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert questions(path) == [ASKED[0]]
    path.write_text('{"text": "一审输了"}\n', encoding="utf-8")
    with pytest.raises(KeyError, match="topic"):
        questions(path)


def test_main_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Called wrongly it says how to call it."""
    assert main([]) == 2
    assert "QUESTIONS.jsonl" in capsys.readouterr().err
