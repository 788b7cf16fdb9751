"""Questions that two articles share, or nearly."""

from __future__ import annotations

import pytest

from bot.knowledge.likeness import Pair, alike


def test_punctuation_width_and_case_make_no_difference() -> None:
    asked = [("a", "A4纸，怎么交？"), ("b", "ａ４纸怎么交")]

    assert list(alike(asked)) == [Pair("b", "ａ４纸怎么交", "a", "A4纸，怎么交？", 1.0, True)]


def test_likeness_is_the_share_of_pairs_in_common() -> None:
    # 离婚 婚诉 诉讼 讼费 费多 多少, and 少钱 besides: 2 × 6 of 6 + 7.
    asked = [("a", "离婚诉讼费多少"), ("b", "离婚诉讼费多少钱")]

    assert list(alike(asked)) == [
        Pair("b", "离婚诉讼费多少钱", "a", "离婚诉讼费多少", pytest.approx(12 / 13), False)
    ]
    assert list(alike(asked, least=12 / 13)) != []
    assert list(alike(asked, least=0.93)) == []


def test_questions_of_one_article_may_be_alike() -> None:
    assert list(alike([("a", "怎么上诉"), ("a", "怎么上诉？")])) == []


def test_the_same_pairs_in_another_order_are_nearly_the_same() -> None:
    assert [pair.same for pair in alike([("a", "哈哈"), ("b", "哈哈哈哈")])] == [False]


def test_a_question_without_a_word_is_like_none() -> None:
    assert list(alike([("a", "？？"), ("b", "？？"), ("c", "上诉")])) == []


def test_every_earlier_article_is_named() -> None:
    asked = [("a", "怎么上诉"), ("b", "怎么上诉"), ("c", "怎么上诉")]

    assert [(pair.owner, pair.other_owner) for pair in alike(asked)] == [
        ("b", "a"),
        ("c", "a"),
        ("c", "b"),
    ]
