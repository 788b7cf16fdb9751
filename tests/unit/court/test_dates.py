"""Dates in what people write and say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.dates import FoundDate, Prefer, find_dates

TODAY = date(2026, 11, 24)  # a Tuesday


def read(text: str, *, prefer: Prefer = "past") -> list[str]:
    """Return what was found: the date, or the problem."""
    found = find_dates(text, TODAY, prefer=prefer)
    return [str(one.value) if one.value else str(one.problem) for one in found]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-06", "2026-11-06"),
        ("2026/11/6", "2026-11-06"),
        ("2026.11.6", "2026-11-06"),
        ("20261106", "2026-11-06"),
        ("2026年11月6日", "2026-11-06"),
        ("２０２６年１１月６日", "2026-11-06"),
        ("2026 年 11 月 6 日", "2026-11-06"),
        ("26年3月5号", "2026-03-05"),
        ("98年3月5号", "1998-03-05"),
        ("二〇二六年十一月六日", "2026-11-06"),
        ("二零二六年十一月六號", "2026-11-06"),
        ("11月6号", "2026-11-06"),
        ("11月6", "2026-11-06"),
        ("十一月六号", "2026-11-06"),
        ("九月二十八", "2026-09-28"),
        ("去年12月1日", "2025-12-01"),
        ("前年八月十五日", "2024-08-15"),
        ("大前年八月十五日", "2023-08-15"),
        ("今年1月1日", "2026-01-01"),
        ("今天", "2026-11-24"),
        ("昨天下午", "2026-11-23"),
        ("前天晚上", "2026-11-22"),
        ("大前天", "2026-11-21"),
        ("明天", "2026-11-25"),
        ("后天", "2026-11-26"),
        ("三天前", "2026-11-21"),
        ("两周前", "2026-11-10"),
        ("上周五", "2026-11-20"),
        ("上个星期五", "2026-11-20"),
        ("上上礼拜五", "2026-11-13"),
        ("这周日", "2026-11-29"),
        ("下周一", "2026-11-30"),
        ("这个月3号", "2026-11-03"),
        ("上个月十五号", "2026-10-15"),
        ("上上个月8号", "2026-09-08"),
        ("下个月三号", "2026-12-03"),
        ("11-6", "2026-11-06"),
        ("11/6", "2026-11-06"),
        ("6号收到的", "2026-11-06"),
    ],
)
def test_a_date_is_read(text: str, day: str) -> None:
    assert read(text) == [day]


@pytest.mark.parametrize(
    ("text", "past", "future"),
    [
        ("12月1日", "2025-12-01", "2026-12-01"),
        ("11月24日", "2026-11-24", "2026-11-24"),
        ("28号", "2026-10-28", "2026-11-28"),
        ("31号", "2026-10-31", "2026-12-31"),
        ("周五", "2026-11-20", "2026-11-27"),
        ("周二", "2026-11-24", "2026-11-24"),
        ("2月29号", "2024-02-29", "2028-02-29"),
    ],
)
def test_what_is_left_unsaid_is_the_nearest_on_the_preferred_side(
    text: str, past: str, future: str
) -> None:
    assert (read(text), read(text, prefer="future")) == ([past], [future])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2月30日", "impossible"),
        ("2026年2月29日", "impossible"),
        ("11月31号", "impossible"),
        ("13月5日", "impossible"),
        ("上个月三十一号", "2026-10-31"),
        ("上上个月31号", "impossible"),
        ("0206年1月1日", "impossible"),
        ("农历八月十五", "lunar"),
        ("正月初五", "lunar"),
        ("八月初五", "lunar"),
        ("去年腊月二十三", "lunar"),
    ],
)
def test_a_date_that_is_none_is_reported_and_not_moved(text: str, problem: str) -> None:
    assert read(text) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        "(2016)京0105民初12345号",
        "（2015）海行民初字第5号",
        "6号楼",
        "十五号法庭",
        "一号被告",
        "每月15号",
        "每年3月1日",
        "每周三",
        "周一至周五",
        "一周三次",
        "15日内",
        "三个月",
        "十几号",
        "五月八九号",
        "10月20多号",
        "今年7月一直没发",
        "2022年6月还",
        "3月5万",
        "两三天前",
        "几天前",
        "届满7天前",
        "以后天天",
        "今日头条",
        "13812345678",
        "20269999",
        "32号",
        "",
    ],
)
def test_other_words_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_several_dates_are_found_in_order_with_their_places() -> None:
    text = "2026年11月6号收到，上周五寄的"
    assert find_dates(text, TODAY) == [
        FoundDate("2026年11月6号", 0, 10, date(2026, 11, 6)),
        FoundDate("上周五", 13, 16, date(2026, 11, 20)),
    ]


def test_the_first_weeks_of_a_year_look_back_into_the_old_one() -> None:
    found = find_dates("上个月28号", date(2027, 1, 5))
    assert [one.value for one in found] == [date(2026, 12, 28)]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)))
def test_a_full_date_is_read_in_every_writing(day: date) -> None:
    figures = "〇一二三四五六七八九"
    year = "".join(figures[int(figure)] for figure in str(day.year))
    writings = [
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{year}年{_spoken(day.month)}月{_spoken(day.day)}号",
    ]
    for text in writings:
        assert [one.value for one in find_dates(text, TODAY)] == [day]


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31)), st.integers(0, 364))
def test_a_date_without_its_year_lies_within_a_year_before_today(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    (found,) = find_dates(f"{day.month}月{day.day}日", today)
    assert found.value == day or (day.month, day.day) == (2, 29)
    assert found.value is not None and found.value <= today


@given(st.text(alphabet="〇一二三十年月日号上下个周星期天前今昨每初0123456789-/. ", max_size=30))
def test_any_jumble_is_survived(text: str) -> None:
    for found in find_dates(text, TODAY):
        assert text[found.start : found.end] == found.text
        assert (found.value is None) == (found.problem is not None)


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    figures = " 一二三四五六七八九"
    return (figures[tens] if tens > 1 else "") + ("十" if tens else "") + figures[ones].strip()
