"""Wrong legal words are put right where they are wrong, and only there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bot.knowledge.errors import BadField, UnknownTopic
from bot.knowledge.library import Library
from bot.knowledge.wrong_words import WRONG_WORDS
from bot.settings import ROOT

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

Refused = Callable[[type[Exception]], str]


@pytest.fixture(scope="module")
def library() -> Library:
    """The library that citizens are answered from."""
    return Library.load(ROOT / "data" / "knowledge")


def said(library: Library, text: str, topic: str) -> list[str]:
    return [word.sentence for word in library.wrong_words.in_text(text, [topic])]


@pytest.mark.parametrize(
    ("text", "topic", "sentence"),
    [
        (
            "我收到法院的传单怎么办",
            "sued_how_to_respond",
            "您说的“传单”，法院通知到庭的文书叫“传票”。",
        ),
        (
            "执法局一直不动",
            "enforcement_delay",
            "您说的“执法局”，在法院，管执行的部门叫“执行局”。",
        ),
        (
            "我要上诉离婚",
            "divorce_suit_procedure",
            "您说的“上诉”，还没有判决、第一次到法院告，叫“起诉”。",
        ),
        (
            "不服仲裁想上诉",
            "labour_arbitration_to_court",
            "您说的“上诉”，不服劳动仲裁到法院告，叫“起诉”。",
        ),
        (
            "孩子的扶养费他不给",
            "child_support_suit",
            "您说的“扶养费”，父母给子女的叫“抚养费”。",
        ),
        (
            "起诉书怎么写",
            "complaint_drafting",
            "您说的“起诉书”，老百姓打民事官司交的叫“起诉状”，起诉书是检察院用的。",
        ),
        (
            "被告人不知道住哪里，能立案吗",
            "filing_materials",
            "您说的“被告人”，民事案件里叫“被告”，刑事案件才那样叫。",
        ),
        ("怎么给我儿子保释", "bail_pending_trial", "您说的“保释”，我国叫“取保候审”。"),
        (
            "他不让我探视孩子",
            "visitation_right",
            "您说的“探视孩子”，不带孩子的一方去看孩子，民法典里叫“探望”。",
        ),
        (
            "判决书生效书哪里开",
            "effect_certificate",
            "您说的“生效书”，证明判决已经生效的叫“生效证明”。",
        ),
        ("去公正处做公正", "inheritance_suit", "您说的“公正处”，写作“公证”。"),
    ],
)
def test_a_wrong_word_is_put_right(library: Library, text: str, topic: str, sentence: str) -> None:
    assert said(library, text, topic) == [sentence]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("一审判决不服怎么上诉", "jurisdiction"),
        ("怎么上诉", "appeal"),
        ("传票和传单是一回事吗", "sued_how_to_respond"),
        ("街上发传单被城管罚了", "sued_how_to_respond"),
        ("综合执法局罚我款不服", "enforcement_delay"),
        ("夫妻之间的扶养费", "child_support_suit"),
        ("检察院的起诉书副本", "complaint_drafting"),
        ("取保候审和保释一样吗", "bail_pending_trial"),
        ("担保人要还钱吗", "guarantor_liability"),
        ("被告住址怎么写", "complaint_drafting"),
        ("上述判决我看不懂", "judgment_document_meaning_or_lost"),
        ("房租调节不了", "debt_recovery_suit"),
        ("怎么申请执行", "enforcement_application"),
        ("起诉状按被告人数每人一份吗", "filing_materials"),
        ("上诉状怎么开头", "complaint_drafting"),
        ("取保出来还能上班吗", "bail_pending_trial"),
        ("撤销裁决被中院裁定驳回了能上诉不", "commercial_arbitration"),
        ("物业费滞纳金判了还算利息吗", "judgment_interest"),
    ],
)
def test_a_right_word_is_left_alone(library: Library, text: str, topic: str) -> None:
    assert said(library, text, topic) == []


def test_the_table_is_whole(library: Library) -> None:
    words = library.wrong_words.words
    assert len(words) >= 40
    assert {"传票", "执行局", "抚养费", "赡养", "起诉状", "取保候审"} <= {
        word.right for word in words
    }
    assert all(word.wrong and word.right not in word.wrong for word in words)


def test_at_most_two_are_told_at_once(library: Library) -> None:
    text = "被告人收到传单，要写辩护状还要反告他"
    assert len(said(library, text, "sued_how_to_respond")) == 2


GOOD: dict[str, Any] = {"wrong": ["上述状"], "right": "上诉状", "when": ["appeal"]}


def test_a_library_without_the_table_puts_nothing_right(shelf: Shelf) -> None:
    assert shelf.load().wrong_words.words == ()


def test_a_word_without_a_note_of_its_own(shelf: Shelf) -> None:
    shelf.write(WRONG_WORDS, [GOOD])
    assert said(shelf.load(), "上述状怎么写", "appeal") == ["您说的“上述状”，法律上叫“上诉状”。"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"wrong": []}, "wrong：只有0条，至少要1条"),
        ({"wrong": ["上诉状"]}, "wrong：“上诉状”就是正确的说法"),
        ({"note": "叫“上诉书”。"}, "note：要写成一句话，说出“上诉状”，用句号结尾"),
        ({"note": "叫上诉状"}, "note：要写成一句话，说出“上诉状”，用句号结尾"),
        ({"note": "叫上诉状（二审）。"}, "note：“（”念不出来"),
        ({"because": "错字"}, "because：没有这个字段，请检查拼写"),
    ],
)
def test_a_bad_word_is_refused(
    shelf: Shelf, refused: Refused, changes: dict[str, Any], problem: str
) -> None:
    shelf.write(WRONG_WORDS, [GOOD | changes])
    assert refused(BadField) == f"wrong_words.yml:第1条:{problem}"


def test_a_word_of_a_topic_that_does_not_exist(shelf: Shelf, refused: Refused) -> None:
    shelf.write(WRONG_WORDS, [GOOD | {"when": ["appeals"]}])
    assert refused(UnknownTopic) == "wrong_words.yml:第1条:when：没有“appeals”这个事项"


def test_a_word_is_put_right_in_one_way(shelf: Shelf, refused: Refused) -> None:
    shelf.write(WRONG_WORDS, [GOOD, GOOD | {"right": "起诉状"}])
    assert refused(BadField) == "wrong_words.yml:第2条:wrong：“上述状”在同一事项里写了两遍"
