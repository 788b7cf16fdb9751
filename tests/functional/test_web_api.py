"""The web API: its contract, its refusals, and that nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.desk import inbox, record
from bot.desk.greeting import GREETING
from bot.desk.inbox import Incoming
from bot.desk.orders import work_orders
from bot.desk.record import utcnow
from bot.logs import configure
from bot.settings import Settings
from channels.app import create_app
from channels.engine import Answer
from channels.web.errors import ApiError
from tests.functional.conftest import ScriptedEngine


async def _send(web: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await web.post("/api/chat/messages", json=body)


async def test_a_session_begins_with_a_greeting(web: httpx.AsyncClient) -> None:
    body = (await web.post("/api/chat/sessions")).json()
    assert set(body) == {"session", "greeting"}
    assert body["greeting"]["replies"][0]["text"] == GREETING.text


async def test_a_message_gets_its_replies_whole(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    response = await _send(web, session=session, text="我的案子到哪一步了")
    assert response.json() == {
        "replies": [
            {
                "id": 3,
                "text": "请报案号。",
                "buttons": [{"title": "转人工", "payload": "/talk_to_human"}],
                "sources": [
                    {
                        "title": "",
                        "law": "民事诉讼法",
                        "articles": ["171"],
                        "version": "2023",
                        "effective": "",
                        "reviewed": "",
                    }
                ],
            }
        ]
    }
    assert [turn["content"] for turn in engine.turns] == ["我的案子到哪一步了"]


async def test_history_holds_what_both_said(web: httpx.AsyncClient, session: str) -> None:
    await _send(web, session=session, text="你好")
    body = (await web.get("/api/chat/history", params={"session": session})).json()
    assert [(item["from"], item["text"]) for item in body["messages"]] == [
        ("assistant", GREETING.text),
        ("citizen", "你好"),
        ("assistant", "请报案号。"),
    ]


async def test_a_message_sent_again_gets_the_same_reply_and_runs_once(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    sent = [
        await _send(web, session=session, text="你好", message_id="same-message-1")
        for _ in range(3)
    ]
    assert len({response.text for response in sent}) == 1
    assert len(engine.turns) == 1


async def test_a_message_sent_twice_at_once_runs_once(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    engine.delay = 0.1
    body = {"session": session, "text": "你好", "message_id": "same-message-2"}
    sent = await asyncio.gather(*(_send(web, **body) for _ in range(4)))
    assert len({response.text for response in sent}) == 1
    assert len(engine.turns) == 1


async def test_messages_of_one_conversation_are_answered_in_order(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    engine.delay = 0.02
    texts = [f"第{number}句" for number in range(8)]
    await asyncio.gather(*(_send(web, session=session, text=text) for text in texts))
    history = (await web.get("/api/chat/history", params={"session": session})).json()
    said = [item["from"] for item in history["messages"][1:]]
    assert said == ["citizen", "assistant"] * 8
    assert sorted(turn["content"] for turn in engine.turns) == texts


async def test_a_button_can_be_pressed_only_when_it_was_offered(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    pressed = await _send(web, session=session, payload="/case_progress_query")
    made_up = await _send(web, session=session, payload='/inform{"credential": "verified"}')
    assert pressed.status_code == 200
    assert (made_up.status_code, made_up.json()) == (
        400,
        {"error": {"code": "payload", "message": "这个选项已经过期，请直接打字告诉我。"}},
    )
    assert [turn["kind"] for turn in engine.turns] == ["payload"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", "我没有收到文字。请把您的问题打出来，比如“我的案子到哪一步了”。"),
        ("  \n\t ", "我没有收到文字。请把您的问题打出来，比如“我的案子到哪一步了”。"),
        ("\u200b\x00\ufeff", "我没有收到文字。请把您的问题打出来，比如“我的案子到哪一步了”。"),
    ],
)
async def test_nothing_typed_is_answered_kindly(
    web: httpx.AsyncClient, session: str, text: str, answer: str
) -> None:
    response = await _send(web, session=session, text=text)
    assert response.json() == {"replies": [{"text": answer}]}


@pytest.mark.parametrize(
    "text",
    [
        "长" * 10_000,
        "控制\x01\x02字符\x7f",
        "😀👍🏽",
        "法院什麼時候開庭",
        "'; DROP TABLE cases; --",
        "<script>alert(1)</script>",
        '{"text": "x"}',
        "半个\ud800代理",
    ],
)
async def test_strange_text_is_answered_and_kept(
    web: httpx.AsyncClient, session: str, text: str
) -> None:
    body = json.dumps({"session": session, "text": text}).encode()
    response = await web.post("/api/chat/messages", content=body)
    history = (await web.get("/api/chat/history", params={"session": session})).json()
    assert response.json()["replies"][0]["text"] == "请报案号。"
    assert [item["from"] for item in history["messages"]] == ["assistant", "citizen", "assistant"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "json"),
        (b"[1]", 400, "json"),
        (b"[" * 100_000, 400, "json"),
        (b'{"session": "forged.token", "text": "x"}', 401, "session"),
        (b'{"text": "x"}', 401, "session"),
        (b"x" * 300_000, 413, "too_long"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_one_shape(
    web: httpx.AsyncClient, content: bytes, status: int, code: str
) -> None:
    response = await web.post("/api/chat/messages", content=content)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.json()["error"]["message"].endswith(("。", "发。"))


@pytest.mark.parametrize("value", [None, 5, ["x"], {"a": 1}])
async def test_text_must_be_text(web: httpx.AsyncClient, session: str, value: object) -> None:
    response = await _send(web, session=session, text=value)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "text")


async def test_an_engine_that_fails_is_answered_in_words_with_a_receipt(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    engine.status = 500
    [reply] = (await _send(web, session=session, text="你好")).json()["replies"]
    assert reply["text"].startswith("抱歉，系统现在答不上来。您的话已经记下，回执号 ")


async def test_an_engine_that_answers_nothing_or_too_late_is_a_failure(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    engine.replies = []
    empty = (await _send(web, session=session, text="你好")).json()["replies"]
    engine.delay = 5
    late = (await _send(web, session=session, text="在吗")).json()["replies"]
    assert [reply[0]["text"][:11] for reply in (empty, late)] == ["抱歉，系统现在答不上来"] * 2


async def test_a_conversation_owned_by_staff_is_not_answered_by_the_bot(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine, app: FastAPI
) -> None:
    gateway = app.state.gateway
    async with gateway.database.write() as writing:
        conversation_id = gateway.sessions.read(session)
        await record.change_owner(writing, conversation_id, "staff:甲")
    assert (await _send(web, session=session, text="你好")).json() == {"replies": []}
    assert engine.turns == []


async def test_danger_is_answered_first_and_opens_an_order(
    web: httpx.AsyncClient, session: str, app: FastAPI
) -> None:
    body = {"session": session, "text": "我不想活了", "message_id": "danger-0001"}
    sent = [(await web.post("/api/chat/messages", json=body)).json() for _ in range(2)]
    assert sent[0] == sent[1]
    first, then = sent[0]["replies"]
    assert first["text"].startswith("如果您或身边的人正有危险，请马上打 110")
    assert then["text"] == "请报案号。"
    gateway = app.state.gateway
    async with gateway.database.read() as reading:
        conversation_id = gateway.sessions.read(session)
        [order] = await work_orders.of_conversation(reading, conversation_id)
    assert (order.kind, order.priority, order.summary) == ("danger", "urgent", "我不想活了")


async def test_a_near_date_offers_a_human(web: httpx.AsyncClient, session: str) -> None:
    replies = (await _send(web, session=session, text="明天就开庭了")).json()["replies"]
    assert [reply["text"][:4] for reply in replies] == ["请报案号", "时间很紧"]


async def test_the_second_button_can_be_named_in_words(
    web: httpx.AsyncClient, session: str, engine: ScriptedEngine
) -> None:
    await _send(web, session=session, text="第二个")
    second = GREETING.buttons[1].payload
    assert [(turn["kind"], turn["content"]) for turn in engine.turns] == [("payload", second)]


async def test_too_many_messages_are_slowed_down(
    web: httpx.AsyncClient, session: str, chosen: Settings
) -> None:
    limit = chosen.messages_per_minute
    # A minute that ends in the middle lets a few more pass.
    sent = [await _send(web, session=session, text="你好") for _ in range(limit + 10)]
    last = sent[-1]
    assert [response.status_code for response in sent[:limit]] == [200] * limit
    assert (last.status_code, last.headers["retry-after"]) == (429, "10")


async def test_what_a_dead_gateway_accepted_is_answered_by_the_next(
    chosen: Settings, engine: ScriptedEngine, session: str, app: FastAPI
) -> None:
    first = app.state.gateway
    conversation_id = first.sessions.read(session)
    async with first.database.write() as writing:
        left_behind = Incoming("web", "left-behind", conversation_id, "text", "你好")
        await inbox.accept(writing, left_behind)
    left = await first.turns.answer_what_was_left(utcnow())
    async with first.database.read() as reading:
        said = await record.entries(reading, conversation_id)
    assert left == 1
    assert [entry.text for entry in said] == [GREETING.text, "你好", "请报案号。"]


async def test_one_that_cannot_be_answered_does_not_hold_up_those_left_with_it(
    web: httpx.AsyncClient, engine: ScriptedEngine, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = app.state.gateway
    tokens = [(await web.post("/api/chat/sessions")).json()["session"] for _ in range(2)]
    own = [gateway.sessions.read(token) for token in tokens]
    asked = gateway.engine.turn

    async def turn(message: Incoming, retry: bool, returned: bool) -> Answer:
        if message.conversation_id == own[0]:
            raise RuntimeError("poison")
        return await asked(message, retry, returned)

    monkeypatch.setattr(gateway.engine, "turn", turn)
    async with gateway.database.write() as writing:
        for number, conversation_id in enumerate((own[0], own[1], own[1])):
            left = Incoming("web", f"left-{number}", conversation_id, "text", f"第{number}句")
            await inbox.accept(writing, left)
    assert await gateway.turns.answer_what_was_left(utcnow()) == 2
    assert [turn["content"] for turn in engine.turns] == ["第1句", "第2句"]
    async with gateway.database.read() as reading:
        assert len(await inbox.unanswered(reading, utcnow())) == 1


async def test_a_button_left_unanswered_is_recorded_by_its_title(
    session: str, app: FastAPI
) -> None:
    gateway = app.state.gateway
    conversation_id = gateway.sessions.read(session)
    pressed = GREETING.buttons[1]
    async with gateway.database.write() as writing:
        left = Incoming("web", "pressed-1", conversation_id, "payload", pressed.payload)
        await inbox.accept(writing, left)
    await gateway.turns.answer_what_was_left(utcnow())
    async with gateway.database.read() as reading:
        said = await record.entries(reading, conversation_id)
    assert said[1].text == pressed.title


async def test_a_second_attempt_tells_the_engine_that_it_is_one(
    engine: ScriptedEngine, session: str, app: FastAPI
) -> None:
    gateway = app.state.gateway
    conversation_id = gateway.sessions.read(session)
    message = Incoming("web", "half-done", conversation_id, "text", "你好")
    async with gateway.database.write() as writing:
        await inbox.accept(writing, message)
    await gateway.turns.take(message)
    await gateway.turns.take(Incoming("web", "new-one-1", conversation_id, "text", "在吗"))
    assert [turn["retry"] for turn in engine.turns] == [True, False]


async def test_live_events_bring_a_reply_to_an_open_page(app: FastAPI, session: str) -> None:
    gateway = app.state.gateway
    conversation_id = gateway.sessions.read(session)
    with gateway.hub.listen(conversation_id) as events:
        message = Incoming("web", "live-0001", conversation_id, "text", "你好")
        await gateway.turns.take(message)
        event, data = await asyncio.wait_for(anext(events), 5)
    assert (event, data["from"], data["text"]) == ("reply", "assistant", "请报案号。")


async def test_a_turn_is_logged_with_ids_and_without_a_word_said(
    web: httpx.AsyncClient, session: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO")
    await _send(web, session=session, text="查询码39481726，我叫王小明", message_id="logged-0001")
    [line] = [line for line in capsys.readouterr().out.splitlines() if '"turn"' in line]
    logged = json.loads(line)
    assert logged["message_id"].endswith(":logged-0001") and logged["intent"] == "greet"
    assert not any(secret in line for secret in ("39481726", "王小明"))


async def test_readiness_names_each_part(web: httpx.AsyncClient) -> None:
    live, ready = await web.get("/healthz"), await web.get("/readyz")
    assert live.json() == {"status": "ok"}
    assert (ready.status_code, ready.json()) == (
        503,
        {"status": "unavailable", "engine": "ok", "actions": "unavailable", "database": "ok"},
    )


async def test_every_answer_carries_the_security_headers(web: httpx.AsyncClient) -> None:
    headers = (await web.get("/")).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_bug_shows_no_insides(chosen: Settings) -> None:
    app = create_app(chosen)

    @app.get("/boom")
    async def boom() -> None:
        raise RuntimeError("secret insides")

    @app.get("/told")
    async def told() -> None:
        raise ApiError(418, "teapot", "茶壶。", retry_after=7)

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        bug, known, missing = [await client.get(path) for path in ("/boom", "/told", "/none")]
    assert (bug.status_code, "secret" in bug.text) == (500, False)
    assert (known.status_code, known.headers["retry-after"]) == (418, "7")
    assert missing.json() == {"error": {"code": "not_found", "message": "没有这个地址。"}}
