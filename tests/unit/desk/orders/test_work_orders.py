"""Work orders: a receipt for every request, one for each message."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Database
from bot.desk import record
from bot.desk.handover import queue
from bot.desk.orders import work_orders
from bot.desk.orders.work_orders import Request


async def _request(database: Database) -> Request:
    async with database.write() as session:
        conversation_id = await record.open_conversation(session, "web")
    return Request(f"{conversation_id}:1", conversation_id, "human", "电话13000000000，要找法官")


async def test_an_order_has_a_receipt_of_twelve_digits_and_no_phone(database: Database) -> None:
    request = await _request(database)
    async with database.write() as session:
        order = await work_orders.open_order(session, request)
    assert order.receipt.isdigit() and len(order.receipt) == 12
    assert (order.stage, order.priority) == ("received", "normal")
    assert order.summary == "电话*********00，要找法官"


async def test_the_same_message_opens_one_order(database: Database) -> None:
    request = await _request(database)
    receipts = set()
    for _ in range(2):
        async with database.write() as session:
            receipts.add((await work_orders.open_order(session, request)).receipt)
    assert len(receipts) == 1


async def test_orders_of_a_conversation_newest_first(database: Database) -> None:
    request = await _request(database)
    opened = []
    for number in range(3):
        async with database.write() as session:
            changed = replace(request, source_id=f"s{number}")
            opened.append((await work_orders.open_order(session, changed)).receipt)
    async with database.read() as session:
        found = await work_orders.of_conversation(session, request.conversation_id)
    assert [order.receipt for order in found] == opened[::-1]


async def test_a_note_is_added_to_its_order_only(database: Database) -> None:
    request = await _request(database)
    async with database.write() as session:
        order = await work_orders.open_order(session, request)
        assert await work_orders.add_note(session, "000000000000", "没有这单") is None
        for _again in range(2):
            noted = await work_orders.add_note(session, order.receipt, "想改开庭时间")
    assert noted is not None
    assert noted.summary == "电话*********00，要找法官\n补充：想改开庭时间"


async def test_who_asks_for_a_person_stands_in_the_queue_of_the_cases_court(
    database: Database,
) -> None:
    first, second, third = [await _request(database) for _ in range(3)]
    about = {"case_number": "（2026）京0105民初1号"}
    async with database.write() as session:
        await work_orders.open_order(session, replace(first, collected=about))
        await work_orders.open_order(session, replace(second, kind="danger", priority="urgent"))
        await work_orders.open_order(session, replace(third, kind="call_back"))
    async with database.read() as session:
        waiting = await queue.page(session, "京0105", "wang", queue.Filter())
        elsewhere = await queue.page(session, "沪0101", "li", queue.Filter())
    assert [(row.conversation_id, row.court_code, row.reason) for row in waiting] == [
        (second.conversation_id, "", "danger"),
        (first.conversation_id, "京0105", "human"),
    ]
    assert [row.conversation_id for row in elsewhere] == [second.conversation_id]
