"""Sums of money in what people write and say."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.money import Amount, find_amounts, format_yuan, has_vague_amount


def read(text: str, *, bare: bool = False) -> list[tuple[str, str]]:
    """Return what was found as (value, words), which shows both when a test fails."""
    found = find_amounts(text, bare=bare)
    return [(str(amount.value), text[amount.start : amount.end]) for amount in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("五十万", "500000"),
        ("50万", "500000"),
        ("50w", "500000"),
        ("50W", "500000"),
        ("3k", "3000"),
        ("3.5万", "35000"),
        ("三万五", "35000"),
        ("三点五万", "35000"),
        ("1.2亿", "120000000"),
        ("16.4亿", "1640000000"),
        ("一亿二", "120000000"),
        ("1亿2千万", "120000000"),
        ("一个亿", "100000000"),
        ("一百二十万零三千", "1203000"),
        ("120万零3千", "1203000"),
        ("500,000元", "500000"),
        ("５０万", "500000"),
        ("５００，０００元", "500000"),
        ("两千块", "2000"),
        ("一千八", "1800"),
        ("5千6百", "5600"),
        ("12万8", "128000"),
        ("1.23456万", "12345.6"),
        ("伍拾万圆整", "500000"),
        ("参拾萬圓", "300000"),
        ("壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分", "1234567.89"),
        ("三百元零五分", "300.05"),
        ("三块五", "3.5"),
        ("十块钱", "10"),
        ("0元", "0"),
    ],
)
def test_a_sum_is_read_whole(text: str, value: str) -> None:
    assert read(text) == [(value, text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("标的额五十万诉讼费多少", [("500000", "五十万")]),
        ("标的额500000", [("500000", "500000")]),
        ("标的才三百八", [("380", "三百八")]),
        ("￥1,234.56", [("1234.56", "1,234.56")]),
        ("人民币5万元整", [("50000", "5万元整")]),
        ("欠5万，3万是利息", [("50000", "5万"), ("30000", "3万")]),
        ("从十万提到二十万", [("100000", "十万"), ("200000", "二十万")]),
        ("我借给他两万名字写的是他儿子", [("20000", "两万")]),
        ("五万多少利息", [("50000", "五万")]),
        ("总数5万，最近又借3万", [("50000", "5万"), ("30000", "3万")]),
        ("不对，是60万", [("600000", "60万")]),
        ("十万块钱左右", [("100000", "十万块钱")]),
    ],
)
def test_sums_are_found_in_sentences(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("欠我3万2年了", [("30000", "3万")]),
        ("借五万三年没还", [("50000", "五万")]),
        ("尾款四万八一年多了", [("48000", "四万八")]),
        ("欠三万两三年没还", [("30000", "三万")]),
        ("二十万二十年没还", [("200000", "二十万")]),
        ("欠我三万一直不还", [("30000", "三万")]),
        ("12.6万一直没给", [("126000", "12.6万")]),
        ("判我八万二审改了", [("80000", "八万")]),
        ("欠我5万6号还", [("50000", "5万")]),
    ],
)
def test_the_word_after_a_sum_keeps_its_own_number(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "(2016)京0105民初12345号",
        "（2015）海行民初字第5号",
        "2026年11月6日",
        "十一月六号",
        "二零二六年",
        "13812345678",
        "110105199003071234",
        "查询码 394817",
        "3年",
        "15天",
        "欠我500天",
        "欠我5",
        "五千人",
        "四百吨",
        "两万五千里",
        "第五千条",
        "30%",
        "百分之五十",
        "日万分之一点七五",
        "12万欧元",
        "5000美元",
        "-5万",
        "3.5.1万",
        "一块去法院",
        "一块地",
        "2元旦",
        "千万别去",
        "万一他不还",
        "十万火急",
        "",
        "9" * 30 + "元",
    ],
)
def test_other_numbers_are_no_sums(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "10几万",
        "十几万",
        "几十万",
        "五十多万",
        "两三万",
        "三五千块",
        "3-5万",
        "十万到二十万",
        "好几千块",
        "上万块",
        "三万多块钱",
        "百把块",
    ],
)
def test_an_inexact_sum_has_no_value_but_is_noticed(text: str) -> None:
    assert (read(text), has_vague_amount(text)) == ([], True)


@pytest.mark.parametrize(
    "text", ["五十万", "标的额500000", "11月6号收到的", "欠我三个人", "3到5天"]
)
def test_nothing_inexact_is_noticed_elsewhere(text: str) -> None:
    assert not has_vague_amount(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("500000", [("500000", "500000")]),
        ("五十", [("50", "五十")]),
        (" 8000。", [("8000", "8000")]),
        ("13812345678", []),
        ("20261106", []),
        ("110105199003071234", []),
        ("我不知道", []),
    ],
)
def test_a_number_alone_answers_how_much(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text, bare=True) == found
    assert read(text) == []


def test_positions_are_those_of_the_original_text() -> None:
    assert find_amounts("欠５万元。") == [Amount(Decimal(50000), 1, 4)]


@given(st.integers(min_value=1, max_value=10**12))
def test_every_whole_sum_is_read_back(number: int) -> None:
    value = str(number)
    assert read(f"欠款{number}元")[0][0] == value
    assert read(f"欠款{number:,}元")[0][0] == value
    assert read(f"欠款{cn2an.an2cn(number)}元")[0][0] == value
    assert read(f"欠款{cn2an.an2cn(number, 'up')}圆整")[0][0] == value


@given(st.integers(min_value=1, max_value=10**9), st.integers(min_value=0, max_value=9999))
def test_every_sum_in_wan_is_read_exactly(whole: int, fraction: int) -> None:
    (amount,) = find_amounts(f"{whole}.{fraction:04}万")
    assert amount.value == whole * 10_000 + fraction


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_a_written_sum_is_read_back(amount: Decimal) -> None:
    text = format_yuan(amount)
    assert [found.value for found in find_amounts(text)] == [amount]


@given(
    st.text(
        alphabet="一二两三五十百千万亿零点0123456789.,，元块角分wk几多-到年月日号 ", max_size=40
    )
)
def test_any_jumble_is_survived(text: str) -> None:
    for amount in find_amounts(text, bare=True):
        assert amount.value >= 0
        assert 0 <= amount.start < amount.end <= len(text)
    has_vague_amount(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("8800", "8,800元"),
        ("8800.00", "8,800元"),
        ("433.33", "433.33元"),
        ("0.5", "0.50元"),
        ("2.345", "2.35元"),
        ("1234567890.1", "1,234,567,890.10元"),
        ("0", "0元"),
    ],
)
def test_sums_are_written_with_separators_and_fen_only_where_needed(amount: str, text: str) -> None:
    assert format_yuan(Decimal(amount)) == text
