"""Stories without a question are read back from what stands in them, and nothing else is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.knowledge.story import asks, is_long, retell, wants_reading_back

TODAY = date(2026, 11, 24)
SUPPORT = (
    "我和前夫2021年离的婚，法院判了他每月给孩子2000元抚养费，头两年都按时给了，去年6月开始"
    "就一分不给，打电话不接，微信也把我拉黑了，孩子现在上初中，我一个人在超市上班，实在撑不下去了。"
)
SURETY = (
    "朋友贷款让我签字做了担保，现在他跑了，银行起诉了我，昨天收到传票，"
    "要我还三十万。我工资一个月才五千块，家里还有房贷。日子没法过了。"
)
ARRESTED = (
    "我老公前年被抓了，现在还关在看守所。家里老人身体不好，孩子还小。"
    "我一个人带着，亲戚都不来往，不知道往后怎么过下去。"
)
WAGES = (
    "老板欠我们二十几个人的工资，拖了好几个月。还没立案，我们也没起诉过。"
    "工地停了，包工头电话不接，什么都不管。大家在门口守了两天没人理。"
)


@pytest.mark.parametrize(
    ("text", "topic", "read_back"),
    [
        (SUPPORT, "抚养费", "说到了前夫、孩子，已经判了，提到2000元"),
        (
            SURETY,
            "担保人责任",
            "说到了朋友、银行，您被起诉了、您做了担保，提到三十万、五千块、昨天",
        ),
        (ARRESTED, "会见在押人员", "说到了您的丈夫、孩子、亲戚，家里人被羁押"),
        (WAGES, "劳动仲裁", "说到了老板、包工头"),
    ],
)
def test_a_story_is_read_back_in_one_line(text: str, topic: str, read_back: str) -> None:
    assert wants_reading_back(text, 0.9)
    assert retell(text, topic, TODAY) == (
        f"我这样理解您说的：大概是“{topic}”方面的事，{read_back}，对吗？"
    )


def test_nothing_is_read_into_a_story() -> None:
    text = "那天的事情我到现在都想不通，" * 10
    assert retell(text, "立案带什么", TODAY) == (
        "我这样理解您说的：大概是“立案带什么”方面的事，对吗？"
    )


@pytest.mark.parametrize(
    ("text", "untold"),
    [
        ("他老婆和他妈都来闹", "您的"),
        ("法院还没立案，我没有起诉", "立案"),
        ("他说要告我，还没起诉我", "被起诉"),
        ("女朋友跟我借钱", "朋友"),
        ("我告诉了法官", "起诉"),
        ("银行卡被冻结了", "银行"),
        ("我不想做担保", "担保"),
    ],
)
def test_what_was_not_said_is_not_told(text: str, untold: str) -> None:
    assert untold not in retell(text, "上诉", TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "我该怎么办",
        "能申请强制执行吗",
        "我想申请执行",
        "这种情况去哪个法院",
        "请问诉讼费多少",
        "我要起诉他",
        "帮我查查进展",
    ],
)
def test_a_story_with_a_question_is_answered(question: str) -> None:
    assert not wants_reading_back(SUPPORT + question, 0.9)


def test_a_long_question_that_was_hardly_understood_is_read_back() -> None:
    assert wants_reading_back(SUPPORT + "我该怎么办", 0.2)
    assert not wants_reading_back("我该怎么办", 0.2)


@pytest.mark.parametrize(
    "text", ["怎么上诉", "对方不给钱。", "他打人。他骂人。他砸车。", "我被告了"]
)
def test_short_messages_are_no_stories(text: str) -> None:
    assert not is_long(text)


@pytest.mark.parametrize(
    "text", ["不知道怎么过下去", "怎么打他都不接", "他没什么钱", "拖了好几个月", "什么都不管"]
)
def test_idioms_ask_nothing(text: str) -> None:
    assert not asks(text)
