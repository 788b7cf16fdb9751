"""Approved corrections are read as questions; what is wrong names its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.corrections import read_corrections
from bot.evaluation.errors import BadQuestions
from bot.evaluation.questions import Question

TOPICS = {"appeal", "oos_win"}


def write(directory: Path, **files: str) -> Path:
    """Write files and return their directory."""
    for name, text in files.items():
        (directory / f"{name}.yml").write_text(text, encoding="utf-8")
    return directory


def test_every_file_is_read_in_order(tmp_path: Path) -> None:
    one = "- text: 怎么上诉\n  topic: appeal\n  approved: 2026-11-24\n"
    two = "- {text: 能赢吗, topic: oos_win}\n"
    found = read_corrections(write(tmp_path, b=two, a=one), TOPICS)
    assert found == [Question("怎么上诉", "appeal"), Question("能赢吗", "oos_win")]


def test_an_empty_or_missing_directory_has_none(tmp_path: Path) -> None:
    assert read_corrections(tmp_path, TOPICS) == []
    assert read_corrections(tmp_path / "none", TOPICS) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {text: 怎么上诉, topic: apeal}", "a.yml 的事项 apeal 不认识"),
        ("- {topic: appeal}", "a.yml 的 text 不是一句话"),
        ("text: 怎么上诉", "a.yml 不是一列纠错"),
        ("- 怎么上诉", "a.yml 的 text 不是一句话"),
        ("- {text", "a.yml 第2行"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadQuestions, match=said):
        read_corrections(write(tmp_path, a=text), TOPICS)
