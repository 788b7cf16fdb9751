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
        "我想自杀",
        "判决下来我就去跳楼",
        "再拖下去我就死给法官看",
        "我已经活够了",
        "他说要弄死我",
        "前夫威胁要杀我全家",
        "老公刚打了我，我现在躲在厕所",
        "他喝多了正在砸我家，又在打孩子",
        "他把我锁在房里不让出去",
        "我准备喝农药了",
        "法院再不管我就从楼上跳楼",
        "对方扬言打死我",
        "我妈说不活了，怎么劝都不听",
        "有人拿着菜刀在我家门口",
        "轻生的念头都有了",
        "我一把火烧了法院，我真的要放火",
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
        "今天下午两点开庭，我堵在路上",
        "明早九点要出庭，身份证丢了",
        "上诉期明天到期，上诉状还没写",
        "今天是举证截止的日子吗，我材料没齐",
        "明天没法去开庭怎么请假",
        "还有一天就到期了，材料寄得到吗",
        "只剩两天就开庭，律师还没找到",
        "马上就要开庭了，找不到法庭",
        "今天最后一天",
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
        "上次开庭我没去",
        "今天刚开完庭，什么时候出结果",
        "到今天还没开庭，正常吗",
        "大后天开庭要带什么",
        "下周三开庭能改期吗",
        "气死我了",
        "累死了，跑了三趟法院",
        "烦死人了这个流程",
        "对方一直杀价怎么办",
        "他砍价砍得太狠",
        "邻居要砍树，能拦吗",
        "跳楼价买的家电坏了",
        "他打死不承认借过钱",
        "打死也不离婚",
        "现在打官司要多少钱",
        "正在打我的电话催款",
        "现在打人民法院的电话没人接",
        "他又在打我电话骚扰",
        "这是我的救命钱，执行款什么时候发",
        "我弟弟被关在看守所两个月了",
        "自杀未遂算不算工伤",
        "被保险人自杀保险赔不赔",
        "他故意杀人被判死缓",
        "我想死心了，怎么撤诉",
        "气得我想死他了",
        "打我电话的是法官吗",
        "刚打了我的电话说要开庭",
        "他家的狗把孩子咬了",
        "现在追他要钱还来得及吗",
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
