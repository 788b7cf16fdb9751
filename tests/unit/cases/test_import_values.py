"""Cells as people write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.importing.numbers import Numbered, read_number
from bot.cases.importing.values import BadValue, read_date, read_fen, read_moment, read_text
from bot.cases.keys import CaseKey
from bot.court import case_types, courts
from bot.court.case_number import CaseNumber
from bot.court.zone import CHINA


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05",
        "2026/1/5",
        "2026.01.05",
        "2026年1月5日",
        "20260105",
        "2026-01-05 00:00:00",
        "2026-01-05T09:30:00.000",
    ],
)
def test_a_day_is_read(text: str) -> None:
    assert read_date(text) == date(2026, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "2026-02-30",
        "2026-13-01",
        "1026-01-01",
        "3026-01-01",
        "2026-01-05abc",
        "12345678",
        "2026115",
    ],
)
def test_what_is_no_day_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadValue, match=r"日期|日子|年份"):
        read_date(text)


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = [f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}"]
    forms.append(f"{day.year}年{day.month}月{day.day}日")
    assert {read_date(form) for form in forms} == {day}


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05 09:30",
        "2026/1/5 9:30:00",
        "2026年1月5日 9时30分",
        "2026年1月5日9:30",
        "2026-01-05T09:30:00+08:00",
        "2026-01-05 09：30",
    ],
)
def test_a_moment_is_read_on_the_clocks_of_china(text: str) -> None:
    assert read_moment(text) == datetime(2026, 1, 5, 9, 30, tzinfo=CHINA)


@pytest.mark.parametrize("text", ["2026-01-05", "2026-01-05 上午", "2026-01-05 25:00", "9:30"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        read_moment(text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("500000", 50_000_000),
        ("12,345.60", 1_234_560),
        ("￥12.3元", 1_230),
        ("0.01", 1),
        ("144064.17", 14_406_417),
    ],
)
def test_a_sum_is_read_to_the_fen(text: str, fen: int) -> None:
    assert read_fen(text) == fen


@pytest.mark.parametrize("text", ["-1", "1.005", "五十万", "50万", "1e9", "9" * 20, "1.2.3", ","])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="金额"):
        read_fen(text)


@given(st.decimals(0, 10**12, places=2))
def test_no_fen_is_lost(amount: Decimal) -> None:
    assert read_fen(str(amount)) == int(amount * 100)
    assert read_fen(f"{amount:,}元") == int(amount * 100)


def test_control_characters_are_taken_out_of_a_text() -> None:
    assert read_text("民间\x00借贷\n纠纷", 20) == "民间 借贷 纠纷"
    with pytest.raises(BadValue, match="内容有21个字，最多20个字"):
        read_text("字" * 21, 20)


@pytest.mark.parametrize(
    ("text", "court", "key", "legacy"),
    [
        ("（2026）京0105民初123号", "", CaseKey("京0105", 2026, "民初", 123), None),
        ("(2026)京0105民初123号", "", CaseKey("京0105", 2026, "民初", 123), None),
        ("〔2022〕最高法知民终 1号之一", "", CaseKey("最高法", 2022, "知民终", 1), None),
        ("（2018）沪01民辖终1797号", "", CaseKey("沪01", 2018, "民辖终", 1797), None),
        (
            "(2015)海民初字第00005号",
            "北京市海淀区人民法院",
            CaseKey("京0108", 2015, "海民初字", 5),
            "（2015）海民初字第5号",
        ),
        (
            "(2015)海民初字第5号",
            "京0108",
            CaseKey("京0108", 2015, "海民初字", 5),
            "（2015）海民初字第5号",
        ),
    ],
)
def test_a_case_number_is_read(text: str, court: str, key: CaseKey, legacy: str | None) -> None:
    assert read_number(text, court) == Numbered(key, legacy)


@pytest.mark.parametrize(
    ("text", "court", "words"),
    [
        ("诉前调123", "", "不是一个完整的案号"),
        ("（2026）京0105民初123、124号", "", "不是一个完整的案号"),
        ("（2026）0105民初123号", "", "不是一个完整的案号"),
        ("(2015)海民初字第5号", "", "缺少法院代字"),
        ("(2015)海民初字第5号", "没有的法院", "缺少法院代字"),
    ],
)
def test_what_is_no_case_number_is_refused(text: str, court: str, words: str) -> None:
    with pytest.raises(BadValue, match=words):
        read_number(text, court)


CODES = st.sampled_from([court.code for court in courts.all_courts() if court.code])
TYPES = st.sampled_from(case_types.codes())


@given(CODES, TYPES, st.integers(2016, 2030), st.integers(1, 99_999_999))
def test_the_quick_way_reads_what_the_long_way_reads(
    court: str, kind: str, year: int, serial: int
) -> None:
    text = f"（{year}）{court}{kind}{serial}号"
    number = CaseNumber.parse(text)
    if not number.legacy:
        assert read_number(text, "") == Numbered(CaseKey.of(number))
