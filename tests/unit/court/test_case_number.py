"""Parsing one case number, what is wrong with a half one, and the soft checks."""

from __future__ import annotations

import pytest

from bot.court.case_number import CaseNumber, Found, find_all, normalise
from bot.court.errors import InvalidCaseNumber

NUMBER = CaseNumber(2016, "京0105", None, "民初", 12345)


@pytest.mark.parametrize(
    "text",
    [
        "(2016)京0105民初12345号",
        " 案号：（2016）京0105民初12345号。\n",
        "我的案号是2016京0105民初12345号！",
        "就是（2016）京0105民初12345",
    ],
)
def test_parse_accepts_the_number_and_what_introduces_it(text: str) -> None:
    assert CaseNumber.parse(text) == NUMBER


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not_found"),
        ("没有案号", "not_found"),
        ("13800000000", "not_found"),
        ("（2016）京0105民初5、6号", "several"),
        ("（2016）京0105民初5号 （2016）京0105民初6号", "several"),
        ("查（2016）京0105民初5号的开庭时间", "amid_other_words"),
        ("（2016）京0105民初5号开庭时间", "amid_other_words"),
        ("法发〔2014〕23号", "other_paper"),
        ("（2013）司鉴字第413号", "other_paper"),
        ("京0105民初5号", "no_year"),
        ("京0105民初5", "no_year"),
        ("（16）京0105民初5号", "short_year"),
        ("16年京0105民初5号", "short_year"),
        ("（2019）1702行审9号", "no_court"),
        ("（2019）民初9号", "no_court"),
        ("（2019）京010民初5号", "bad_court"),
        ("（2019）京0105 5号", "no_type"),
        ("（2019）京0105民某5号", "no_type"),
        ("（2019）京0105民初", "no_serial"),
        ("（2019）京0105民初号", "no_serial"),
    ],
)
def test_parse_says_what_is_wrong(text: str, fault: str) -> None:
    with pytest.raises(InvalidCaseNumber) as caught:
        CaseNumber.parse(text)
    assert caught.value.fault == fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("（2016）京0105民初5号", None),
        ("（2016）京0105民申5号", None),
        ("（2016）京01民终5号", None),
        ("（2016）京民终5号", None),
        ("（2016）京0105民终5号", "二审案件由中级以上法院审理"),
        ("（2016）京0105执复5号", "执行复议由中级以上法院办理"),
        ("（2016）京0105刑核5号", "复核案件由中级以上法院办理"),
        ("（2016）京0105委赔5号", "赔偿委员会设在中级以上法院"),
        ("（2015）京0105民初5号", "2016年以前的案号一般是“某某字第几号”的写法"),
        ("（2015）海民初字第5号", None),
    ],
)
def test_implausible_is_said_and_still_parsed(text: str, reason: str | None) -> None:
    assert CaseNumber.parse(text).implausible == reason


@pytest.mark.parametrize(
    ("text", "level", "court"),
    [
        ("（2016）京0105民初5号", "基层", "北京市朝阳区人民法院"),
        ("（2016）京01民终5号", "中级", "北京市第一中级人民法院"),
        ("（2016）京民终5号", "高级", "北京市高级人民法院"),
        ("（2016）最高法民终5号", "最高", "最高人民法院"),
        ("（2016）京0229民初5号", "基层", "北京市延庆区人民法院"),
        ("（2016）京0999民初5号", "基层", None),
        ("（2015）海民初字第5号", None, None),
    ],
)
def test_court_and_level(text: str, level: str | None, court: str | None) -> None:
    number = CaseNumber.parse(text)
    assert (number.level, number.court_name) == (level, court)


def test_found_tells_the_place_in_the_original() -> None:
    text = "😀\u200b案号 （２０１６） 京0105 民初\n12345 号，谢谢"
    assert find_all(text) == [Found((NUMBER,), 5, 28)]
    assert text[5:28] == "（２０１６） 京0105 民初\n12345 号"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("没有", "没有"),
        ("我的(2016)京0105民初12345号呢", "我的（2016）京0105民初12345号呢"),
        ("2016京0105民初5-6号之一", "（2016）京0105民初5号之一、（2016）京0105民初6号之一"),
        ("(2015)海行 民初字第5 號", "（2015）海行民初字第5号"),
    ],
)
def test_normalise_keeps_the_words_around(text: str, normal: str) -> None:
    assert normalise(text) == normal
