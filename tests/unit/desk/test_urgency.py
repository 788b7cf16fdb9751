"""Danger first, near dates offered a human; legal talk of the same words is neither."""

from __future__ import annotations

import pytest

from bot.desk.urgency import danger_reply, near_reply, priority_of


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "活着没意思，官司输了我就跳楼",
        "他正在打我，救命",
        "我老公拿着刀堵在门口",
        "我要杀了他全家",
        "再不给钱我就跟他同归于尽",
        "说是法院的，让我马上转账到安全账户",
        "孩子被锁在屋里",
    ],
)
def test_danger_is_urgent(text: str) -> None:
    assert priority_of(text) == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "明天就开庭了联系不上法官",
        "今天是上诉最后一天",
        "后天开庭我还没请律师",
        "举证期限明天截止怎么办",
        "今天就是最后期限了",
    ],
)
def test_a_near_date_is_high(text: str) -> None:
    assert priority_of(text) == "high"


@pytest.mark.parametrize(
    "text",
    [
        "想问问流程",
        "开庭那天他没来",
        "故意杀人罪怎么判",
        "家暴怎么申请人身安全保护令",
        "急死我了",
        "我爸去年在单位自杀，单位不认工伤，法院判了二十万，我们想上诉，请问上诉状要写几份，"
        "交到哪里，是不是要等判决书送达以后才开始算期限，我们现在都很着急",
        "他砍伤了我，已经判了三年，民事赔偿怎么要，执行局一直没消息，请问我该去哪里申请，"
        "要带什么材料，能不能请法院先给一部分",
        "最后一天怎么算",
        "昨天开庭了什么时候判",
    ],
)
def test_legal_talk_is_normal(text: str) -> None:
    assert priority_of(text) == "normal"


def test_danger_names_the_numbers_and_the_receipt() -> None:
    text = danger_reply("261124000001").text
    assert text.startswith("如果您或身边的人正有危险，请马上打 110")
    assert "回执号 261124000001" in text


def test_a_near_date_is_not_put_off() -> None:
    reply = near_reply()
    assert "不会因为在这里咨询而延长" in reply.text
    assert [button.title for button in reply.buttons] == ["转人工"]
