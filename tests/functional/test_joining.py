"""A one-time code joins two web sessions, and a message of another door, into one conversation."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI

from bot.cases.grants import Grant, current_grants, store_grant
from bot.cases.keys import CaseKey
from bot.desk import addresses, outbox, record
from bot.desk.greeting import GREETING
from bot.desk.inbox import Incoming
from bot.desk.record import utcnow
from bot.desk.withheld import WITHHELD
from channels.joining import ASK, REFUSED, joined
from tests.functional.conftest import ScriptedEngine

KEY = CaseKey("京0105", 2026, "民初", 1)
NOTICE = "从网页接续了这次对话。如果不是您本人，请马上说“人工”。"


async def _open(web: httpx.AsyncClient) -> str:
    token: str = (await web.post("/api/chat/sessions")).json()["session"]
    return token


async def _send(web: httpx.AsyncClient, session: str, text: str, **more: str) -> dict[str, Any]:
    response = await web.post("/api/chat/messages", json={"session": session, "text": text, **more})
    body: dict[str, Any] = response.json()
    return body


async def _history(web: httpx.AsyncClient, session: str) -> list[tuple[str, str]]:
    body = (await web.get("/api/chat/history", params={"session": session})).json()
    return [(item["from"], item["text"]) for item in body["messages"]]


async def _code(app: FastAPI, session: str) -> str:
    """Return a code as the action issues it in the conversation of a session."""
    gateway = app.state.gateway
    async with gateway.database.write() as writing:
        conversation_id = gateway.sessions.read(session)
        code: str = await gateway.joining.issue(writing, conversation_id, "web", utcnow())
    return code


async def test_two_sessions_become_one_conversation(
    web: httpx.AsyncClient, session: str, app: FastAPI, engine: ScriptedEngine
) -> None:
    other = await _open(web)
    await _send(web, session, "我想问保全")
    await _send(web, other, "在吗")
    code = await _code(app, session)
    answer = await _send(web, other, f"接续码{code}", message_id="joining-01")
    await _send(web, other, "接着说保全")
    [reply] = answer["replies"]
    assert answer["reload"] is True and set(reply) == {"text", "buttons", "voice"}
    assert reply["text"].startswith("接上了网页的对话，您接着说就行。")
    assert [button["title"] for button in reply["buttons"]] == ["查我的案件", "转人工"]
    talk = await _history(web, session)
    assert talk == await _history(web, other)
    assert talk == [
        ("assistant", GREETING.text),
        ("citizen", "我想问保全"),
        ("assistant", "请报案号。"),
        ("system", NOTICE),
        ("citizen", f"接续码****{code[-2:]}"),
        ("assistant", reply["text"]),
        ("citizen", "接着说保全"),
        ("assistant", "请报案号。"),
    ]
    first = app.state.gateway.sessions.read(session)
    assert [turn["conversation"] for turn in engine.turns[-1:]] == [first]
    async with app.state.gateway.database.read() as reading:
        assert await record.first_broken_link(reading, first) is None


async def test_identity_is_checked_again_and_the_case_is_not_shown_till_then(
    web: httpx.AsyncClient, session: str, app: FastAPI, engine: ScriptedEngine
) -> None:
    gateway = app.state.gateway
    conversation_id = gateway.sessions.read(session)
    grant = Grant(KEY, 1, 1, 1, utcnow() + timedelta(hours=2))
    async with gateway.database.write() as writing:
        await store_grant(writing, conversation_id, grant, utcnow())
    engine.replies = [{"text": "下次开庭在三号法庭。", "case": KEY.text}]
    [told] = (await _send(web, session, "什么时候开庭"))["replies"]
    assert set(told) == {"id", "text"}
    assert ("assistant", "下次开庭在三号法庭。") in await _history(web, session)
    other = await _open(web)
    await _send(web, other, f"接续码{await _code(app, session)}")
    async with gateway.database.read() as reading:
        assert await current_grants(reading, conversation_id, utcnow()) == []
    for token in (session, other):
        talk = await _history(web, token)
        assert ("assistant", WITHHELD.text) in talk
        assert not any("三号法庭" in text for _, text in talk)
    async with gateway.database.write() as writing:
        await store_grant(writing, conversation_id, grant, utcnow())
    assert ("assistant", "下次开庭在三号法庭。") in await _history(web, other)


async def test_a_code_sent_again_gets_the_same_answer_and_is_used_once(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    other, third = await _open(web), await _open(web)
    code = await _code(app, session)
    sent = [await _send(web, other, f"接续码{code}", message_id="joining-02") for _ in range(3)]
    assert sent[0] == sent[1] == sent[2]
    assert (await _send(web, third, f"接续码{code}"))["replies"][0]["text"] == REFUSED.text
    assert len(await _history(web, session)) == 4


async def test_a_message_from_before_the_move_gets_its_answer_again(
    web: httpx.AsyncClient, session: str, app: FastAPI, engine: ScriptedEngine
) -> None:
    other = await _open(web)
    before = await _send(web, other, "在吗", message_id="before-the-move")
    await _send(web, other, f"接续码{await _code(app, session)}")
    assert await _send(web, other, "在吗", message_id="before-the-move") == before
    assert len(engine.turns) == 1


async def test_of_two_sessions_with_one_code_exactly_one_is_joined(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    others = [await _open(web) for _ in range(4)]
    code = await _code(app, session)
    sent = await asyncio.gather(*(_send(web, one, f"接续码{code}") for one in others))
    texts = sorted(answer["replies"][0]["text"][:3] for answer in sent)
    assert texts == ["接上了", "没有接", "没有接", "没有接"]


async def test_six_digits_are_a_code_only_after_we_asked_for_one(
    web: httpx.AsyncClient, session: str, app: FastAPI, engine: ScriptedEngine
) -> None:
    other = await _open(web)
    code = await _code(app, session)
    await _send(web, other, code)
    assert [turn["content"] for turn in engine.turns] == [code]
    [asked] = (await _send(web, other, "接着刚才的对话"))["replies"]
    [answer] = (await _send(web, other, code, message_id="six-digits"))["replies"]
    again = (await _send(web, other, code, message_id="six-digits"))["replies"]
    assert asked["text"] == ASK.text
    assert answer["text"].startswith("接上了")
    assert again == [answer] and len(engine.turns) == 1


async def test_five_wrong_codes_lock_with_words_that_say_how_long(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    other = await _open(web)
    code = await _code(app, session)
    wrong = code[:-1] + ("3" if code[-1] == "2" else "2")
    said = [(await _send(web, other, f"接续码{wrong}"))["replies"][0]["text"] for _ in range(5)]
    right = (await _send(web, other, f"接续码{code}"))["replies"][0]["text"]
    assert said[:4] == [REFUSED.text] * 4
    assert said[4] == right
    assert right.startswith("接续码试错的次数太多，30 分钟内不能再试。")


async def test_the_own_code_says_where_it_belongs(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    code = await _code(app, session)
    [reply] = (await _send(web, session, f"接续码{code}"))["replies"]
    assert reply["text"].startswith("您现在就在这次对话里，不用再接。")


async def test_open_pages_learn_of_a_join(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    gateway = app.state.gateway
    other = await _open(web)
    code = await _code(app, session)
    with (
        gateway.hub.listen(gateway.sessions.read(session)) as joined_page,
        gateway.hub.listen(gateway.sessions.read(other)) as moved_page,
    ):
        await _send(web, other, f"接续码{code}")
        moved = [(await asyncio.wait_for(anext(moved_page), 5))[0] for _ in range(2)]
        event, data = await asyncio.wait_for(anext(joined_page), 5)
    assert moved == ["typing", "reload"]
    assert (event, data["from"], data["text"]) == ("reply", "system", NOTICE)


async def test_another_door_joins_and_its_replies_go_there(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    gateway = app.state.gateway
    conversation_id = gateway.sessions.read(session)
    code = await _code(app, session)
    async with gateway.database.write() as writing:
        own = await addresses.conversation_at(writing, "wechat", "openid-1")
    said = Incoming("wechat", "wx-000001", own, "text", f"接续码{code}")
    written = await joined(gateway, said, "openid-1")
    assert written is not None
    async with gateway.database.write() as writing:
        now_in = await addresses.conversation_at(writing, "wechat", "openid-1")
    await gateway.turns.take(Incoming("wechat", "wx-000002", now_in, "text", "接着说"))
    async with gateway.database.read() as reading:
        due = [entry.text for _, entry in await outbox.due(reading, "wechat")]
        assert await addresses.last_channel(reading, conversation_id) == "wechat"
    assert now_in == conversation_id
    assert due == [written[0].text, "请报案号。"]
    # The web sees it in the history, and becomes the door used last when it speaks.
    assert (await _history(web, session))[-2:] == [
        ("citizen", "接着说"),
        ("assistant", "请报案号。"),
    ]
    await _send(web, session, "我回到网页了")
    async with gateway.database.read() as reading:
        assert await addresses.last_channel(reading, conversation_id) == "web"


async def test_on_the_phone_six_keys_are_a_code_when_the_door_asked(
    session: str, app: FastAPI
) -> None:
    gateway = app.state.gateway
    code = await _code(app, session)
    async with gateway.database.write() as writing:
        own = await addresses.conversation_at(writing, "voice", "CA1")
    said = Incoming("voice", "CA1:1", own, "text", code)
    assert await joined(gateway, said, "CA1") is None
    written = await joined(gateway, said, "CA1", asked=True)
    assert written is not None
    assert written[0].body["voice"] == "接上了，您接着说就行。要查案件，请重新核验。"
