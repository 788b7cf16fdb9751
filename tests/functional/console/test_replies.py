"""Approved replies in a conversation, and buttons sent along with an answer."""

from __future__ import annotations

from bot.db import Database
from bot.desk import inbox
from bot.desk.inbox import Incoming
from bot.desk.orders import work_orders
from tests.functional.console.conftest import SignedIn, Talk


async def test_replies_know_the_receipt_and_who_answers(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    async with database.write() as session:
        request = work_orders.Request("m:1", conversation_id, "human", "找人工")
        order = await work_orders.open_order(session, request)
    agent = await signed_in("agent")
    address = f"/conversations/{conversation_id}/replies"
    found = (await agent.get(address, params={"words": "回执号 登记 凭"})).json()["replies"]
    assert found == [
        {
            "title": "告知回执号",
            "text": f"您的事已经登记，回执号是{order.receipt}。"
            "凭这个号随时可以在这里问办到哪一步。",
            "missing": [],
        }
    ]
    (noted,) = (await agent.get(address, params={"words": "已记下案号"})).json()["replies"]
    assert noted["missing"] == ["案号"] and "【案号】" in noted["text"]


async def test_short_answers_are_found_by_what_they_are_about(
    signed_in: SignedIn, talk: Talk
) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    address = f"/conversations/{conversation_id}/replies"
    found = (await agent.get(address, params={"words": "不服一审判决怎么上诉"})).json()
    assert found["articles"][0]["title"] == "不服一审判决怎么上诉"
    assert (await agent.get(address)).json()["articles"] == []


async def test_a_button_goes_with_an_answer_and_can_be_pressed(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    await agent.post(f"/conversations/{conversation_id}/take")
    given = {"text": "点这里算。", "message_id": "page-0001", "tools": ["fee"]}
    said = await agent.post(f"/conversations/{conversation_id}/answers", json=given)
    assert said.json()["body"] == {"buttons": [{"title": "算诉讼费", "payload": "/calculate_fee"}]}
    async with database.write() as session:
        pressed = Incoming("web", "press-0001", conversation_id, "payload", "/calculate_fee")
        assert await inbox.accept(session, pressed)


async def test_no_other_button_can_be_sent(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    await agent.post(f"/conversations/{conversation_id}/take")
    given = {"text": "点这里。", "message_id": "page-0001", "tools": ["/forget_everything"]}
    refused = await agent.post(f"/conversations/{conversation_id}/answers", json=given)
    assert refused.status_code == 422


async def test_another_courts_conversation_has_no_replies(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    far = await signed_in("far")
    assert (await far.get(f"/conversations/{conversation_id}/replies")).status_code == 404
