"""What is taken for a one-time code, and what is left to the engine."""

from __future__ import annotations

import pytest

from channels.joining import said_in


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("接续码345678", "345678"),
        ("接续码 345678", "345678"),
        ("接续码：３４５６７８", "345678"),
        ("接续码是 345 678。", "345678"),
        ("我的接续码是3-4-5-6-7-8", "345678"),
        ("您好，我有一个接续码，345678", "345678"),
        ("输入接续码 345678 谢谢", "345678"),
        ("接续码三四五六七八", "345678"),
        ("接序码零二三四五六吧", "023456"),
        ("接着之前的对话 345678", "345678"),
        ("我想接着刚才网页上的对话，345678", "345678"),
        ("继续上次的聊天345678", "345678"),
        ("接上那边的通话 345678", "345678"),
        ("接续码34567", "34567"),
        ("我有接续码", ""),
        ("接着刚才的对话", ""),
        ("我想继续上次的聊天", ""),
    ],
)
def test_a_code_is_recognised(text: str, digits: str) -> None:
    assert said_in(text) == (digits, False)


@pytest.mark.parametrize("text", ["345678", " 345 678。", "三四五六七八", "３４５６７８"])
def test_six_digits_alone_are_a_code_only_for_a_door_that_asked(text: str) -> None:
    assert said_in(text) == ("345678", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "39481726",
        "3456",
        "查询码345678",
        "查询码是 345678",
        "案号（2026）京0105民初12345号，查询码345678",
        "接着查我的案子，查询码345678",
        "继续",
        "接着说",
        "接着办",
        "继续 345678元的利息",
        "接续码",
        "给我个接续码",
        "给我接续码",
        "接续码怎么用",
        "接续码是什么",
        "接续码过期了怎么办",
        "能不能打电话接着办",
        "我昨天在网上聊的，想换到微信接着说",
        "接着上次开庭的事，法官让我交345678元",
        "接续码345678" + "，我再说说我的案子" * 8,
    ],
)
def test_other_messages_are_left_alone(text: str) -> None:
    assert said_in(text) is None
