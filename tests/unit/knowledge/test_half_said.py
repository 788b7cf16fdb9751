"""Half-said questions, and misunderstandings put right."""

from __future__ import annotations

import pytest

from bot.knowledge.half_said import half_said, put_right


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("那要多少钱", "cost"),
        ("要交多少钱？", "cost"),
        ("收费吗", "cost"),
        ("多久", "duration"),
        ("那要多长时间呢", "duration"),
        ("需要什么材料", "materials"),
        ("要带什么东西啊", "materials"),
        ("去哪办", "place"),
        ("那去哪里交呢", "place"),
        ("不服呢", "remedy"),
        ("如果不服怎么办", "remedy"),
    ],
)
def test_half_a_question_names_a_facet(text: str, facet: str) -> None:
    assert half_said(text) == facet


@pytest.mark.parametrize(
    "text",
    [
        "离婚要多少钱",
        "起诉要带什么材料",
        "不服判决怎么上诉",
        "多久能判",
        "哪里人",
        "我要多少赔偿",
        "",
    ],
)
def test_a_whole_question_stands_alone(text: str) -> None:
    assert half_said(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是上诉，是起诉", "起诉"),
        ("不对，不是离婚，我要变更抚养权", "变更抚养权"),
        ("我问的不是诉讼费 是律师费多少", "律师费多少"),
        ("不是我欠的钱也要还吗", "不是我欠的钱也要还吗"),
        ("这是不是法院的短信", "这是不是法院的短信"),
        ("不是", "不是"),
    ],
)
def test_what_somebody_means_after_putting_it_right(text: str, meant: str) -> None:
    assert put_right(text) == meant
