"""Words that concern the call itself, and figures that recognition writes as words."""

from __future__ import annotations

import pytest

from channels.voice.commands import heard
from channels.voice.hearing import with_digits


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("人工", "human"),
        ("转人工。", "human"),
        ("请帮我转人工服务", "human"),
        ("我要找个人", "human"),
        ("麻烦给我接一个值班的人", "human"),
        ("重复", "repeat"),
        ("麻烦再说一遍", "repeat"),
        ("没听清楚啊", "repeat"),
        ("慢一点", "slower"),
        ("你说得太快了", "slower"),
        ("大声一点", "louder"),
        ("声音大一点好吗", "louder"),
        ("上一步", "back"),
        ("挂断", "hang_up"),
        ("没别的事了，谢谢", "hang_up"),
        ("用按键", "keypad"),
        ("继续", "go_on"),
        ("发短信给我", "sms"),
        ("对", "yes"),
        ("是的", "yes"),
        ("不对", "no"),
        ("不用了", "no"),
        ("人工智能怎么判案", None),
        ("声音证据算不算", None),
        ("不想活了", None),
        ("什么时候开庭", None),
        ("对方不还钱怎么办", None),
        ("没有书面合同能起诉吗", None),
        ("", None),
        ("。", None),
    ],
)
def test_the_whole_utterance_is_the_command_or_none(said: str, command: str | None) -> None:
    assert heard(said) == command


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("我的查询码是三九四八一七二六", "我的查询码是39481726"),
        ("幺三八，零零零零，一一一一", "13800001111"),
        ("王秀英一二三四", "王秀英1234"),
        ("3 9 4 8 1 7 2 6", "39481726"),
        ("一万二千三百四十五", "一万二千三百四十五"),
        ("第三天", "第三天"),
    ],
)
def test_codes_said_figure_by_figure_become_digits(said: str, written: str) -> None:
    assert with_digits(said) == written
