"""Hashes, masks and the one way to write a name or number."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.errors import InvalidKey
from bot.cases.identity import (
    Hasher,
    NameAndTail,
    QueryCode,
    mask_name,
    normalise_identity,
    normalise_name,
    tail_of,
)
from bot.cases.keys import CaseKey, legacy_text
from bot.court.case_number import CaseNumber
from tests.unit.cases.case_factories import KEY


def test_a_hash_is_hmac_sha256_cut_to_sixteen_bytes() -> None:
    expected = hmac.new(b"secret", b"person|00000019900307123X", hashlib.sha256).digest()[:16]
    assert Hasher("secret").person("000000 19900307 123x") == expected


def test_another_key_another_case_and_another_kind_give_other_hashes() -> None:
    hasher = Hasher("secret")
    hashes = {
        hasher.credential(KEY, QueryCode("1234")),
        Hasher("other").credential(KEY, QueryCode("1234")),
        hasher.credential(KEY._replace(serial=1), QueryCode("1234")),
        hasher.credential(KEY, NameAndTail("", "1234")),
        hasher.credential(KEY, NameAndTail("1234", "")),
        hasher.subject("case", "1234"),
        hasher.person("1234"),
    }
    assert len(hashes) == 7


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (" 张 三 ", "张三"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("华为（北京）有限公司", "华为(北京)有限公司"),
        ("Ｊohn Smith", "JOHNSMITH"),
    ],
)
def test_a_name_is_written_in_one_way(name: str, expected: str) -> None:
    assert normalise_name(name) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("１１０101-19900307 123x", "11010119900307123X"),
        ("91110105MA01ABCD8k", "91110105MA01ABCD8K"),
        ("", ""),
        ("证件", ""),
    ],
)
def test_a_number_is_written_in_one_way(number: str, expected: str) -> None:
    assert normalise_identity(number) == expected


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise_name(normalise_name(text)) == normalise_name(text)
    assert normalise_identity(normalise_identity(text)) == normalise_identity(text)


def test_the_tail_is_the_last_four() -> None:
    assert tail_of("00000019900307123x") == "123X"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳小明", "欧***"),
        ("买买提·吐尔逊", "买***"),
        ("北京松果商贸有限公司", "北京**公司"),
        ("海淀区某某局", "海淀**某局"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_name_is_masked(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("（2016）京0105民初12345号", CaseKey("京0105", 2016, "民初", 12345)),
        ("（2022）最高法知民终1号之一", CaseKey("最高法", 2022, "知民终", 1)),
        ("（2018）沪01民辖终1797号", CaseKey("沪01", 2018, "民辖终", 1797)),
    ],
)
def test_the_key_of_a_number(text: str, key: CaseKey) -> None:
    assert CaseKey.of(CaseNumber.parse(text)) == key
    assert CaseNumber.parse(key.text).text == key.text


def test_an_old_number_needs_its_court() -> None:
    number = CaseNumber.parse("(2015)海行民初字第00005号")
    assert CaseKey.of(number, "京0108") == CaseKey("京0108", 2015, "海行民初字", 5)
    with pytest.raises(InvalidKey, match="缺少法院代字"):
        CaseKey.of(number)


@pytest.mark.parametrize(
    "text", ["(2015)海行民初字第5号", "（2015）海行民初字第00005号", "（2015）海行民初字5号"]
)
def test_an_old_number_is_found_however_it_was_written(text: str) -> None:
    assert legacy_text(CaseNumber.parse(text)) == "（2015）海行民初字第5号"
