"""A human at any point: durable, with a receipt, and asked about later."""

from __future__ import annotations

import pytest

from actions.human import (
    ActionHuman,
    ActionWorkOrderNoted,
    ActionWorkOrderStatus,
    ValidateWorkOrderForm,
)
from bot.db import Database
from bot.desk.orders import work_orders
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
