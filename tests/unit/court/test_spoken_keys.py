"""Case numbers keyed in."""

from __future__ import annotations

from datetime import date

import pytest

from bot.court.case_number import CaseNumber
from bot.court.spoken_case_number import read_answer
from bot.court.spoken_keys import PROVINCE_KEYS, TYPE_MENU, TYPE_PROMPT, read_keys

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("keyed", "province", "text"),
    [
        (("2023", "0105", "1", "12"), "11", "（2023）京0105民初12号"),
        (("23", "0105", "4", "12"), "津", "（2023）津0105刑初12号"),
        (("2020", "", "9", "608"), "62", "（2020）甘民申608号"),
        (("2020", "02", "8", "0121"), "34", "（2020）皖02行终121号"),
        (("2020", "9024", "3", "5"), "", "（2020）琼9024执5号"),  # one province only
    ],
)
def test_a_keyed_number(keyed: tuple[str, str, str, str], province: str, text: str) -> None:
    result = read_keys(*keyed, today=TODAY, province=province)
    assert result.number == CaseNumber.parse(text)
    assert [one.why for one in result.candidates] == [("keyed",)]


@pytest.mark.parametrize(
    ("keyed", "asked"),
    [
        (("2015", "0105", "1", "12"), "year"),
        (("2027", "0105", "1", "12"), "year"),
        (("", "0105", "1", "12"), "year"),
        (("20*3", "0105", "1", "12"), "year"),
        (("2023", "105", "1", "12"), "court"),
        (("2023", "01#5", "1", "12"), "court"),
        (("2023", "9999", "1", "12"), "court"),
        (("2023", "0105", "0", "12"), "type"),
        (("2023", "0105", "", "12"), "type"),
        (("2023", "0105", "1", ""), "serial"),
        (("2023", "0105", "1", "000"), "serial"),
        (("2023", "0105", "1", "123456789"), "serial"),
        (("2023", "0105", "1", "一二"), "serial"),
    ],
)
def test_what_must_be_keyed_again(keyed: tuple[str, str, str, str], asked: str) -> None:
    result = read_keys(*keyed, today=TODAY, province="京")
    assert (result.candidates, result.number) == ((), None)
    assert result.ask is not None
    assert (result.ask.what, result.ask.choices) == (asked, ())


def test_a_province_not_keyed_is_asked_and_the_answer_settles_it() -> None:
    result = read_keys("2023", "0105", "5", "12", today=TODAY)
    assert result.ask is not None
    assert result.ask.what == "province"
    assert result.ask.question == "请问是哪个省、自治区或者直辖市的法院？"
    assert dict(result.ask.choices)["山西"].text == "（2023）晋0105行初12号"
    answered = read_answer(result, "山西的", TODAY)
    # Keyed as administrative: the field is not in doubt.
    assert answered.ask is None
    assert answered.number == CaseNumber.parse("（2023）晋0105行初12号")


def test_the_own_case_tells_the_province() -> None:
    own = [CaseNumber.parse("（2023）晋0105行初12号"), CaseNumber.parse("（2023）京0105行初1号")]
    result = read_keys("2023", "0105", "5", "12", today=TODAY, own=own)
    assert result.number == own[0]
    assert [one.why for one in result.candidates] == [("own_case",)]


def test_the_menu_says_what_its_keys_are() -> None:
    assert all(f"请按{key}" in TYPE_PROMPT for key in TYPE_MENU)
    assert len(PROVINCE_KEYS) == len(set(PROVINCE_KEYS.values())) == 31
    assert (PROVINCE_KEYS["11"], PROVINCE_KEYS["50"], PROVINCE_KEYS["65"]) == ("京", "渝", "新")
