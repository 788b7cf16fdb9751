"""A conversation in the terminal: this side plays WeChat, its server and its API.

What is typed is posted to the running gateway, signed and encrypted as WECHAT_MODE says. With
WECHAT_API_BASE_URL on this machine WeChat's API is played there as well, so that late answers, the
typing state and what staff writes are seen too.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from rich.console import Console
from rich.text import Text

from bot.settings import Settings
from channels.wechat.menu import menu
from channels.wechat.simulation.api import PlayedApi, shown
from channels.wechat.simulation.server import Call, PlayedServer

HELP = (
    "直接打字就是发消息。另外可以用：\n"
    "  /关注  /取消关注  /扫码 场景  /菜单（列出）  /菜单 键  /语音 识别出的文字\n"
    "  /语音（没有识别结果）  /图片  /视频  /文件  /位置 地址  /链接 标题 网址\n"
    "  /再发（同一条再发一次）  /退出"
)
LEAVE = ("/退出", "退出", "/quit", "/exit")
_LOCAL = ("127.0.0.1", "localhost", "::1")
# A late answer may come long after; at the end of a pipe nobody waits longer.
_LAST_WAIT = 12.0


@dataclass
class Talk:
    """One user's conversation."""

    openid: str
    server: PlayedServer
    client: httpx.AsyncClient
    console: Console
    media_id: str = ""
    last: tuple[str, dict[str, str]] | None = None
    waits: bool = False

    async def take(self, line: str) -> bool:
        """Act on a line; ``False`` at the end."""
        if line in LEAVE:
            return False
        if line in ("/帮助", "/help", "/?"):
            self.console.print(HELP, style="dim", markup=False)
        elif line == "/菜单":
            for key, button in menu().by_key.items():
                self.console.print(f"  {key}  {button.title}", markup=False)
        elif (call := self.call(line)) is None:
            self.console.print(f"没有这个命令。\n{HELP}", style="yellow", markup=False)
        else:
            await self.post(call)
        return True

    def call(self, line: str) -> Call | None:
        """Return the call that a line stands for, ``None`` for an unknown command."""
        command, _, rest = line.partition(" ")
        if not line.startswith("/"):
            return self._message("text", Content=line)
        if command == "/再发" and self.last:
            kind, fields = self.last
            return self.server.message(self.openid, kind, **fields)
        events = {
            "/关注": ("subscribe", {}),
            "/取消关注": ("unsubscribe", {}),
            "/扫码": ("SCAN", {"EventKey": rest}),
            "/菜单": ("CLICK", {"EventKey": rest}),
        }
        if command in events:
            event, fields = events[command]
            return self.server.event(self.openid, event, **fields)
        title, _, link = rest.partition(" ")
        kinds = {
            "/语音": ("voice", {"MediaId": self.media_id, "Recognition": rest}),
            "/图片": ("image", {"MediaId": self.media_id, "PicUrl": ""}),
            "/视频": ("video", {"MediaId": self.media_id}),
            "/文件": ("file", {"Title": rest}),
            "/位置": ("location", {"Location_X": "0", "Location_Y": "0", "Label": rest}),
            "/链接": ("link", {"Title": title, "Description": "", "Url": link}),
        }
        if command not in kinds:
            return None
        kind, fields = kinds[command]
        return self._message(kind, **fields)

    async def post(self, call: Call) -> None:
        """Post a call and show the passive reply."""
        try:
            response = await self.client.post("/wechat", params=call.query, content=call.body)
        except httpx.HTTPError as error:
            self.console.print(
                f"! 连不上 {self.client.base_url}（{type(error).__name__}）。"
                "请先在另一个终端运行 make run。",
                style="yellow",
                markup=False,
            )
            return
        if response.status_code != 200:
            self.console.print(f"! 服务拒绝了：{response.status_code}", style="yellow")
            return
        text = self.server.read(response.content)
        self.waits = not text
        self.show("助手", text or "（success：稍后用客服消息答复，或者不答复）")

    def show(self, who: str, text: str) -> None:
        """Show what was said."""
        self.console.print(Text.assemble((f"{who}：", "bold"), text))

    def received(self, sent: dict[str, Any]) -> None:
        """Show a customer-service message."""
        self.waits = False
        self.show("助手（客服消息）", shown(sent))

    def _message(self, kind: str, **fields: str) -> Call:
        self.last = kind, {"message_id": self.server.new_id(), **fields}
        return self.server.message(self.openid, kind, **self.last[1])


def run(chosen: Settings, gateway: str, openid: str) -> None:
    """Talk to the ``gateway`` until /退出 or the end of the input; a pipe gives one line each."""
    asyncio.run(_run(chosen, gateway, openid, Console(highlight=False, soft_wrap=True)))


async def _run(chosen: Settings, gateway: str, openid: str, console: Console) -> None:
    if not chosen.wechat_token.get_secret_value():
        console.print("请先设置 WECHAT_TOKEN 等（见 docs/wechat.md），并用同样的设置运行服务。")
        return
    api = PlayedApi(chosen.wechat_app_id, chosen.wechat_app_secret.get_secret_value())
    api.media["simulated-media"] = ("image/jpeg", b"\xff\xd8\xff simulated")
    async with (
        httpx.AsyncClient(base_url=gateway, timeout=20, trust_env=False) as client,
        played(chosen.wechat_api_base_url, api) as plays,
    ):
        talk = Talk(openid, PlayedServer.of(chosen), client, console, "simulated-media")
        api.on_sent = talk.received
        if not plays:
            console.print(
                "WECHAT_API_BASE_URL 不在本机，收不到超时以后的客服消息。", style="yellow"
            )
        if sys.stdin.isatty():
            console.print(HELP, style="dim", markup=False)
        await _read(talk)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WAIT):
                while plays and talk.waits:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)


async def _read(talk: Talk) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip() and not await talk.take(line.strip()):
            return


@asynccontextmanager
async def played(url: str, api: PlayedApi) -> AsyncIterator[bool]:
    """Serve WeChat's API where the settings say it is; ``False``: that is not on this machine."""
    place = urlsplit(url)
    if place.hostname not in _LOCAL or place.scheme != "http":
        yield False
        return
    config = uvicorn.Config(
        application(api), host=place.hostname, port=place.port or 80, log_level="error"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        yield server.started
    finally:
        server.should_exit = True
        await serving


def application(api: PlayedApi) -> FastAPI:
    """Return WeChat's API as an application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def call(path: str, request: Request) -> Response:
        body = await request.body()
        try:
            status, kind, content = await api.answer(f"/{path}", request.query_params, body)
        except httpx.HTTPError:  # taken or not: the answer is lost
            return Response(status_code=504)
        return Response(content, status, media_type=kind)

    return app
