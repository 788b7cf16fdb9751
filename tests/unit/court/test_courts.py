"""The table of courts: every row, the index by code, what must be read back."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.court import courts
from bot.court.errors import TableError


def test_table_is_whole_and_well_formed() -> None:
    listed = courts.all_courts()
    assert len(listed) == 3554
    assert Counter(court.level for court in listed) == {
        "最高": 1,
        "高级": 33,
        "中级": 407,
        "基层": 3113,
    }
    assert Counter(court.confidence for court in listed) == {
        "verified": 347,
        "high": 2934,
        "medium": 26,
        "medium_low": 137,
        "low": 102,
        "": 8,
    }
    for court in listed:
        assert court.name == court.name.strip()
        for code in (court.code, *court.alt_codes):
            assert code is None or re.fullmatch(r"最高法|\D(?:\d{2}|\d{4})?", code)
        assert (court.code is None) == (court.confidence == "")
        assert court.parent is None or courts.named(court.parent) is not None


def test_names_and_codes_are_unique_and_levels_follow_codes() -> None:
    listed = courts.all_courts()
    codes = [court.code for court in listed if court.code]
    assert len(codes) == len(set(codes)) == 3546
    assert len({court.name for court in listed}) == len(listed)
    lengths = {1: "高级", 3: "中级", 5: "基层"}
    assert all(
        court.level == lengths[len(court.code)]
        for court in listed
        if court.code and court.code != "最高法"
    )


def test_a_court_is_found_by_its_code() -> None:
    assert courts.find("京0105") == courts.Court(
        code="京0105",
        name="北京市朝阳区人民法院",
        level="基层",
        province="北京市",
        city="北京市",
        alt_codes=(),
        confidence="verified",
        parent="北京市第三中级人民法院",
        abolished=False,
    )
    assert courts.find("京0999") is None


def test_a_former_code_leads_to_its_court_and_the_owner_comes_first() -> None:
    former = courts.find("京0229")
    assert former is not None and former.name == "北京市延庆区人民法院"
    assert [court.name for court in courts.candidates("甘2901")] == [
        "临夏市人民法院",
        "临夏县人民法院",
    ]


@pytest.mark.parametrize(
    ("code", "read_back"),
    [
        ("京0105", False),  # verified
        ("京0107", False),  # high
        ("京0229", False),  # a former code of one court only
        ("甘2901", True),  # passed from one court to another
        ("京7101", True),  # low
        ("粤0391", True),  # medium_low
        ("京0999", True),  # not in the table
    ],
)
def test_what_must_be_read_back(code: str, read_back: bool) -> None:
    assert courts.needs_read_back(code) is read_back


def test_a_wrong_row_names_itself() -> None:
    row = dict.fromkeys(
        ("code", "name", "province", "city", "alt_codes", "division_in_2026_list", "parent_court"),
        "",
    )
    with pytest.raises(TableError, match="row 7"):
        courts._court(row | {"level": "特级", "confidence": "high"}, 7)
