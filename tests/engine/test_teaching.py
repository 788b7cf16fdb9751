"""What the understander is taught beside the lines of the training data."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.nlu.teaching import Tables, article_questions, teach
from bot.nlu.text import normalised
from bot.nlu.understanding import Example

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "data" / "knowledge"
LINES = [
    *(Example(f"{asked}上诉", "procedure", "appeal") for asked in ("怎么", "如何", "能否", "何时")),
    *(
        Example(f"{asked}作证", "procedure", "witness")
        for asked in ("怎么", "如何", "能否", "何时")
    ),
    *(Example(f"加班费{ask}", "out_of_scope", "oos_labour_rights") for ask in ("几倍", "多少")),
    Example("您能做什么", "help"),
]


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """A small table of concepts and one of demand, no articles."""
    (tmp_path / "concepts.txt").write_text("法院 法院\n上诉 上诉\n", encoding="utf-8")
    (tmp_path / "demand.txt").write_text("appeal 900\nwitness 1\n", encoding="utf-8")
    return Tables(str(tmp_path / "concepts.txt"), str(tmp_path / "demand.txt"), None)


def test_the_questions_of_articles_are_known_by_heart() -> None:
    """Each with the topic its article answers, and the intent of that topic."""
    found = list(article_questions(KNOWLEDGE))
    assert len(found) > 2000
    assert all(example.intent and example.topic for example in found)
    assert {example.label for example in found} > {"appeal", "litigation_fee"}


def test_no_article_asks_what_a_line_means_otherwise(files: dict[str, list[Example]]) -> None:
    """The same words under two topics would teach nothing."""
    known = {normalised(line.text): line.label for found in files.values() for line in found}
    twice = {
        example.text: (example.label, label)
        for example in article_questions(KNOWLEDGE)
        if (label := known.get(normalised(example.text), example.label)) != example.label
    }
    assert twice == {}


def test_demand_decides_where_words_leave_doubt(tables: Tables) -> None:
    """What people ask more is likelier, within the scope alone."""
    equal = teach(LINES, replace(tables, demand=None)).read("怎么办呢这事")
    asked = teach(LINES, tables).read("怎么办呢这事")
    plain, leaning = dict(equal.topics), dict(asked.topics)
    assert leaning["appeal"] / leaning["witness"] > 2 * plain["appeal"] / plain["witness"]
    outside = dict(equal.ranking)["out_of_scope"]
    assert dict(asked.ranking)["out_of_scope"] == pytest.approx(outside, abs=1e-6)


def test_each_table_is_part_of_the_fingerprint(tables: Tables) -> None:
    """A changed table or article trains the model again; leaving one out does as well."""
    before = tables.fingerprint()
    assert replace(tables, demand=None).fingerprint() != before
    assert replace(tables, knowledge=str(KNOWLEDGE)).fingerprint() != before
    Path(str(tables.demand)).write_text("appeal 901\n", encoding="utf-8")
    assert tables.fingerprint() != before


def test_a_missing_table_is_an_error(tables: Tables) -> None:
    """Nothing is left out quietly."""
    with pytest.raises(FileNotFoundError):
        teach(LINES, replace(tables, demand="nowhere.txt"))
