"""What may stand in a transcript."""

from __future__ import annotations

import pytest

from bot.court.masking import mask


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("查询码 39481726", "查询码 ******26"),
        ("我叫张三，身份证 11010519491231002X", "我叫张三，身份证 ****************2X"),
        ("电话 138-0013-8000 找我", "电话 ***********00 找我"),
        ("电话 138 0013 8000 找我", "电话 ***********00 找我"),
        ("（2016）京0105民初12345号", "（2016）京0105民初12345号"),
        ("（2016）京0105民初1234567号，码394817", "（2016）京0105民初1234567号，码****17"),
        ("标的额 50000 元，2026-11-06", "标的额 50000 元，2026-11-06"),
        ("欠我1500000元，2026-11-06前还", "欠我1500000元，2026-11-06前还"),
        ("", ""),
    ],
)
def test_long_numbers_are_hidden_and_case_numbers_stay(said: str, kept: str) -> None:
    assert mask(said) == kept
