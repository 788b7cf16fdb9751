"""The rest of the door: speech, lost files, the simulator, 微信客服."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console
from sqlalchemy import select

from bot.db import Database
from bot.desk.platforms.models import Attachment
from channels.wechat.errors import TokenRefused, Unreachable
from channels.wechat.hearing import HttpHearing
from channels.wechat.kf import KfApi, KfMessage, ServiceState
from channels.wechat.meaning import HEARING, NOT_HEARD
from channels.wechat.simulation.talk import Talk
from tests.functional.wechat import World, settings, world


class Recogniser:
    """A speech server that says what a test wants."""

    def __init__(self) -> None:
        """It understands everything."""
        self.said: list[Any] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        assert b"#!AMR" in request.content
        answer = self.said.pop(0)
        if isinstance(answer, int):
            return httpx.Response(answer)
        return httpx.Response(200, json=answer)


@pytest.fixture
async def heard(tmp_path: Path) -> AsyncIterator[tuple[World, Recogniser]]:
    """A gateway with a recogniser."""
    async with world(settings(tmp_path, asr_url="http://asr.test/transcribe")) as here:
        recogniser = Recogniser()
        hearing = here.door._hearing
        assert isinstance(hearing, HttpHearing)
        hearing._client._transport = httpx.MockTransport(recogniser)
        hearing._client._mounts = {}
        here.api.media["m1"] = ("audio/amr", b"#!AMR\n sound")
        yield here, recogniser


async def test_speech_is_fetched_understood_and_answered(heard: tuple[World, Recogniser]) -> None:
    here, recogniser = heard
    recogniser.said = [503, {"text": "我的案子到哪了"}]
    call = here.server.message("o-one", "voice", MediaId="m1", Format="amr")
    assert await here.said(call) == HEARING.text
    await here.until(lambda: not recogniser.said or bool(here.api.sent))
    await here.until(lambda: bool(here.api.sent))
    assert [turn["content"] for turn in here.engine.turns] == ["我的案子到哪了"]
    assert here.api.texts()[0].startswith("请报案号。")
    assert not (here.app.state.settings.var_dir / "media").exists()


async def test_speech_that_is_not_understood_is_said(heard: tuple[World, Recogniser]) -> None:
    here, recogniser = heard
    recogniser.said = [{"text": ""}]
    await here.said(here.server.message("o-one", "voice", MediaId="m1"))
    await here.until(lambda: bool(here.api.sent))
    assert here.api.texts()[0].startswith(NOT_HEARD.text)
    assert here.engine.turns == []


async def test_a_file_that_is_gone_is_given_up(heard: tuple[World, Recogniser]) -> None:
    here, _ = heard
    await here.said(here.server.message("o-one", "image", MediaId="gone"))

    async def given_up() -> bool:
        async with here.app.state.gateway.database.read() as session:
            found = (await session.scalars(select(Attachment))).all()
        return [each.state for each in found] == ["lost"]

    await here.until_true(given_up)


async def test_the_simulator_talks_as_wechat_does(tmp_path: Path) -> None:
    async with world(settings(tmp_path)) as here:
        console = Console(record=True, width=100)
        here.api.media["picture"] = ("image/png", b"png")
        talk = Talk("sim", here.server, here.web, console, "picture")
        here.api.on_sent = talk.received
        lines = [
            *("/帮助", "/菜单", "/关注", "你好", "/再发", "/菜单 fee", "/语音 到哪了", "/图片"),
            *("/位置 江夏区", "/链接 通知 http://a.b", "/文件 起诉状.pdf", "/视频", "/扫码 3"),
            *("/取消关注", "/没有"),
        ]
        for line in lines:
            assert await talk.take(line)
        assert not await talk.take("/退出")
        shown = console.export_text()
    assert shown.count("请报案号。") == 5
    for words in ("谢谢关注", "图片收到了", "算诉讼费", "文件里的内容", "没有这个命令", "success"):
        assert words in shown
    assert [turn["content"] for turn in here.engine.turns] == [
        "你好",
        "/calculate_fee",
        "到哪了",
        "通知\nhttp://a.b",
    ]


class PlayedKf:
    """微信客服's API."""

    def __init__(self) -> None:
        """No token was given yet."""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.pages: list[dict[str, Any]] = []
        self.token = "t-0"

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path = request.url.path.removeprefix("/cgi-bin/")
        if path == "gettoken":
            self.token = f"t-{int(self.token[2:]) + 1}"
            return httpx.Response(200, json={"access_token": self.token, "expires_in": 7200})
        if request.url.params["access_token"] != self.token:
            return httpx.Response(200, json={"errcode": 42001, "errmsg": "expired"})
        self.calls.append((path, json.loads(request.content)))
        answer = self.pages.pop(0) if path == "kf/sync_msg" else {"service_state": 1}
        return httpx.Response(200, json={"errcode": 0, **answer})


@pytest.fixture
async def kf(tmp_path: Path) -> AsyncIterator[tuple[KfApi, PlayedKf]]:
    """A client of a desk."""
    chosen = settings(tmp_path)
    database, played = Database(chosen.database), PlayedKf()
    api = KfApi("corp", "secret", "wk-1", database, "key", transport=httpx.MockTransport(played))
    yield api, played
    await api.close()
    await database.close()


async def test_messages_are_fetched_page_by_page(kf: tuple[KfApi, PlayedKf]) -> None:
    api, played = kf
    message = {
        "msgid": "1", "external_userid": "wm-1", "msgtype": "text", "origin": 3, "send_time": 7,
        "text": {"content": "你好"},
    }  # fmt: skip
    played.pages = [
        {
            "msg_list": [message, {**message, "origin": 5}, {"origin": 3}],
            "next_cursor": "c1",
            "has_more": 1,
        },
        {"msg_list": [], "next_cursor": "c2", "has_more": 0},
        {"msg_list": "no"},
    ]  # fmt: skip
    first = await api.sync("", "callback-token")
    assert first.messages == (KfMessage("1", "wm-1", "text", 7, {"content": "你好"}),)
    assert (first.cursor, first.has_more) == ("c1", True)
    assert (await api.sync("c1")).cursor == "c2"
    assert played.calls[0][1] == {
        "cursor": "", "token": "callback-token", "limit": 1000, "open_kfid": "wk-1"
    }  # fmt: skip
    with pytest.raises(Unreachable):
        await api.sync("c2")


async def test_the_desk_sends_and_hands_over(kf: tuple[KfApi, PlayedKf]) -> None:
    api, played = kf
    await api.send_text("wm-1", "您好")
    played.token = "t-9"  # the one in use is no good any more
    await api.send_choices("wm-1", "选吧", {"1": "算诉讼费"})
    assert await api.state_of("wm-1") == ServiceState.BOT
    await api.change_state("wm-1", ServiceState.HUMAN, "staff-1")
    assert [call for call, _ in played.calls] == [
        "kf/send_msg", "kf/send_msg", "kf/service_state/get", "kf/service_state/trans"
    ]  # fmt: skip
    assert played.calls[1][1]["msgmenu"]["list"] == [
        {"type": "click", "click": {"id": "1", "content": "算诉讼费"}}
    ]
    assert played.calls[3][1]["service_state"] == 3


async def test_a_desk_whose_token_stays_bad_ends(kf: tuple[KfApi, PlayedKf]) -> None:
    api, played = kf

    async def always_refused(_request: httpx.Request) -> httpx.Response:
        if _request.url.path.endswith("gettoken"):
            return await played(_request)
        return httpx.Response(200, json={"errcode": 40014, "errmsg": "no"})

    api._client._transport = httpx.MockTransport(always_refused)
    with pytest.raises(TokenRefused):
        await api.send_text("wm-1", "您好")
