"""A human at any point: durable, with a receipt, and asked about later."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker

from actions.human import (
    ActionHuman,
    ActionWorkOrderNoted,
    ActionWorkOrderStatus,
    ValidateWorkOrderForm,
)
from bot.db import Database
from bot.desk.handover.ownership import Actor
from bot.desk.orders import handling, work_orders
from bot.desk.record import utcnow
from tests.unit.actions.conftest import Talk, run


async def _order(talk: Talk, text: str = "转人工，我要问保全") -> str:
    said = await run(ActionHuman(), talk.tracker(text, "talk_to_human"))
    receipt: str = said.slots["receipt"]
    return receipt


async def test_an_order_is_written_before_anything_is_asked(talk: Talk, database: Database) -> None:
    talk.slots = {"case_number": "（2026）京0105民初1号", "credential": "verified"}
    said = await run(ActionHuman(), talk.tracker("转人工，我要问保全", "talk_to_human"))
    receipt = said.slots["receipt"]
    async with database.read() as session:
        order = await work_orders.by_receipt(session, receipt)
    assert order is not None
    assert (order.kind, order.priority, order.stage) == ("human", "normal", "received")
    assert order.summary == "转人工，我要问保全"
    assert order.collected == {"case_number": "（2026）京0105民初1号"}
    assert f"回执号 {receipt}" in said.text
    assert "不会因为登记而延长" in said.text
    assert said.follow_up == "work_order_form"


async def test_no_hour_is_promised_that_the_court_has_not_set(talk: Talk) -> None:
    said = await run(ActionHuman(), talk.tracker("人工", "talk_to_human"))
    assert "本院尚未公布人工服务时间" in said.text


async def test_a_message_delivered_twice_opens_one_order(talk: Talk, database: Database) -> None:
    tracker = talk.tracker("人工", "talk_to_human")
    receipts = {(await run(ActionHuman(), tracker)).slots["receipt"] for _ in range(2)}
    async with database.read() as session:
        orders = await work_orders.of_conversation(session, talk.conversation_id)
    assert {order.receipt for order in orders} == receipts and len(orders) == 1


async def test_what_is_said_afterwards_is_added_to_the_order(
    talk: Talk, database: Database
) -> None:
    receipt = await _order(talk)
    talk.form, talk.slots = "work_order_form", {"requested_slot": "order_note", "receipt": receipt}
    tracker = talk.tracker("想改开庭时间，电话13000000000", "procedure")
    note = (await run(ValidateWorkOrderForm(), tracker)).slots["order_note"]
    talk.slots |= {"order_note": note}
    said = await run(ActionWorkOrderNoted(), talk.tracker("想改开庭时间"))
    async with database.read() as session:
        order = await work_orders.by_receipt(session, receipt)
    assert order is not None
    assert order.summary.endswith("补充：想改开庭时间，电话*********00")
    assert said.text.startswith(f"记下了，已补充到回执号 {receipt} 的工单里。")


@pytest.mark.parametrize("intent", ["stop", "deny", "help"])
async def test_nobody_has_to_say_what_it_is_about(talk: Talk, intent: str) -> None:
    talk.form, talk.slots = "work_order_form", {"requested_slot": "order_note"}
    said = await run(ValidateWorkOrderForm(), talk.tracker("不用了", intent))
    assert "order_note" not in said.slots


async def test_status_by_receipt_and_of_this_conversation(talk: Talk) -> None:
    receipt = await _order(talk)
    asked = await run(ActionWorkOrderStatus(), talk.tracker(receipt, "work_order_status"))
    own = await run(ActionWorkOrderStatus(), talk.tracker("我的工单呢", "work_order_status"))
    assert asked.text.startswith(f"回执号 {receipt}：")
    assert asked.text.endswith("现在已登记，等待转办。")
    assert own.text == asked.text


async def test_an_unknown_receipt_is_said_to_be_unknown(talk: Talk) -> None:
    said = await run(ActionWorkOrderStatus(), talk.tracker("000000000000", "work_order_status"))
    assert said.text == "没有查到这个回执号。回执号是 12 位数字，请核对后再发一次。"


async def _answered(talk: Talk, database: Database) -> str:
    receipt = await _order(talk)
    async with database.write() as session:
        by = Actor("wang", "京0105")
        await handling.answer(session, receipt, by, "保全已经办好。", utcnow())
    return receipt


def _press(talk: Talk, receipt: str, value: int) -> Tracker:
    choice = f"rate:{receipt}:{value}"
    entities = [{"entity": "choice", "value": choice}]
    text = f'/work_order_status{{"choice": "{choice}"}}'
    return talk.tracker(text, "work_order_status", entities=entities)


async def test_an_answer_is_shown_and_rated_where_it_was_asked(
    talk: Talk, database: Database
) -> None:
    receipt = await _answered(talk, database)
    own = await run(ActionWorkOrderStatus(), talk.tracker("我的工单呢", "work_order_status"))
    assert own.text.endswith("登记的人工服务，现在已答复。答复：保全已经办好。")
    assert own.titles == ["非常满意", "满意", "基本满意", "不满意"]
    first = await run(ActionWorkOrderStatus(), _press(talk, receipt, 4))
    again = await run(ActionWorkOrderStatus(), _press(talk, receipt, 1))
    assert first.text == "谢谢您的评价，已经记下了。"
    assert again.text == "这张工单现在不能评价：可能已经评价过，或者正在重新办理。"


async def test_who_is_not_satisfied_is_told_what_follows(talk: Talk, database: Database) -> None:
    receipt = await _answered(talk, database)
    said = await run(ActionWorkOrderStatus(), _press(talk, receipt, 1))
    assert said.text.startswith("您的评价记下了。对不起没有让您满意，工单已经转给主管复核")
    async with database.read() as session:
        order = await work_orders.by_receipt(session, receipt)
    assert order is not None and (order.stage, order.rating) == ("supervised", 1)


async def test_who_only_has_the_receipt_sees_the_stage_and_no_answer(
    talk: Talk, database: Database
) -> None:
    receipt = await _answered(talk, database)
    talk.conversation_id = "somebody-else"
    said = await run(ActionWorkOrderStatus(), talk.tracker(receipt, "work_order_status"))
    pressed = await run(ActionWorkOrderStatus(), _press(talk, receipt, 4))
    assert "现在已答复。答复已经发到登记时的那个对话里" in said.text
    assert "保全" not in said.text and said.titles == []
    assert pressed.text.startswith("这张工单现在不能评价")


async def test_a_due_time_is_told_where_the_court_promises_one(
    talk: Talk, database: Database
) -> None:
    receipt = await _order(talk)
    async with database.write() as session:
        order = await work_orders.by_receipt(session, receipt)
        assert order is not None
        order.due_at = datetime(2026, 3, 3, 2, 0, tzinfo=timezone.utc)
        order.kind = "petition"
    said = await run(ActionWorkOrderStatus(), talk.tracker(receipt, "work_order_status"))
    assert "本院承诺 03月03日 10:00 前答复。法定时间：" in said.text
    assert said.text.endswith("按有关规定告知（信访工作条例第23条）。")
