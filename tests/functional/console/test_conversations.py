"""A conversation from the queue to the answer and back, with two members of staff."""

from __future__ import annotations

import asyncio

from bot.db import Database
from bot.desk import audit, record
from tests.functional.console.conftest import SignedIn, Talk

SAID = {"text": "明天上午可以来立案窗口。", "message_id": "page-0001"}


async def test_a_conversation_is_taken_answered_and_given_back(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    page = (await agent.get("/queue")).json()
    assert [row["conversation_id"] for row in page["rows"]] == [conversation_id]
    assert page["counts"] == {"unanswered": 1, "mine": 0, "waiting": 1, "all": 1}
    address = f"/conversations/{conversation_id}"
    assert (await agent.post(f"{address}/take")).json()["holder"] == "agent"
    first = await agent.post(f"{address}/answers", json=SAID)
    again = await agent.post(f"{address}/answers", json=SAID)
    assert first.status_code == 200 and first.json() == again.json()
    seen = (await agent.get(address)).json()
    assert [(entry["sender"], entry["by"], entry["text"]) for entry in seen["entries"]] == [
        ("citizen", "", "我要找人工"),
        ("system", "", "工作人员已接入，下面由工作人员回复您。"),
        ("staff", "agent", "明天上午可以来立案窗口。"),
    ]
    assert seen["entries"][0]["understood"]["intent"] == "talk_to_human"
    assert (seen["owner"], seen["earlier"]) == ("agent", False)
    assert (await agent.post(f"{address}/hand-back", json={"summary": "已答"})).status_code == 204
    assert (await agent.get("/queue?view=all")).json()["rows"] == []
    async with database.read() as session:
        assert (await record.conversation(session, conversation_id)).owner == "bot"
        assert await record.first_broken_link(session, conversation_id) is None
        assert await audit.first_broken(session) is None
        acts = [entry.action for entry in await audit.newest(session)]
    assert acts[:5] == [
        "conversation.hand_back",
        "conversation.read",
        "conversation.answer",
        "conversation.answer",
        "conversation.take",
    ]


async def test_two_taking_at_once_get_one_conversation_and_one_clear_no(
    signed_in: SignedIn, talk: Talk
) -> None:
    conversation_id = await talk()
    both = [await signed_in("agent"), await signed_in("second")]
    answers = await asyncio.gather(
        *(client.post(f"/conversations/{conversation_id}/take") for client in both)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["error"]["code"] == "held_by_another"
    assert "正在接待" in refused.json()["error"]["message"]


async def test_who_lost_the_conversation_is_not_heard(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    agent, boss = await signed_in("agent"), await signed_in("boss")
    address = f"/conversations/{conversation_id}"
    await agent.post(f"{address}/take")
    assert (await boss.post(f"{address}/take")).json()["holder"] == "boss"
    refused = await agent.post(f"{address}/answers", json=SAID)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_the_holder")


async def test_another_courts_conversation_looks_like_none(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    far = await signed_in("far")
    assert (await far.get("/queue?view=all")).json()["rows"] == []
    address = f"/conversations/{conversation_id}"
    requests = [
        ("GET", address, None),
        ("POST", f"{address}/take", None),
        ("POST", f"{address}/answers", SAID),
        ("POST", f"{address}/hand-back", {"summary": ""}),
        ("POST", f"{address}/notes", {"text": "看看"}),
    ]
    for method, where, body in requests:
        theirs = await far.request(method, where, json=body)
        nobodys = await far.request(method, where.replace(conversation_id, "none"), json=body)
        assert theirs.status_code == nobodys.status_code == 404, where
        assert theirs.json() == nobodys.json()


async def test_notes_are_for_staff_and_in_no_record(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    agent, boss = await signed_in("agent"), await signed_in("boss")
    address = f"/conversations/{conversation_id}"
    note = await agent.post(f"{address}/notes", json={"text": "当事人电话 13800138000"})
    assert note.status_code == 201
    whisper = {"text": "先安抚", "whisper": True}
    assert (await agent.post(f"{address}/notes", json=whisper)).status_code == 403
    assert (await boss.post(f"{address}/notes", json=whisper)).status_code == 201
    seen = (await agent.get(address)).json()["notes"]
    assert [(one["by"], one["whisper"]) for one in seen] == [("agent", False), ("boss", True)]
    assert "13800138000" not in seen[0]["text"]
    async with database.read() as session:
        entries = await record.entries(session, conversation_id)
    assert [entry.text for entry in entries] == ["我要找人工"]


async def test_a_conversation_goes_to_a_colleague_who_agrees(
    signed_in: SignedIn, talk: Talk
) -> None:
    conversation_id = await talk()
    agent, second = await signed_in("agent"), await signed_in("second")
    address = f"/conversations/{conversation_id}"
    await agent.post(f"{address}/take")
    names = [one["name"] for one in (await agent.get("/colleagues")).json()]
    assert names == ["boss", "second"]
    stranger = {"to": "far", "reason": "请帮忙"}
    refused = await agent.post(f"{address}/forwards", json=stranger)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "no_colleague")
    first = await agent.post(f"{address}/forwards", json={"to": "second", "reason": "您熟悉"})
    assert first.status_code == 201
    waiting = (await second.get("/forwards")).json()
    assert [one["reason"] for one in waiting] == ["您熟悉"]
    number = waiting[0]["id"]
    assert (await agent.post(f"/forwards/{number}/accept")).status_code == 409
    declined = await second.post(f"/forwards/{number}/decline", json={"reason": "正在开会"})
    assert (declined.json()["state"], declined.json()["answer"]) == ("declined", "正在开会")
    again = await agent.post(f"{address}/forwards", json={"to": "second", "reason": "那就下午"})
    taken = await second.post(f"/forwards/{again.json()['id']}/accept")
    assert taken.json()["state"] == "accepted"
    assert (await second.get(address)).json()["owner"] == "second"


async def test_bad_input_gets_a_sentence(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    agent = await signed_in("agent")
    address = f"/conversations/{conversation_id}"
    await agent.post(f"{address}/take")
    for body in ({}, {"text": ""}, {"text": "好"}, {**SAID, "text": "好" * 2_001}):
        answer = await agent.post(f"{address}/answers", json=body)
        assert answer.status_code == 422
        assert answer.json()["error"]["message"].startswith("这一项填得不对：")
    assert (await agent.get("/queue?after=%5B1%2C2%5D")).status_code == 200
    assert (await agent.get("/queue?view=nothing")).status_code == 422
