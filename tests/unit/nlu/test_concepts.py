"""The table of words that mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.concepts import LexiconError, mentions, parse

TABLE = "# People\n配偶 老公|丈夫\n\n诉讼费 诉讼费|打官司…钱\n法院 法院\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("老公起诉到法院", ["配偶", "法院", "配偶+法院"]),
        ("打官司要花多少钱", ["诉讼费"]),
        ("打官司的人都说现在什么都要钱", []),
        ("", []),
    ],
)
def test_mentions(text: str, names: list[str]) -> None:
    """Each concept, then each pair, in the order of the table; a gap is eight characters."""
    assert list(mentions(parse(TABLE), text)) == names


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("配偶\n", "line 1: no words: 配偶"),
        ("法院 法院\n法院 法庭\n", "line 2: twice: 法院"),
    ],
)
def test_unreadable(table: str, message: str) -> None:
    """A line that is no concept is named."""
    with pytest.raises(LexiconError, match=message):
        parse(table)


def test_lexicon_of_the_project() -> None:
    """It reads, and no word stands twice under one name or is empty."""
    concepts = parse(Path("data/lexicon/concepts.txt").read_text(encoding="utf-8"))
    assert len(concepts) > 100
    for concept in concepts:
        assert len(set(concept.words)) == len(concept.words), concept.name
        assert all(concept.words), concept.name
