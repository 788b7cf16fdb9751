"""Numerals: one spelling, and whole numbers where the library alone would err."""

from __future__ import annotations

import pytest

from bot.court.chinese_numbers import fold, integer, is_span


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("１２．５萬", "12.5万"),
        ("２００，０００元，好", "200,000元，好"),
        ("參拾億兩仟圓", "叁拾亿两仟圆"),
        ("Ｗ：～－／￥\u3000", "W:~-/¥ "),
        ("上個禮拜六號後", "上个礼拜六号后"),
    ],
)
def test_folding_keeps_the_length(written: str, plain: str) -> None:
    assert (fold(written), len(plain)) == (plain, len(written))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("0", 0),
        ("12345678901234567", 12345678901234567),
        ("两", 2),
        ("十五", 15),
        ("三万五", 35_000),
        ("3万5千", 35_000),
        ("一亿二", 120_000_000),
        ("1亿3", 130_000_000),
        ("二〇二六", 2026),
        ("两三万", None),
        ("百万", None),
        ("一百二百万", None),
        ("万", None),
        ("三点五", None),
        ("甲", None),
        ("", None),
        ("一" * 41, None),
    ],
)
def test_whole_numbers(numeral: str, number: int | None) -> None:
    assert integer(numeral) == number


def test_neighbouring_digits_before_a_unit_are_a_span() -> None:
    assert is_span("三五万")
    assert not is_span("三十五万")
    assert not is_span("二〇二六")
