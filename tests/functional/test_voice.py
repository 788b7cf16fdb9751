"""Whole calls over a real database: what is heard, and that nothing is lost or done twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, select
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

import channels.voice.answering as answering
from bot.cases.grants import Grant, current_grants, store_grant
from bot.cases.keys import CaseKey
from bot.court.zone import CHINA
from bot.db import Base
from bot.desk import addresses, inbox, record
from bot.desk.calls import calls
from bot.desk.inbox import Incoming
from bot.desk.models import InboxMessage, OutboxMessage, WorkOrder
from bot.desk.record import utcnow
from bot.settings import Settings
from channels.app import create_app
from channels.limits import Voice
from channels.sms import SmsFailed
from channels.voice import words
from tests.functional.conftest import ScriptedEngine
from tests.functional.phone import CALLER, PUBLIC, TOKEN, Phone, settings_of_the_phone

HOURS = "工作日 8:30-12:00，13:30-17:30"
WORKING = datetime(2026, 11, 25, 10, 0, tzinfo=CHINA)
EVENING = datetime(2026, 11, 25, 20, 0, tzinfo=CHINA)
LONG: dict[str, Any] = {
    "text": "。".join(f"第{place}步{'办' * 50}" for place in "一二三四五六") + "。",
    "buttons": [{"title": "多少钱", "payload": '/procedure{"article": "a", "facet": "cost"}'}],
    "sources": [{"law": "民事诉讼法", "articles": ["171"], "reviewed": "2026-11-22"}],
}
CASE: dict[str, Any] = {
    "text": "（2026）京0105民初12345号\n承办法官：王某某，办公电话 010-85998888。",
    "voice": "您的案件现在是审理阶段。",
    "timeline": [{"date": "2026年3月5日", "stage": "立案", "state": "done"}],
}


def made(tmp_path: Path, **more: Any) -> Settings:
    """Settings of a gateway with a phone door and its own database."""
    base = create_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    Base.metadata.create_all(base)
    base.dispose()
    return Settings(
        environment="test",
        var_dir=tmp_path,
        turn_timeout=5,
        log_level="ERROR",
        **settings_of_the_phone(human_hours=HOURS, **more),
    )


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """Seats that can be dialled, in Beijing."""
    return made(tmp_path, human_number="+861012345678", hotline_province="京")


@pytest.fixture
def phone(web: httpx.AsyncClient) -> Phone:
    """A telephone."""
    return Phone(web)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is evening: nobody sits at the seats."""
    at(monkeypatch, EVENING)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the clock by which callers are put through."""
    monkeypatch.setattr(answering, "utcnow", lambda: moment)


def as_said(*replies: dict[str, Any]) -> list[dict[str, Any]]:
    """Return replies of the engine."""
    return [{"buttons": [], **reply} for reply in replies]


async def rows(app: FastAPI, table: Any) -> list[Any]:
    """Return every row of a table."""
    async with app.state.gateway.database.read() as session:
        return list((await session.scalars(select(table))).all())


async def conversation(app: FastAPI, phone: Phone) -> str:
    """Return the conversation of a call."""
    async with app.state.gateway.database.read() as session:
        found = await addresses.find(session, "voice", phone.sid)
    assert found
    return found


async def transcript(app: FastAPI, phone: Phone) -> list[tuple[str, str]]:
    """Return what the record says."""
    async with app.state.gateway.database.read() as session:
        entries = await record.entries(session, await conversation(app, phone))
    return [(entry.sender, entry.text) for entry in entries]


# The door.


async def test_without_a_token_there_is_no_door(tmp_path: Path) -> None:
    made(tmp_path)
    closed = create_app(Settings(environment="test", var_dir=tmp_path, log_level="ERROR"))
    async with closed.router.lifespan_context(closed):
        transport = httpx.ASGITransport(closed)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            assert (await Phone(web).send(f"{PUBLIC}/voice/incoming", {})).status_code == 404


@pytest.mark.parametrize(
    "path", ["incoming", "turn?step=1", "wait?step=1", "rung?step=1", "fallback", "status"]
)
async def test_only_the_platform_is_let_in(web: httpx.AsyncClient, app: FastAPI, path: str) -> None:
    form = {"CallSid": "CA1", "From": CALLER}
    wrong = {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    odd = {b"X-Twilio-Signature": b"\xff\x00"}
    bare = await web.post(f"/voice/{path}", data=form)
    forged = await web.post(f"/voice/{path}", data=form, headers=wrong)
    strange = await web.post(f"/voice/{path}", data=form, headers=odd)
    huge = await web.post(f"/voice/{path}", content=b"a=" + b"x" * 70_000, headers=wrong)
    statuses = [answer.status_code for answer in (bare, forged, strange, huge)]
    assert statuses == [403, 403, 403, 413]
    assert await rows(app, InboxMessage) == []


async def test_a_signature_is_of_one_address_only(phone: Phone, engine: ScriptedEngine) -> None:
    await phone.dial()
    url, form = f"{PUBLIC}/voice/turn?step=1", {**phone.fields(), "SpeechResult": "你好"}
    headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form)}
    statuses = [
        (await phone.web.post(f"/voice/turn?step={step}", data=form, headers=headers)).status_code
        for step in (2, 1)
    ]
    assert (statuses, len(engine.turns)) == ([403, 200], 1)


async def test_a_signed_request_without_a_call_is_refused(phone: Phone) -> None:
    assert (await phone.send(f"{PUBLIC}/voice/incoming", {"From": CALLER})).status_code == 400


# A call.


async def test_the_notice_comes_first_and_listens_from_the_first_word(
    phone: Phone, app: FastAPI
) -> None:
    said = await phone.dial()
    assert tuple(said) == words.NOTICE
    [gather] = phone.last
    assert gather.tag == "Gather" and gather.attrib["input"] == "dtmf speech"
    assert gather.attrib["action"] == f"{PUBLIC}/voice/turn?step=1"
    assert await transcript(app, phone) == [("assistant", "".join(words.NOTICE))]
    [call] = await rows(app, calls.PhoneCall)
    assert (call.caller_tail, CALLER in str(vars(call))) == ("1111", False)


async def test_a_question_is_answered_in_breaths_with_its_choices(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    engine.replies = as_said(
        {
            "text": "书面文字（不念）。",
            "voice": "十五天内交上诉状。",
            "buttons": [
                {"title": "要多少钱", "payload": "/a"},
                {"title": "带什么", "payload": "/b"},
                {"title": "转人工", "payload": "/talk_to_human"},
            ],
        }
    )
    await phone.dial()
    assert await phone.say("怎么上诉") == [
        "十五天内交上诉状。",
        "您可以说，要多少钱，按一；带什么，按二。",
    ]
    await phone.press("2")
    assert [(turn["kind"], turn["content"]) for turn in engine.turns] == [
        ("text", "怎么上诉"),
        ("payload", "/b"),
    ]
    assert ("citizen", "带什么") in await transcript(app, phone)
    assert await rows(app, OutboxMessage) == []


async def test_a_step_sent_again_gets_the_same_and_runs_once(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    await phone.dial()
    assert await phone.again() == phone.answers[-1]
    await phone.say("怎么上诉")
    url, form = phone.posted
    sent = await asyncio.gather(*(phone.send(url, form) for _ in range(4)))
    assert {answer.text for answer in sent} == {phone.answers[-1]}
    await phone.say("转人工")
    assert await phone.again() == phone.answers[-1]
    assert (len(engine.turns), len(await rows(app, WorkOrder))) == (1, 1)


async def test_a_slow_answer_is_waited_for_in_words(
    phone: Phone, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Voice, "ANSWER_WITHIN", 0.05)
    monkeypatch.setattr(Voice, "POLL_WITHIN", 0.05)
    engine.delay = 0.3
    await phone.dial()
    said = await phone.say("怎么上诉")
    assert said[0] == "请您稍等。" and said[-1] == "请报案号。"
    assert set(said[1:-1]) <= set(words.WAIT[1:]) and len(said) > 3
    assert len(engine.turns) == 1


async def test_what_takes_too_long_is_said_and_comes_later(
    phone: Phone, app: FastAPI, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Voice, "ANSWER_WITHIN", 0.01)
    monkeypatch.setattr(Voice, "POLL_WITHIN", 0.01)
    monkeypatch.setattr(Voice, "POLLS", 2)
    engine.delay = 0.5
    await phone.dial()
    assert (await phone.say("怎么上诉"))[-1] == words.TOO_LONG[0]
    await app.state.line.close()
    monkeypatch.setattr(Voice, "ANSWER_WITHIN", 30)
    engine.delay, engine.replies = 0, as_said({"text": "第二个答复。"})
    assert await phone.say("再问一句别的事情") == ["请报案号。", "第二个答复。"]
    assert [turn["content"] for turn in engine.turns] == ["怎么上诉", "再问一句别的事情"]


async def test_a_failing_engine_is_an_apology_with_a_receipt(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    engine.status = 500
    await phone.dial()
    said = await phone.say("怎么上诉")
    [order] = await rows(app, WorkOrder)
    assert "抱歉，系统现在答不上来" in said[0] and order.kind == "unanswered"
    assert order.receipt not in "".join(said)


async def test_a_long_answer_comes_in_parts_and_by_sms(
    phone: Phone, app: FastAPI, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, str]] = []

    async def send(_self: object, number: str, text: str) -> None:
        sent.append((number, text))

    monkeypatch.setattr("channels.sms.ConsoleSms.send", send)
    engine.replies = [LONG]
    await phone.dial()
    first = await phone.say("怎么上诉")
    assert [breath[:3] for breath in first] == ["第一步", "第二步", "第三步", "后面还"]
    assert first[-1] == words.MORE_OR_SMS
    second = await phone.say("继续")
    assert [breath[:3] for breath in second] == ["第四步", "第五步", "第六步", "您可以"]
    await phone.say("怎么上诉")
    assert await phone.say("发短信") == [words.SMS_SENT]
    assert await phone.again() == phone.answers[-1]
    assert sent == [(CALLER, LONG["text"])]
    assert len(engine.turns) == 2


async def test_an_sms_that_fails_is_said(
    phone: Phone, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(_self: object, _number: str, _text: str) -> None:
        raise SmsFailed("status 500")

    monkeypatch.setattr("channels.sms.ConsoleSms.send", send)
    engine.replies = [LONG]
    await phone.dial()
    await phone.say("怎么上诉")
    assert await phone.press("3") == [words.SMS_FAILED]
    assert (await phone.press("1"))[0].startswith("第四步")


async def test_nothing_of_a_case_goes_by_sms(phone: Phone, engine: ScriptedEngine) -> None:
    engine.replies = [{**CASE, "voice": "", "text": CASE["text"] * 5, "sources": LONG["sources"]}]
    await phone.dial()
    said = await phone.say("我的案子")
    assert said[-1] == words.MORE


# The caller's wishes about the call.


async def test_again_slower_louder_back_and_goodbye(phone: Phone, engine: ScriptedEngine) -> None:
    await phone.dial()
    await phone.say("怎么上诉")
    assert await phone.say("再说一遍") == [words.AGAIN, "请报案号。"]
    assert await phone.say("慢一点") == [words.SLOWER, "请报案号。"]
    assert "<prosody rate=" in phone.answers[-1]
    assert await phone.say("大声一点") == [words.LOUDER, "请报案号。"]
    await phone.say("上一步")
    assert 'rate="80%" volume="loud"' in phone.answers[-1]
    assert [turn["content"] for turn in engine.turns] == ["怎么上诉", "上一步"]
    assert await phone.say("再见") == [words.GOODBYE]
    assert phone.verbs() == ["Say", "Hangup"]


async def test_silence_repeats_nothing_private_and_ends_with_a_call_back(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    engine.replies = [CASE]
    await phone.dial()
    assert await phone.say("我的案子") == ["您的案件现在是审理阶段。"]
    said = [*await phone.silence(), *await phone.silence()]
    assert said == list(words.SILENT)
    last = await phone.silence()
    [order] = await rows(app, WorkOrder)
    assert (order.kind, order.collected) == ("call_back", {"call_back_number": CALLER})
    assert last[0].startswith("一直没有听到您的声音") and "Hangup" in phone.verbs()
    assert not any("审理" in breath for breath in (*said, *last))
    assert len(engine.turns) == 1


async def test_words_end_the_count_of_silences(phone: Phone) -> None:
    await phone.dial()
    for _ in range(3):
        await phone.silence()
        assert await phone.silence() == [words.SILENT[1]]
        await phone.say("怎么上诉")


async def test_a_doubtful_hearing_is_asked_again_and_not_guessed(
    phone: Phone, engine: ScriptedEngine
) -> None:
    await phone.dial()
    assert await phone.say("嗯嘟嘟案子", confidence="0.1") == [words.UNSURE[0]]
    assert await phone.say("嘟嘟", confidence="0.2") == [words.UNSURE[1]]
    assert await phone.say("怎么上诉", confidence="0") == ["请报案号。"]
    assert await phone.say("救命他拿着刀", confidence="0.1") != [words.UNSURE[0]]
    assert [turn["content"] for turn in engine.turns] == ["怎么上诉", "救命他拿着刀"]


# Case numbers.


async def test_a_spoken_number_is_read_back_before_it_counts(
    phone: Phone, engine: ScriptedEngine
) -> None:
    await phone.dial()
    said = await phone.say("二零二六年京零一零五民初一万二千三百四十五号什么时候开庭")
    assert said == [
        "您说的是，二零二六年，京零幺零五，民初，幺二三四五号，北京市朝阳区人民法院。",
        words.IS_IT_RIGHT,
    ]
    assert engine.turns == []
    await phone.say("对")
    assert engine.turns[0]["content"] == "（2026）京0105民初12345号 什么时候开庭"


async def test_criminal_or_administrative_is_asked(phone: Phone, engine: ScriptedEngine) -> None:
    await phone.dial()
    said = await phone.say("二零二五年京零一零五刑初三百二十一号")
    assert said[0].startswith("请问是刑事案件，还是行政案件？")
    said = await phone.say("行政的")
    assert "行初，行政" in said[0]
    await phone.press("1")
    assert engine.turns[0]["content"] == "（2025）京0105行初321号"


async def test_a_number_denied_again_and_again_goes_to_the_keypad(
    phone: Phone, engine: ScriptedEngine
) -> None:
    await phone.dial()
    number = "二零二六年京零一零五民初一二三四五号"
    for _ in range(2):
        await phone.say(number)
        assert await phone.say("不对") == [words.SAY_AGAIN]
    await phone.say(number)
    assert (await phone.press("2"))[0] == words.KEYS_INSTEAD
    assert engine.turns == []


async def test_the_whole_case_query_on_the_keypad(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    await phone.dial()
    await phone.press("9")
    heard = [await phone.press(keys) for keys in ("39481726", "2026", "*", "2026", "0105", "1")]
    assert heard[0] == heard[2] == [words.KEYPAD_ASK["year"]]
    assert phone.last[0].attrib["input"] == "dtmf"
    said = await phone.press("12345")
    assert said[0] == (
        "您按的是，二零二六年，京零幺零五，民初，幺二三四五号，北京市朝阳区人民法院。"
    )
    await phone.press("1")
    assert engine.turns[0]["content"] == "（2026）京0105民初12345号 查询码39481726"
    [call] = await rows(app, calls.PhoneCall)
    assert "39481726" not in str(call.state)
    assert all("39481726" not in text for _, text in await transcript(app, phone))


async def test_keys_that_cannot_be_right_are_asked_again(phone: Phone) -> None:
    await phone.dial()
    await phone.press("9")
    assert (await phone.press("12"))[0] == words.KEYPAD_UNREAD["code"]
    await phone.press("123456")
    assert (await phone.press("1999"))[0].startswith("年份没有认出来")
    await phone.press("2026")
    await phone.press("0199")
    await phone.press("1")
    assert (await phone.press("7"))[0] == words.KEYPAD_UNREAD["court"]
    assert await phone.silence() == [words.SILENT_KEYS, words.KEYPAD_ASK["court"]]


# A human.


@pytest.mark.parametrize("wish", ["0", "转人工", "engine"])
async def test_in_hours_a_human_is_rung(
    phone: Phone, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    at(monkeypatch, WORKING)
    await phone.dial()
    if wish == "engine":
        engine.intent = "talk_to_human"
        await phone.say("这个机器说不明白换能管事的来")
    else:
        await (phone.press(wish) if wish == "0" else phone.say(wish))
    dial = phone.last.find("Dial")
    assert dial is not None and [number.text for number in dial] == ["+861012345678"]
    said = await phone.post(phone.next_url, DialCallStatus="completed", DialCallDuration="60")
    assert said == [words.GOODBYE]


async def test_seats_that_do_not_answer_call_back(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, WORKING)
    await phone.dial()
    await phone.say("人工")
    said = await phone.post(phone.next_url, DialCallStatus="no-answer")
    assert said[0].startswith(words.NOBODY_FREE) and "Gather" in phone.verbs()
    [order] = await rows(app, WorkOrder)
    assert order.collected == {"call_back_number": CALLER}
    assert await phone.say("怎么上诉") == ["请报案号。"]


@pytest.mark.parametrize(
    "moment",
    [EVENING, WORKING.replace(day=28), WORKING.replace(hour=12, minute=30)],
    ids=["evening", "saturday", "noon"],
)
async def test_out_of_hours_a_call_back_is_ordered_once(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch, moment: datetime
) -> None:
    at(monkeypatch, moment)
    await phone.dial()
    await phone.say("上诉要多少钱")
    said = "".join(await phone.say("转人工"))
    await phone.press("0")
    [order] = await rows(app, WorkOrder)
    assert order.summary == "上诉要多少钱"
    assert "现在不是人工服务时间" in said and "上午八点半到中午十二点" in said
    assert words.DEADLINES in said and order.receipt not in said
    assert [sender for sender, _ in await transcript(app, phone)][-4:] == [
        "citizen", "assistant", "citizen", "assistant",
    ]  # fmt: skip


async def test_a_withheld_number_is_asked_for(web: httpx.AsyncClient, app: FastAPI) -> None:
    phone = Phone(web, caller="anonymous")
    await phone.dial()
    assert await phone.say("转人工") == [words.WHICH_NUMBER]
    assert await phone.press("12") == [words.NUMBER_UNREAD]
    await phone.press("01085998888")
    [order] = await rows(app, WorkOrder)
    assert order.collected == {"call_back_number": "01085998888"}


async def test_fallback_is_a_plain_sentence_and_a_human(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.dial()
    said = await phone.post(f"{PUBLIC}/voice/fallback", ErrorCode="11205")
    assert said[0] == words.FAILED_HERE and "回电" in said[1]
    at(monkeypatch, WORKING)
    await phone.post(f"{PUBLIC}/voice/fallback", ErrorCode="11205")
    assert "Dial" in phone.verbs() and len(await rows(app, WorkOrder)) == 1


# What dies, and what does not.


async def test_verification_dies_with_the_call(phone: Phone, app: FastAPI) -> None:
    await phone.dial()
    here = await conversation(app, phone)
    database = app.state.gateway.database
    grant = Grant(CaseKey("京0105", 2026, "民初", 12345), 1, 1, 1, utcnow() + timedelta(hours=1))
    async with database.write() as session:
        await store_grant(session, here, grant, utcnow())
    await phone.say("怎么上诉")
    await phone.hang_up()
    async with database.read() as session:
        assert await current_grants(session, here, utcnow()) == []
    [call] = await rows(app, calls.PhoneCall)
    assert (call.state, call.answer, call.ended_at is None) == ({}, "", False)
    other = Phone(phone.web, sid="CA2")
    await other.dial()
    assert await conversation(app, other) != here


async def test_hanging_up_midway_loses_no_answer(
    phone: Phone, app: FastAPI, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Voice, "ANSWER_WITHIN", 0.01)
    engine.delay = 0.2
    await phone.dial()
    url, form = phone.next_url, {**phone.fields(), "SpeechResult": "怎么上诉"}
    await phone.send(url, form)
    await phone.hang_up()
    await app.state.line.close()
    assert (await transcript(app, phone))[-2:] == [
        ("citizen", "怎么上诉"),
        ("assistant", "请报案号。"),
    ]
    assert len(engine.turns) == 1


async def test_a_gateway_killed_after_accepting_answers_once(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    await phone.dial()
    here = await conversation(app, phone)
    left = Incoming("voice", f"{phone.sid}:1", here, "text", "怎么上诉", "")
    async with app.state.gateway.database.write() as session:
        await inbox.accept(session, left)
    assert await phone.say("怎么上诉") == ["请报案号。"]
    assert await phone.again() == phone.answers[-1]
    assert [turn["content"] for turn in engine.turns] == ["怎么上诉"]


async def test_a_gateway_killed_after_answering_says_the_same(
    tmp_path: Path, phone: Phone, app: FastAPI, chosen: Settings
) -> None:
    await phone.dial()
    await phone.press("9")
    await phone.press("39481726")
    restarted = create_app(chosen)
    async with restarted.router.lifespan_context(restarted):
        transport = httpx.ASGITransport(restarted)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            phone.web = web
            assert await phone.again() == phone.answers[-1]
            assert await phone.press("2026") == [words.KEYPAD_ASK["court"]]


async def test_a_lost_end_is_noticed(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.dial()
    monkeypatch.setattr("channels.voice.line.utcnow", lambda: utcnow() + timedelta(hours=3))
    await app.state.line.tidy()
    [call] = await rows(app, calls.PhoneCall)
    assert call.ended_at is not None
    assert tuple(await phone.say("喂")) == words.NOTICE


async def test_what_staff_say_is_spoken_next(
    phone: Phone, app: FastAPI, engine: ScriptedEngine
) -> None:
    await phone.dial()
    here = await conversation(app, phone)
    async with app.state.gateway.database.write() as session:
        await record.change_owner(session, here, "wang")
    assert await phone.say("怎么上诉") == [words.NOTED_FOR_STAFF]
    assert engine.turns == []


async def test_a_broken_database_is_said_and_the_step_comes_again(
    phone: Phone, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.dial()

    def broken() -> Any:
        raise OSError("disk")

    with monkeypatch.context() as patched:
        patched.setattr(app.state.gateway.database, "read", broken)
        assert await phone.say("怎么上诉") == list(words.BUSY)
        assert await phone.post(f"{PUBLIC}/voice/fallback") == [words.FAILED]
    phone.next_url = f"{PUBLIC}/voice/turn?step=1"
    assert await phone.say("怎么上诉") == ["请报案号。"]


@pytest.fixture
async def somleng(tmp_path: Path, engine: ScriptedEngine) -> AsyncIterator[Phone]:
    """A call by Somleng, which hears keys only and knows neither Pause nor Enqueue."""
    made_app = create_app(made(tmp_path, voice_platform="somleng", hotline_province="京"))
    async with made_app.router.lifespan_context(made_app):
        client = made_app.state.gateway.engine._client
        client._transport, client._mounts = httpx.MockTransport(engine), {}
        transport = httpx.ASGITransport(made_app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            yield Phone(web, platform="somleng")


async def test_a_call_on_keys_alone(somleng: Phone, engine: ScriptedEngine) -> None:
    assert tuple(await somleng.dial()) == words.NOTICE_KEYS
    for keys in ("9", "39481726", "2026", "0105", "1", "12345", "1", "7", "0"):
        await somleng.press(keys)
    assert engine.turns[0]["content"] == "（2026）京0105民初12345号 查询码39481726"
    assert len(somleng.answers) == 10


async def test_a_code_said_on_the_phone_goes_on_with_the_talk_on_the_web(
    phone: Phone, app: FastAPI, session: str, engine: ScriptedEngine
) -> None:
    gateway = app.state.gateway
    there = gateway.sessions.read(session)
    async with gateway.database.write() as writing:
        code = await gateway.joining.issue(writing, there, "web", utcnow())
    await phone.dial()
    spoken = code.translate(str.maketrans("02345678", "零二三四五六七八"))
    said = await phone.say(f"接续码是{spoken}")
    assert said[0].startswith("接上了") and engine.turns == []
    assert await phone.again() == phone.answers[-1]
    await phone.say("怎么上诉")
    assert engine.turns[-1]["conversation"] == there
    await phone.hang_up()
