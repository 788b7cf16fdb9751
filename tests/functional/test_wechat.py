"""The WeChat door: every kind of message, in the window and after it, once and only once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.desk import record
from bot.desk.addresses import find
from bot.desk.models import InboxMessage, OutboxMessage, RecordEntry, WorkOrder
from channels.app import create_app
from channels.limits import WeChat
from channels.wechat.meaning import NOT_HEARD, UNKNOWN, WELCOME
from channels.wechat.messages import Message
from channels.wechat.rendering import parts_of
from channels.wechat.simulation.server import Call, PlayedServer
from tests.functional.wechat import AES_KEY, APP_ID, TOKEN, World, settings, world

ANSWER = "请报案号。\n依据：《民事诉讼法》第171条（2023）\n\n需要的话，回复：转人工"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A gateway in secure mode."""
    async with world(settings(tmp_path)) as made:
        yield made


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeChat waits a second and the engine takes longer: answers come late."""
    monkeypatch.setattr(WeChat, "ANSWER_WITHIN", 1.0)


async def waiting(here: World) -> int:
    """Return how many replies wait in the outbox."""
    async with here.app.state.gateway.database.read() as session:
        count = select(func.count()).select_from(OutboxMessage)
        return await session.scalar(count) or 0


async def entries(here: World, openid: str = "o-one") -> list[RecordEntry]:
    """Return the record of a citizen's conversation."""
    async with here.app.state.gateway.database.read() as session:
        conversation_id = await find(session, "wechat", openid)
        assert conversation_id
        return list(await record.entries(session, conversation_id))


async def orders(here: World) -> list[WorkOrder]:
    """Return every work order."""
    async with here.app.state.gateway.database.read() as session:
        return list(await session.scalars(select(WorkOrder)))


@pytest.mark.parametrize("mode", ["plain", "compatible", "secure"])
async def test_a_message_is_answered_in_every_mode(tmp_path: Path, mode: str) -> None:
    async with world(settings(tmp_path, wechat_mode=mode)) as here:
        assert (await here.web.get("/wechat", params=here.server.verification("42"))).text == "42"
        assert await here.say("你好") == ANSWER
        assert await waiting(here) == 0
        [turn] = here.engine.turns
        assert (turn["channel"], turn["kind"], turn["content"]) == ("wechat", "text", "你好")
        assert len(turn["client"]) == 32 and "o-one" not in turn["client"]
        assert here.api.sent == []


async def test_the_door_is_closed_without_a_token(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, wechat_token=SecretStr("")))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            for answer in (await web.get("/wechat"), await web.post("/wechat", content=b"<xml/>")):
                assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_a_forged_check_of_the_address_is_refused(here: World) -> None:
    query = here.server.verification("42")
    for wrong in ({**query, "signature": "0" * 40}, {**query, "nonce": "x"}, {}):
        answer = await here.web.get("/wechat", params=wrong)
        assert (answer.status_code, answer.text) == (403, "")


async def test_the_same_message_gets_the_same_answer_and_runs_once(here: World) -> None:
    server = here.server
    first = await here.said(server.text("o-one", "你好", "77"))
    again = await asyncio.gather(*(here.said(server.text("o-one", "你好", "77")) for _ in range(3)))
    assert [first, *again] == [ANSWER] * 4
    assert len(here.engine.turns) == 1
    assert [entry.sender for entry in await entries(here)] == ["citizen", "assistant"]
    assert (await waiting(here), here.api.sent) == (0, [])


async def test_nobody_gets_the_answer_to_somebody_elses_message(here: World) -> None:
    await here.said(here.server.text("o-one", "你好", "77"))
    here.engine.replies = [{"text": "别的回答。"}]
    assert await here.said(here.server.text("o-two", "你好", "77")) == "别的回答。"


async def test_messages_of_one_citizen_are_answered_in_order(here: World) -> None:
    here.engine.delay = 0.05
    await asyncio.gather(*(here.say(f"第{n}句话") for n in range(6)))
    senders = [entry.sender for entry in await entries(here)]
    assert senders == ["citizen", "assistant"] * 6


async def test_a_late_answer_is_sent_as_a_message(here: World, hurried: None) -> None:
    here.engine.delay = 1.8
    assert await here.say("你好") == ""
    await here.until(lambda: bool(here.api.sent))
    assert here.api.sent == [
        {
            "touser": "o-one",
            "msgtype": "msgmenu",
            "msgmenu": {
                "head_content": "请报案号。\n依据：《民事诉讼法》第171条（2023）",
                "list": [{"id": "1", "content": "转人工"}],
                "tail_content": "点一下，或者直接说。",
            },
        }
    ]
    assert here.api.typing == ["o-one"]
    await here.until_true(lambda: _is_zero(here))


async def _is_zero(here: World) -> bool:
    return await waiting(here) == 0


async def test_a_try_again_after_success_is_answered_success(here: World, hurried: None) -> None:
    here.engine.delay = 1.8
    call = here.server.text("o-one", "你好", "5")
    assert await here.said(call) == ""
    await here.until(lambda: bool(here.api.sent))
    assert await here.said(here.server.text("o-one", "你好", "5")) == ""
    await asyncio.sleep(0.5)
    assert len(here.api.sent) == 1


async def test_without_the_secret_the_request_is_held_until_the_answer(
    tmp_path: Path, hurried: None
) -> None:
    async with world(settings(tmp_path, wechat_app_secret=SecretStr(""))) as here:
        here.engine.delay = 1.8
        assert await here.say("你好") == ANSWER


async def test_a_peer_that_has_gone_gets_its_answer_as_a_message(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeChat, "HELD_BACK", WeChat.AFTER_REPLY)
    call = here.server.text("o-one", "你好")
    here.engine.delay = 0.2

    async def is_gone() -> bool:
        return True

    message = Message.of(here.door.security.open(call.query, call.body).fields)
    taking = asyncio.create_task(here.door.reception.take(message, time.monotonic(), is_gone))
    assert await taking == ""
    await here.until(lambda: bool(here.api.sent))
    assert len(here.engine.turns) == 1


async def test_a_cancelled_request_is_answered_all_the_same(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WeChat, "HELD_BACK", WeChat.AFTER_REPLY)
    here.engine.delay = 0.2
    task = asyncio.create_task(here.say("你好"))
    await asyncio.sleep(0.1)
    task.cancel()
    await here.until(lambda: bool(here.api.sent))
    assert (len(here.api.sent), len(here.engine.turns)) == (1, 1)
    # WeChat asks again, too late: it has been sent.
    await asyncio.sleep(0.3)
    assert len(here.api.sent) == 1


async def test_a_try_again_within_the_hold_takes_the_answer_as_its_reply(here: World) -> None:
    here.engine.delay = 0.2
    task = asyncio.create_task(here.said(here.server.text("o-one", "你好", "9")))
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.3)
    assert await here.said(here.server.text("o-one", "你好", "9")) == ANSWER
    assert (await waiting(here), here.api.sent) == (0, [])


async def test_a_long_answer_is_one_reply_and_the_rest_follows(here: World) -> None:
    sentence = "当事人应当在规定的期限内提交材料，逾期的后果由法律规定。"
    here.engine.replies = [{"text": sentence * 40}, {"text": "第二条。"}]
    first = await here.say("说说期限")
    await here.until(lambda: bool(here.api.sent))
    whole = first + "".join(here.api.texts())
    assert whole.replace("\n", "") == sentence * 40 + "第二条。"
    assert max(len(part.encode()) for part in (first, *here.api.texts())) <= WeChat.TEXT_BYTES
    assert first.endswith("。")
    await here.until_true(lambda: _is_zero(here))


async def test_a_hostile_answer_does_not_break_out_of_its_section(here: World) -> None:
    text = "前]]></Content><Content><![CDATA[假<a>&amp;"
    here.engine.replies = [{"text": text}]
    assert await here.say("你好") == text


async def test_subscribing_is_welcomed_with_what_is_recorded(here: World) -> None:
    call = here.server.event("o-one", "subscribe", EventKey="qrscene_3")
    assert await here.said(call) == parts_of([WELCOME])[0].plain
    assert "对话会被记录" in WELCOME.text
    assert await here.said(here.server.call(_fields_of(call, here))) == parts_of([WELCOME])[0].plain
    assert [entry.text for entry in await entries(here)] == ["［关注，扫码 3］", WELCOME.text]
    assert here.engine.turns == []


def _fields_of(call: Call, here: World) -> dict[str, str | int]:
    """The same event again, as WeChat repeats it: same fields, new signature."""
    fields = here.door.security.open(call.query, call.body).fields
    return {**fields, "CreateTime": int(fields["CreateTime"])}


async def test_a_press_on_the_menu_is_its_payload(here: World) -> None:
    assert await here.said(here.server.event("o-one", "CLICK", EventKey="fee")) == ANSWER
    [turn] = here.engine.turns
    assert (turn["kind"], turn["content"]) == ("payload", "/calculate_fee")
    assert (await entries(here))[0].text == "算诉讼费"


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("VIEW", {"EventKey": "https://court.example/wechat/bind"}),
        ("unsubscribe", {}),
        ("LOCATION", {"Latitude": "23.1", "Longitude": "113.3"}),
        ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": ""}),
        ("TEMPLATESENDJOBFINISH", {"Status": "success"}),
        ("something_new", {}),
    ],
)
async def test_other_events_are_taken_in_silence(
    here: World, event: str, fields: dict[str, str]
) -> None:
    response = await here.post(here.server.event("o-one", event, **fields))
    assert (response.status_code, response.text) == (200, "success")
    assert (here.engine.turns, here.api.sent, await waiting(here)) == ([], [], 0)


async def test_speech_that_wechat_understood_is_a_typed_message(here: World) -> None:
    call = here.server.message("o-one", "voice", MediaId="m1", Recognition="我的案子到哪了")
    assert await here.said(call) == ANSWER
    assert here.engine.turns[0]["content"] == "我的案子到哪了"


async def test_speech_nobody_understands_is_answered_kindly(here: World) -> None:
    call = here.server.message("o-one", "voice", MediaId="m1", Format="amr")
    assert await here.said(call) == parts_of([NOT_HEARD])[0].plain


async def test_a_picture_is_kept_for_the_desk(here: World) -> None:
    here.api.media["m1"] = ("image/jpeg", b"\xff\xd8picture")
    answer = await here.said(here.server.message("o-one", "image", MediaId="m1", PicUrl="http://x"))
    assert answer.startswith("图片收到了，已经留给工作人员看。")
    folder = here.app.state.settings.var_dir / "media"

    async def kept() -> bool:
        return len(await entries(here)) == 3

    await here.until_true(kept)
    last = (await entries(here))[-1]
    [file] = folder.iterdir()
    assert (last.sender, last.text) == ("citizen", "［图片］")
    assert last.body == {"attachment": {"kind": "image", "file": file.name, "bytes": 9}}
    assert file.read_bytes() == b"\xff\xd8picture"


async def test_a_place_is_answered_with_its_court(here: World) -> None:
    call = here.server.message(
        "o-one",
        "location",
        Location_X="30.3",
        Location_Y="114.3",
        Label="湖北省武汉市江夏区纸坊街道",
    )
    assert "武汉市江夏区人民法院" in await here.said(call)
    unknown = here.server.message("o-one", "location", Label="太平洋")
    assert "哪个区或者哪个县" in await here.said(unknown)


@pytest.mark.parametrize("kind", ["video", "shortvideo", "file", "image"])
async def test_films_files_and_pictures_are_answered(here: World, kind: str) -> None:
    answer = await here.said(here.server.message("o-one", kind))
    assert "请打字告诉我" in answer and "不算向法院提交" in answer


async def test_a_link_is_a_message_to_look_at(here: World) -> None:
    call = here.server.message(
        "o-one", "link", Title="法院通知", Description="", Url="http://a.b/c"
    )
    assert await here.said(call) == ANSWER
    assert here.engine.turns[0]["content"] == "法院通知\nhttp://a.b/c"


@pytest.mark.parametrize("kind", ["sticker", "miniprogrampage"])
async def test_an_unknown_kind_is_answered(here: World, kind: str) -> None:
    assert await here.said(here.server.message("o-one", kind)) == parts_of([UNKNOWN])[0].plain


async def test_an_empty_text_is_answered(here: World) -> None:
    assert await here.say("") == parts_of([UNKNOWN])[0].plain


async def test_a_conversation_of_staff_is_left_to_them(here: World) -> None:
    await here.say("你好")
    database = here.app.state.gateway.database
    async with database.write() as session:
        conversation_id = await find(session, "wechat", "o-one")
        assert conversation_id
        await record.change_owner(session, conversation_id, "staff-7")
    assert await here.say("在吗") == ""
    assert await here.said(here.server.message("o-one", "image")) == ""
    assert len(here.engine.turns) == 1
    assert [entry.text for entry in await entries(here)][-2:] == ["在吗", "［图片］"]


async def test_what_cannot_be_stored_is_not_accepted(
    here: World, monkeypatch: pytest.MonkeyPatch, hurried: None
) -> None:
    async def slow(*_: object) -> None:
        await asyncio.sleep(2)

    monkeypatch.setattr(here.door.reception, "_begin", slow)
    response = await here.post(here.server.text("o-one", "你好"))
    assert (response.status_code, response.text) == (503, "")


async def test_hostile_requests_are_refused_and_leave_nothing(here: World) -> None:
    good = here.server.text("o-one", "你好")
    other = PlayedServer("other-token", "secure", APP_ID, AES_KEY).text("o-one", "你好")
    plain = PlayedServer(TOKEN, "plain").text("o-one", "你好")
    old = {**good.query, "timestamp": str(int(time.time()) - 3600)}
    attacks = [
        (other.query, other.body), (plain.query, plain.body), (old, good.body), ({}, good.body),
        (good.query, b""), (good.query, b"<xml>"), (good.query, b"x" * 100_000),
        ({**good.query, "msg_signature": ""}, good.body),
        ({**good.query, "encrypt_type": "raw"}, good.body),
        (good.query, b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
    ]  # fmt: skip
    statuses = [
        (await here.web.post("/wechat", params=query, content=body)).status_code
        for query, body in attacks
    ]
    assert statuses == [403, 403, 403, 403, 400, 400, 413, 403, 403, 400]
    async with here.app.state.gateway.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(InboxMessage)) == 0
    assert here.engine.turns == []
