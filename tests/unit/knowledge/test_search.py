"""Nearest documents by character pairs."""

from __future__ import annotations

import pytest

from bot.knowledge.search import Index, bigrams


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("。，！", []),
        ("费", ["费"]),
        ("诉讼费", ["诉讼", "讼费"]),
        ("交费，Ａ4纸", ["交费", "a4", "4纸"]),
        ("ABC_12", ["ab", "bc", "12"]),
    ],
)
def test_pairs_are_taken_within_words(text: str, pairs: list[str]) -> None:
    assert bigrams(text) == pairs


def test_a_rare_pair_weighs_more_than_a_common_one() -> None:
    index = Index({"a": "法院上诉", "b": "法院执行", "c": "法院立案"})

    found = index.search("法院上诉", 3, {"a", "b", "c"})

    assert [key for key, _score in found] == ["a", "b", "c"]
    assert found[0][1] > found[1][1] == found[2][1] > 0


def test_a_pair_asked_for_twice_counts_once() -> None:
    index = Index({"a": "上诉", "b": "退费"})

    assert index.search("上诉上诉", 2, {"a", "b"}) == index.search("上诉", 2, {"a", "b"})


def test_a_long_document_does_not_win_by_its_length() -> None:
    index = Index({"long": "上诉" + "立案交费开庭调解" * 40, "short": "上诉"})

    assert [key for key, _score in index.search("上诉", 2, {"long", "short"})] == [
        "short",
        "long",
    ]


def test_only_so_many_and_only_among_those_given() -> None:
    index = Index({"a": "上诉", "b": "上诉", "c": "上诉"})

    assert [key for key, _score in index.search("上诉", 2, {"b", "c", "x"})] == ["b", "c"]
    assert index.search("上诉", 2, ()) == []


def test_an_empty_index_finds_nothing() -> None:
    assert Index({}).search("上诉", 3, {"a"}) == []
