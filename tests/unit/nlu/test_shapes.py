"""Messages that are nothing but a value."""

from __future__ import annotations

import pytest

from bot.nlu.shapes import LONGEST_VALUE, is_bare_value


@pytest.mark.parametrize(
    "text",
    [
        "8842",
        "ab12-cd34",
        "13800138000",
        "查询码是8842",
        "50万",
        "三万五千元",
        "标的额八十万",
        "大概3万元左右",
        "2024年3月5日",
        "昨天",
        "是2023年12月1日收到的",
        "王小明 123x",
        "我叫李建国,后四位2210",
        "身份证后四位3321",
    ],
)
def test_values(text: str) -> None:
    """Numbers, codes, amounts, dates, and a name with digits, with the words around them."""
    assert is_bare_value(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "怎么上诉",
        "标的额五十万诉讼费多少",
        "欠我50万怎么办",
        "上诉期15天",
        "昨天收到判决",
        "离婚",
        "二审",
        "1" * (LONGEST_VALUE + 1),
    ],
)
def test_no_values(text: str) -> None:
    """A question that holds a value is a question."""
    assert not is_bare_value(text)


def test_nothing_but_a_case_number() -> None:
    """What is left beside a case number decides."""
    assert is_bare_value("我的案号是 ", found_case_number=True)
    assert not is_bare_value("什么时候开庭", found_case_number=True)
