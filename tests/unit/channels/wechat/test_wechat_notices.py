"""Subscription notices: a field that WeChat would refuse is found before."""

from __future__ import annotations

import pytest

from channels.wechat.errors import FieldFault
from channels.wechat.notices import notice

GOOD = {
    "thing1": "开庭提醒",
    "time2": "2026年12月1日 9:30",
    "character_string3": "(2026)0105-12345",
    "phrase4": "已立案",
    "name5": "张某",
    "amount6": "8800元",
    "phone_number7": "010-12368",
}


def test_a_notice_is_what_the_api_takes() -> None:
    made = notice("o", "template", GOOD, page="https://court.example/")
    assert made == {
        "touser": "o",
        "template_id": "template",
        "page": "https://court.example/",
        "data": {name: {"value": value} for name, value in GOOD.items()},
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing1", ""), ("thing1", "字" * 21), ("time2", "明天"), ("character_string3", "案号"),
        ("phrase4", "六个汉字太长"), ("name5", "字" * 11), ("amount6", "很多"), ("number8", "一"),
        ("phone_number7", "1" * 18), ("unknown1", "x"), ("thing", "x"), ("", "x"),
    ],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named(name: str, value: str) -> None:
    with pytest.raises(FieldFault, match=name or ":"):
        notice("o", "template", {name: value})


def test_a_notice_without_fields_is_none() -> None:
    with pytest.raises(FieldFault):
        notice("o", "template", {})
