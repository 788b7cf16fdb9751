"""Case numbers as speech recognition hears them: what stands, and what is asked, not guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.court.case_number import CaseNumber
from bot.court.spoken_case_number import Parts, SpokenResult, read_answer, read_spoken
from bot.court.spoken_questions import Ask

MEGABYTE = 1_000_000
TODAY = date(2026, 11, 24)


def heard(text: str, *own: str) -> SpokenResult:
    return read_spoken(text, TODAY, [CaseNumber.parse(number) for number in own])


def texts(result: SpokenResult) -> list[str]:
    return [one.number.text + (one.number.suffix or "") for one in result.candidates]


def asked(result: SpokenResult) -> tuple[str, list[str]]:
    assert result.number is None
    assert result.ask is not None
    return result.ask.what, [label for label, _ in result.ask.choices]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # What a real recogniser wrote.
        ("案號是2016經0105名出123-4-5號", "（2016）京0105民初12345号"),
        ("案號12.16 星0105 民初1萬2345號", "（2016）京0105民初12345号"),
        ("二零二三月零一零四集三千零六行", "（2023）粤0104执3006号"),
        # Manners of speaking.
        ("二零一六京零一零五民初一万二千三百四十五号", "（2016）京0105民初12345号"),
        ("二洞幺六京洞幺洞五民初幺两三四五号", "（2016）京0105民初12345号"),
        ("二零幺六京零幺零五民初拐勾三号", "（2016）京0105民初793号"),
        ("二零一六年京零一零五民初字第五号", "（2016）京0105民初5号"),
        ("两千零一十六年京零一零五民初五号", "（2016）京0105民初5号"),
        ("十二零一六京零一零五民初五号", "（2016）京0105民初5号"),
        ("一九年京零一零五民初五号", "（2019）京0105民初5号"),
        ("二零一六京零一零五民事初字第五号", "（2016）京0105民初5号"),
        ("二零一六京零一零五刑事初字第五号", "（2016）京0105刑初5号"),
        ("二零一六京零一零五行政初字第五号", "（2016）京0105行初5号"),
        ("二零二零京零一零五执行恢复一号", None),  # no code: nothing is guessed
        ("二零二四陕西零八二二诉前调三一六六号", "（2024）陕0822诉前调3166号"),
        ("2024年，北京的京，0105，民初，5号", "（2024）京0105民初5号"),
        ("二零二三年广东省零三零六执保三百号", "（2023）粤0306执保300号"),
        ("二零二二最高人民法院民申一号", "（2022）最高法民申1号"),
        ("二零二二最高法知民终一号", "（2022）最高法知民终1号"),
        ("二零二二最高法商初七号", "（2022）最高法商初7号"),
        ("二零二二京73知民初一号", "（2022）京73知民初1号"),
        (
            "左括号二零二三右括号，嗯，那个冀，零一零二，就是，民初，一千零五十号",
            "（2023）冀0102民初1050号",
        ),
        (
            "年份是二零一六，法院代字是京零一零五，类型是民初，编号是一二三四五",
            "（2016）京0105民初12345号",
        ),
        ("2 0 2 3 粤 0 3 0 4 民 初 1 2 3 4 号", "（2023）粤0304民初1234号"),
        ("（2023）粤0304民初1234号之二", "（2023）粤0304民初1234号之二"),
        # Sounds.
        ("二零一八户零一民瞎中一七九七号", "（2018）沪01民辖终1797号"),
        ("二零一九月0304直回12号", "（2019）粤0304执恢12号"),
        ("2016万0104民初5号", "（2016）皖0104民初5号"),
        ("2016三0104民初5号", "（2016）陕0104民初5号"),
        ("二零一六京105民初12号", "（2016）京0105民初12号"),
        ("二零二三鱼零一一二民初十万零五百号", "（2023）渝0112民初100500号"),
        ("二零一九粤零三零四直一五三八二耗", "（2019）粤0304执15382号"),
    ],
)
def test_what_stands(text: str, number: str | None) -> None:
    result = heard(text)
    stands = result.number
    assert (stands.text + (stands.suffix or "") if stands else None) == number


def test_the_whole_result() -> None:
    number = CaseNumber.parse("（2023）粤0104执3006号")
    result = heard("二零二三月零一零四集三千零六行")
    assert (result.candidates[0].number, result.candidates[0].why) == (number, ("by_sound",))
    assert result.ask is None
    assert result.heard == Parts("2023", "粤", "0104", "执", "3006")


@pytest.mark.parametrize(
    ("kind", "written", "other"),
    [
        ("刑初", "行政", "（2023）粤0104行初5号"),
        ("行初", "刑事", "（2023）粤0104刑初5号"),
        ("形终", "刑事", "（2023）粤0104刑终5号"),
        ("行再", "刑事", "（2023）粤0104刑再5号"),
        ("司救行", "刑事", "（2023）粤0104司救刑5号"),
    ],
)
def test_criminal_or_administrative_is_asked_never_guessed(
    kind: str, written: str, other: str
) -> None:
    result = heard(f"二零二三粤零一零四{kind}五号")
    what, labels = asked(result)
    assert (what, sorted(labels)) == ("criminal_or_administrative", ["刑事", "行政"])
    assert result.ask is not None
    assert result.ask.question == "请问是刑事案件，还是行政案件？"
    assert read_answer(result, f"是{written}的", TODAY).number == CaseNumber.parse(other)


def test_types_without_a_twin_are_not_asked() -> None:
    assert heard("二零二三粤03刑更五号").number == CaseNumber.parse("（2023）粤03刑更5号")
    assert heard("二零二三粤0304行保五号").number == CaseNumber.parse("（2023）粤0304行保5号")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("二零二三今零一零五民初五号", ["北京", "天津", "山西"]),
        ("二零二三进零一零五民初五号", ["山西", "天津"]),
        ("二零二三年干零一零二民初五号", ["江西", "甘肃"]),
        ("二零二三机零二零三民初五号", ["河北", "吉林"]),
    ],
)
def test_provinces_of_one_sound_are_asked(text: str, labels: list[str]) -> None:
    what, found = asked(heard(text))
    assert (what, sorted(found)) == ("province", sorted(labels))


def test_a_province_only_one_of_which_has_such_a_court_is_not_asked() -> None:
    assert heard("二零二三今七四民初五号").number == CaseNumber.parse("（2023）京74民初5号")


def test_the_field_is_asked_after_the_province() -> None:
    result = heard("二零二三今零一零五行初五号")
    assert asked(result)[0] == "province"
    result = read_answer(result, "天津", TODAY)
    assert asked(result)[0] == "criminal_or_administrative"
    assert read_answer(result, "行政", TODAY).number == CaseNumber.parse("（2023）津0105行初5号")


@pytest.mark.parametrize(
    ("text", "part", "answer"),
    [
        ("京零一零五民初十二号", "year", "二零二三年"),
        ("二零一五京零一零五民初十二号", "year", "二零二三"),
        ("二零三零京零一零五民初十二号", "year", "2023"),
        ("2023 0105民初12号", "province", "北京"),
        ("二零二三京零一零五十二号", "type", "民事初"),
        ("二零二三京零一零五民初", "serial", "十二"),
        ("二零二三京零一零五民初756.0号", "serial", "一二"),
        ("二零二三京九九九九民初十二号", "court", "京零一零五"),
    ],
)
def test_the_part_not_heard_is_asked_and_taken_from_the_answer(
    text: str, part: str, answer: str
) -> None:
    result = heard(text)
    assert asked(result) == (part, [])
    assert read_answer(result, answer, TODAY).number == CaseNumber.parse("（2023）京0105民初12号")
    assert read_answer(result, "喂", TODAY) == result


@pytest.mark.parametrize(
    "text",
    [
        "",
        "喂你好",
        "十二零一六斤",
        "我电话是13800138000",
        "2023年3月5号开庭",
        "离婚要多少钱",
        "民初",
        "二零二三",
        "二零二三年之前的五号",
    ],
)
def test_nothing_is_made_up(text: str) -> None:
    question = "案号没有听清。请慢一点，从年份开始再说一遍。"
    result = heard(text)
    assert (result.candidates, result.ask) == ((), Ask("whole", question))
    again = read_answer(result, "二零二三京零一零五民初十二号", TODAY)
    assert again.number == CaseNumber.parse("（2023）京0105民初12号")


def test_two_numbers_are_asked_one_at_a_time() -> None:
    result = heard("2024年京0105民初123号和2023年京03民终456号")
    numbers = ["（2024）京0105民初123号", "（2023）京03民终456号"]
    assert asked(result) == ("several", numbers)
    assert read_answer(result, numbers[1], TODAY).number == CaseNumber.parse(numbers[1])


def test_an_unknown_court_is_asked_again_with_what_was_heard() -> None:
    result = heard("二零二三京九九九九民初五号")
    assert asked(result) == ("court", [])
    assert result.candidates[0].number.text == "（2023）京9999民初5号"
    assert result.candidates[0].why == ("as_heard", "court_not_in_table")


def test_a_settled_result_needs_no_answer() -> None:
    result = heard("二零二三京零一零五民初五号")
    assert read_answer(result, "喂", TODAY) is result


def test_numbers_from_before_2016_are_taken_as_written() -> None:
    result = heard("2015年朝民初字第5号")
    assert result.number == CaseNumber.parse("（2015）朝民初字第5号")
    assert result.candidates[0].why == ("written_form",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("二零二三今零一零五民初五号", "own_case"),
        ("二零二三金零一零五民初五好", "own_case"),
        ("民初五号", "own_case_in_part"),
        ("零一零五民初五号", "own_case_in_part"),
        ("二零二三年五号", "own_case_in_part"),
        ("二零二三零零一零五民中那五号", "own_case_blurred"),
    ],
)
def test_the_speakers_own_case_is_the_strongest_evidence(text: str, why: str) -> None:
    own = ["（2023）津0105民初5号", "（2021）京03民终77号", "（2015）海民初字第9号"]
    result = heard(text, *own)
    assert result.number == CaseNumber.parse(own[0])
    assert result.candidates[0].why == (why,)


def test_the_own_case_tells_criminal_from_administrative() -> None:
    text = "二零二三粤零一零四刑初五号"
    assert heard(text, "（2023）粤0104行初5号").number == CaseNumber.parse("（2023）粤0104行初5号")
    both = heard(text, "（2023）粤0104行初5号", "（2023）粤0104刑初5号")
    assert asked(both)[0] == "criminal_or_administrative"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二零二二津零一零五民初五号", "（2022）津0105民初5号"),
        ("二零二三津零一零五民初六号", "（2023）津0105民初6号"),
        ("二零二三津零一零五民终五号", "（2023）津0105民终5号"),
        ("二零二三沪零一零五民初五号", "（2023）沪0105民初5号"),
    ],
)
def test_another_number_clearly_heard_is_not_bent_to_an_own_case(text: str, number: str) -> None:
    assert texts(heard(text, "（2023）津0105民初5号"))[0] == number


@pytest.mark.parametrize("text", ["民初六号", "二零二二年五号", "二零二二民初五号", "五号", "喂"])
def test_parts_that_contradict_an_own_case_do_not_lead_to_it(text: str) -> None:
    assert heard(text, "（2023）津0105民初5号").candidates == ()


def test_two_own_cases_alike_are_told_apart_by_a_question() -> None:
    result = heard("民初五号", "（2023）津0105民初5号", "（2022）津0105民初5号")
    assert asked(result) == ("year", [])


SOUNDS = "零一二三四五六七八九十百千万幺〇京津粤今月民初终执刑行号好字第年的，-. 是嗯20165"


@given(st.text(alphabet=st.sampled_from(SOUNDS), max_size=60))
@settings(deadline=None, max_examples=300)
def test_whatever_is_heard_a_number_stands_or_something_is_asked(text: str) -> None:
    result = heard(text)
    assert (result.number is None) == (result.ask is not None)
    assert all(2016 <= one.number.year <= 2026 or one.number.legacy for one in result.candidates)
    assert [one.score for one in result.candidates] == sorted(
        (one.score for one in result.candidates), reverse=True
    )


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_survived(text: str) -> None:
    assert heard(text, "（2023）津0105民初5号").candidates is not None


@pytest.mark.parametrize(
    "unit", ["二零二三京零一零五民初", "一", "执", "，", "2016京", "民初5号", "行一", "(", "嗯"]
)
def test_a_hostile_text_costs_no_more_than_a_long_one(unit: str) -> None:
    """The time-out of the test run stands guard: read as a whole it would take many minutes."""
    heard(unit * (MEGABYTE // len(unit)), "（2023）津0105民初5号")


def test_of_a_long_story_the_end_is_read() -> None:
    story = "他说了很多话" * 1000
    number = "二零二三京零一零五民初五号"
    assert heard(story + number).number == CaseNumber.parse("（2023）京0105民初5号")
    assert heard(number + story).candidates == ()
