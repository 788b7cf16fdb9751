"""Messages that hold several questions."""

from __future__ import annotations

import pytest

from bot.nlu.segments import MOST_SEGMENTS, pieces


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("怎么上诉", ["怎么上诉"]),
        ("怎么上诉？诉讼费多少钱？", ["怎么上诉", "诉讼费多少钱"]),
        ("怎么上诉，另外诉讼费怎么交", ["怎么上诉", "诉讼费怎么交"]),
        ("怎么上诉\n还有，律师费谁出", ["怎么上诉", "律师费谁出"]),
        ("怎么上诉？好。", ["怎么上诉"]),
        ("", []),
        ("？？！！", []),
    ],
)
def test_pieces(text: str, parts: list[str]) -> None:
    """Sentence ends and words that open another question part a message; crumbs are left out."""
    assert pieces(text) == parts


def test_pieces_are_limited() -> None:
    """A long story gives no more than the first six parts."""
    assert pieces("怎么申请执行。" * 50) == ["怎么申请执行"] * MOST_SEGMENTS
