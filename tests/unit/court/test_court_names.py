"""Courts by what people call them."""

from __future__ import annotations

import pytest

from bot.court.court_names import search
from bot.court.courts import all_courts


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("北京市朝阳区人民法院", ["北京市朝阳区人民法院"]),
        (
            "朝阳法院",
            [
                "北京市朝阳区人民法院",
                "朝阳县人民法院",
                "长春市朝阳区人民法院",
                "辽宁省朝阳市中级人民法院",
            ],
        ),
        ("北京朝阳法院", ["北京市朝阳区人民法院"]),
        ("长春市朝阳法院", ["长春市朝阳区人民法院"]),
        ("朝阳中院", ["辽宁省朝阳市中级人民法院"]),
        ("浦东法院", ["上海市浦东新区人民法院"]),
        ("北京一中院", ["北京市第一中级人民法院"]),
        ("海南第二中级人民法院", ["海南省第二中级人民法院"]),
        ("东莞第一法院", ["东莞市第一人民法院"]),
        ("广州中院", ["广东省广州市中级人民法院"]),
        ("广东高院", ["广东省高级人民法院"]),
        ("内蒙古高院", ["内蒙古自治区高级人民法院"]),
        ("延边中院", ["吉林省延边朝鲜族自治州中级人民法院"]),
        ("最高法", ["最高人民法院"]),
        ("前海法院", ["深圳前海合作区人民法院"]),
        ("長沙中院", ["湖南省长沙市中级人民法院"]),
        ("城关区法院", ["拉萨市城关区人民法院", "兰州市城关区人民法院"]),
        ("法院", []),
        ("", []),
        ("火星法院", []),
    ],
)
def test_names(query: str, names: list[str]) -> None:
    assert [court.name for court in search(query)] == names


def test_namesakes_are_told_apart_by_province_and_city() -> None:
    places = [(court.province, court.city) for court in search("鼓楼法院")]
    assert len(places) == len(set(places)) == 4


def test_the_answer_is_never_longer_than_asked_for() -> None:
    assert len(search("中院", limit=3)) == 0
    assert len(search("市", limit=3)) == 3


def test_every_court_is_found_by_its_full_name() -> None:
    for court in all_courts():
        assert search(court.name) == [court]
