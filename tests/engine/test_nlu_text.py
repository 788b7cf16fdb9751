"""One spelling for what people write."""

from __future__ import annotations

import pytest

from bot.nlu.text import HEAD, TAIL, capped, normalised, plain, spelled


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("欠錢不還，怎麼起訴", "欠钱不还,怎么起诉"),
        ("ＡＢ１２　判決", "ab12 判决"),
        ("上诉\u200b状\x07", "上诉状"),
    ],
)
def test_plain(text: str, spelling: str) -> None:
    """Traditional, full-width and invisible characters."""
    assert plain(text) == spelling


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("2016年8月30日判决的", "Ⓓ判决的"),
        ("去年12月15号开庭", "去年Ⓓ开庭"),
        ("欠我3.5万元", "欠我Ⓜ"),
        ("借了三万五千块钱", "借了Ⓜ"),
        ("电话13800138000打不通", "电话Ⓝ打不通"),
        ("6个月后第2次起诉", "六个月后第二次起诉"),
        ("分居两年了", "分居二年了"),
        ("您好，请问怎么上诉？？？谢谢", "怎么上诉"),
        ("？？？", "?"),
        ("你好", "你好"),
        ("  怎么\n上诉  ", "怎么 上诉"),
        ("", ""),
    ],
)
def test_normalised(text: str, spelling: str) -> None:
    """Dates, sums and numbers become placeholders; courtesy goes unless nothing else is said."""
    assert normalised(text) == spelling


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(0, "零"), (7, "七"), (10, "十"), (15, "十五"), (30, "三十"), (99, "九十九")],
)
def test_spelled(number: int, numeral: str) -> None:
    """Small numbers in characters."""
    assert spelled(number) == numeral


def test_capped() -> None:
    """A story keeps its beginning and its end; one that fits stays whole."""
    story = "头" * 5000 + "尾" * 5000
    assert capped(story) == "头" * HEAD + "\n" + "尾" * TAIL
    assert capped("短" * (HEAD + TAIL)) == "短" * (HEAD + TAIL)
