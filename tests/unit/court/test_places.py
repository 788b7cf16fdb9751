"""Which basic court a place lies with, by names alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court.places import courts_at


@pytest.mark.parametrize(
    ("address", "court"),
    [
        ("湖北省武汉市江夏区纸坊街道", "武汉市江夏区人民法院"),
        ("北京市朝阳区建国路88号", "北京市朝阳区人民法院"),
        ("中国 吉林省 长春市 朝阳区 工农大路", "长春市朝阳区人民法院"),
        ("福建省福州市闽清县梅城镇", "闽清县人民法院"),
        ("昆山市玉山镇", "昆山市人民法院"),
        ("新疆乌鲁木齐市天山区", "乌鲁木齐市天山区人民法院"),
        ("内蒙古自治区呼和浩特市新城区", "呼和浩特市新城区人民法院"),
        ("四川省阿坝藏族羌族自治州汶川县", "汶川县人民法院"),
    ],
)
def test_a_place_has_its_court(address: str, court: str) -> None:
    assert [found.name for found in courts_at(address)] == [court]


@pytest.mark.parametrize("address", ["", "纽约", "太平洋", "朝阳区", "武汉市", "人民法院"])
def test_what_names_no_district_has_none(address: str) -> None:
    assert courts_at(address) == ()


@given(st.text(max_size=60))
def test_no_text_crashes(address: str) -> None:
    assert all(court.name.endswith("人民法院") for court in courts_at(address))
