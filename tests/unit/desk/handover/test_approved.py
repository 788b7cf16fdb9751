"""Approved replies: found by words, filled in, and honest about what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.handover import approved
from bot.desk.handover.approved import Approved, Filled

NOTED = Approved("noted", "已记下", "您说的是{案号}，回执号{回执号}。")


def test_variables_are_filled_in_and_the_unknown_stay_visible() -> None:
    assert approved.filled(NOTED, {"案号": "（2026）京0105民初1号"}) == Filled(
        "已记下", "您说的是（2026）京0105民初1号，回执号【回执号】。", ("回执号",)
    )


def test_every_word_must_be_found() -> None:
    other = Approved("other", "问好", "您好。")
    assert approved.search("回执 记下", [NOTED, other]) == [NOTED]
    assert approved.search("", [NOTED, other]) == [NOTED, other]


def test_the_file_is_read_and_every_text_fits_one_wechat_message() -> None:
    replies = approved.approved()
    assert [each.title for each in replies][:2] == ["问好", "问案号"]
    assert all(len(each.text.encode()) <= 600 for each in replies)


def test_an_unknown_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "replies.yml"
    file.write_text("one: {title: 一, text: '{判决结果}'}", encoding="utf-8")
    monkeypatch.setattr(approved, "FILE", file)
    with pytest.raises(ValueError, match=r"one: unknown variables \['判决结果'\]"):
        approved.approved.__wrapped__()
