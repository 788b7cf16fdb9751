"""The figures of a spoken case number."""

from __future__ import annotations

import pytest

from bot.court.spoken_numerals import codes_before, serials_from, years_before


def best(read: list[tuple[str, int, int, float]]) -> str | None:
    """Return the cheapest value."""
    return min(read, key=lambda heard: heard[3])[0] if read else None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("二零一六", "2016"),
        ("二〇二三", "2023"),
        ("二洞幺九", "2019"),
        ("2016", "2016"),
        ("20一六", "2016"),
        ("两千零一十六", "2016"),
        ("一九", "2019"),
        ("十二零一六", "2016"),  # 是二零一六
        ("12016", "2016"),
        ("12.16", "2016"),
        ("216", "2016"),
        ("2-0-1-6", "2016"),
        ("而零一留", "2016"),
        ("2015", None),
        ("2027", None),
        ("2o1", None),
        ("99", None),
        ("138001", None),
        ("20221", None),  # a figure too many: not 2021
        ("", None),
    ],
)
def test_years(text: str, year: str | None) -> None:
    assert best(years_before(text, len(text), 2026)) == year


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("京", [""]),
        ("京零一零五", ["", "05", "05", "0105", "0105"]),
        ("京01", ["", "01", "01"]),
        ("京105", ["", "05", "05", "0105"]),
        ("京一百零五", ["", "05", "05", "0105"]),
        ("苏十二", ["", "02", "12"]),
        ("京1000万", [""]),
    ],
)
def test_figures_of_a_court(text: str, codes: list[str]) -> None:
    assert [heard.value for heard in codes_before(text, len(text))] == codes


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("一二三四五号", "12345"),
        ("一万二千三百四十五号", "12345"),
        ("1万2345号", "12345"),
        ("1萬2345號", "12345"),
        ("一万2千3百45", "12345"),
        ("3万0718", "30718"),
        ("123-4-5号", "12345"),
        ("1234~5号", "12345"),
        ("12,345号", "12345"),
        ("一二三，四五号", "12345"),
        ("三千零六行", "3006"),
        ("一万二号", "12000"),
        ("幺两拐勾", "1279"),
        ("零零五号", "5"),
        ("一腰二号", "112"),
        ("一二是五号", "1245"),
        ("三散号", "33"),
        ("一百零五到哪一步了", "105"),
        ("999999号", "999999"),
    ],
)
def test_serials(text: str, serial: str) -> None:
    assert best(serials_from(text, 0)) == serial


@pytest.mark.parametrize(
    "text",
    [
        "号",
        "〇号",
        "零",
        "123456789号",
        "756.0号",  # a figure was lost at the mark
        "4第二百七十五号",
        "九案号",
        "一二三，两个月",  # a pause within the serial, or its end
        "散号",  # nothing clear in it
        "",
    ],
)
def test_what_is_no_serial_or_lost_some_of_it(text: str) -> None:
    assert serials_from(text, 0) == []


def test_an_unclear_end_leaves_both_readings_nearly_alike() -> None:
    short, long = serials_from("四零三期", 0)
    assert (short.value, long.value) == ("403", "4037")
    assert abs(short.cost - long.cost) < 0.4
