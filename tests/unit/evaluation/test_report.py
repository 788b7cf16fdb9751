"""The report: one file, well formed, without messages unless they are asked for."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime

import pytest

from bot.evaluation.measured import Measured
from bot.evaluation.pictures import CELL, heat_map, label, reliability
from bot.evaluation.questions import Question
from bot.evaluation.reading import Reading
from bot.evaluation.report import page
from bot.knowledge.article import Topic

TOPICS = {
    "appeal": Topic("appeal", "上诉", "appeal", "procedure"),
    "litigation_fee": Topic("litigation_fee", "诉讼费<多少>", "fees", "litigation_fee"),
    "case_duration": Topic("case_duration", "多久能判", "trial", "procedure"),
    "oos_labour_rights": Topic(
        "oos_labour_rights", "劳动权益", "out_of_scope", "out_of_scope", "不归法院"
    ),
    "oos_other": Topic("oos_other", "别的机关", "out_of_scope", "out_of_scope", "不归法院"),
}
SVG = "{http://www.w3.org/2000/svg}"


def reading(topic: str | None, intent: str = "procedure", *, ours: bool = True) -> Reading:
    return Reading(intent, 0.73, topic, ((topic, 0.73),) if topic else (), ours)


@pytest.fixture
def measured() -> Measured:
    rows = [
        (Question("一审<b>输了", "appeal"), reading("appeal")),
        (Question("收了法院的票", "litigation_fee"), reading("appeal")),
        (Question("诉讼费多少", "litigation_fee"), reading("litigation_fee")),
        (Question("上诉费", "litigation_fee", "appeal"), reading("appeal")),
        (Question("说说", "litigation_fee"), reading(None, "repeat")),
        (Question("加班费", "oos_labour_rights"), reading("oos_other", ours=False)),
        (Question("年假", "oos_labour_rights"), reading("appeal")),
    ]
    asked, readings = zip(*rows, strict=True)
    return Measured("本系统", asked, readings, [1.0] * len(rows))


def picture(svg: str) -> ElementTree.Element:
    """Return the picture as it parses alone, which HTML would forgive."""
    return ElementTree.fromstring(svg)


def test_the_map_holds_each_pair_with_its_count(measured: Measured) -> None:
    drawn = picture(heat_map(measured, TOPICS))
    cells = [(group.get("class"), group.findtext("title")) for group in drawn.iter("g")]
    fee, labour = (
        "问：诉讼费<多少> litigation_fee（4 句）",
        "问：劳动权益 oos_labour_rights（2 句）",
    )
    assert cells == [
        ("right", "问：上诉 appeal（1 句）\n读作：上诉 appeal，1 句"),
        ("wrong", f"{fee}\n读作：上诉 appeal，1 句"),
        ("right", f"{fee}\n读作：诉讼费<多少> litigation_fee，2 句"),
        ("wrong", f"{fee}\n读作：repeat，1 句"),
        ("wrong", f"{labour}\n读作：上诉 appeal，1 句"),
        ("right", f"{labour}\n读作：别的机关 oos_other，1 句"),
    ]


def test_only_rows_with_errors_stand_out(measured: Measured) -> None:
    drawn = picture(heat_map(measured, TOPICS))
    rows = [
        (text.get("class"), text.text)
        for text in drawn.iter("text")
        if (text.get("class") or "").startswith("row")
    ]
    assert rows == [
        *(("row good", "上诉"), ("row good", "1")),
        *(("row bad", "诉讼费<多少>"), ("row bad", "2/4")),
        *(("row bad", "劳动权益"), ("row bad", "1/2")),
        *(("row good", "别的机关"), ("row good", None)),
    ]
    areas = [text.text for text in drawn.iter("text") if text.get("class") == "area"]
    assert areas == ["上诉再审", "费用援助", "不归法院"]


def test_right_answers_lie_on_the_diagonal(measured: Measured) -> None:
    drawn = picture(heat_map(measured, TOPICS))
    boxes = [group.find("rect") for group in drawn.iter("g") if group.get("class") == "right"]
    places = [(int(box.get("x", "")), int(box.get("y", ""))) for box in boxes if box is not None]
    (x, y), (second_x, second_y), _ = places
    assert (second_x - x, second_y - y) == (CELL, CELL)


def test_reliability_shows_confidence_beside_truth(measured: Measured) -> None:
    titles = [dot.findtext("title") for dot in picture(reliability(measured)).iter("circle")]
    assert titles == ["置信度 0.73：7 句，判对 0.57"]


def test_the_page_needs_nothing_else_and_shows_no_message(measured: Measured) -> None:
    made = page("问题.jsonl", [measured], TOPICS, at=datetime(2026, 11, 24, 9, 30))
    assert re.findall(r"(?:src|href|url|@import|https?:|<script)", made) == []
    assert "问题.jsonl，2026-11-24 09:30。本报告不含问题原文。" in made
    assert [question.text for question in measured.asked if question.text in made] == []
    headings = re.findall(r"<h2>(.+?)</h2>", made)
    assert headings == [
        "总表 Figures",
        "置信度可靠吗 Reliability",
        "混淆图 Confusion：本系统",
        "分事项 Topics",
        "最常见的混淆 Worst confusions",
    ]
    ElementTree.fromstring(re.sub(r"<!DOCTYPE html>|<meta [^>]+>| class=n", "", made))


def test_topics_are_sorted_by_their_errors_beside_another_pipeline(measured: Measured) -> None:
    asked = measured.asked[1:]  # as a cross-validation, which asks other questions
    other = Measured("默认", asked, [reading("litigation_fee")] * 6, measured.taken[1:])
    made = page("问题.jsonl", [measured, other], TOPICS, at=datetime(2026, 11, 24))
    part = made.partition("<h2>分事项 Topics</h2>")[2].partition("<h2>")[0]
    cells = [re.findall(r"<td.*?>(.*?)</td>", row) for row in part.split("<tr>")[2:]]
    assert cells == [
        [
            *("诉讼费&lt;多少&gt; litigation_fee", "4", "2", "0/4"),
            *("0.500", "0.500", "上诉 appeal × 1"),
        ],
        ["劳动权益 oos_labour_rights", "2", "1", "2/2", "–", "–", "上诉 appeal × 1"],
        ["上诉 appeal", "1", "0", "–", "1.000", "1.000", ""],
    ]


def test_messages_are_shown_on_demand(measured: Measured) -> None:
    made = page("x", [measured], TOPICS, at=datetime(2026, 11, 24), examples=True)
    assert "本报告含有问题原文，请勿外传。" in made
    shown = made.partition("<h2>判错的句子 Examples</h2>")[2]
    rows = [re.findall(r"<td.*?>(.*?)</td>", row) for row in shown.split("<tr>")[2:]]
    assert [row[0] for row in rows] == ["收了法院的票", "说说", "年假"]
    assert rows[0][1:] == ["诉讼费&lt;多少&gt; litigation_fee", "上诉 appeal", "0.73"]


def test_an_intent_without_a_topic_has_its_own_name() -> None:
    assert label("repeat", TOPICS) == "repeat"
