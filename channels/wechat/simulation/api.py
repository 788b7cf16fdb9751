"""WeChat's API, played: what it takes, what it answers, and how it fails when told to.

It stands behind the simulator and the tests; a test scripts what the next calls meet.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from channels.wechat.errors import BY_CODE

Answer = tuple[int, str, bytes]
_JSON = "application/json; encoding=utf-8"
_OK = {"errcode": 0, "errmsg": "ok"}


@dataclass
class PlayedApi:
    """The API of one account. ``script``: what the next sendings meet, in order.

    A number is an errcode; ``"garbage"``, ``"list"``, ``"status"``, ``"lost"`` (taken, and the
    answer is lost) and ``"refused"`` (never taken) are failures of the network; a float is a delay
    in seconds. What is not scripted succeeds.
    """

    app_id: str
    secret: str
    script: deque[int | float | str] = field(default_factory=deque)
    sent: list[dict[str, Any]] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    tokens_given: int = 0
    forced: list[bool] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    on_sent: Callable[[dict[str, Any]], None] | None = None
    token: str = ""
    bad_tokens: bool = False

    def texts(self, openid: str = "") -> list[str]:
        """Return what was sent, to one person or to all: the texts, choices in brackets."""
        return [shown(each) for each in self.sent if openid in ("", each["touser"])]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of httpx, as its MockTransport wants it."""
        query = dict(request.url.params)
        status, kind, content = await self.answer(request.url.path, query, request.content)
        return httpx.Response(status, content=content, headers={"content-type": kind})

    async def answer(self, path: str, query: Mapping[str, str], body: bytes) -> Answer:
        """Answer one call.

        Raises:
            httpx.ReadTimeout, httpx.ConnectError: as the script says.
        """
        given = json.loads(body) if body else {}
        if path == "/cgi-bin/stable_token":
            return _json(self._token(given))
        if path == "/sns/oauth2/access_token":
            return _json(self._who(query))
        if query.get("access_token") != self.token or self.bad_tokens:
            return _json(_error(40001))
        if path == "/cgi-bin/media/get":
            return self._media(query)
        if path == "/cgi-bin/menu/create":
            self.menus.append(given)
            return _json(_OK)
        if path == "/cgi-bin/message/custom/typing":
            self.typing.append(given["touser"])
            return _json(_OK)
        return await self._sending(given)

    def _token(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if (given.get("appid"), given.get("secret")) != (self.app_id, self.secret):
            return _error(40125)
        self.forced.append(given.get("force_refresh", False))
        if not self.token or given.get("force_refresh"):
            self.tokens_given += 1
            self.token = f"token-{self.tokens_given}"
        return {"access_token": self.token, "expires_in": 7200}

    def _who(self, query: Mapping[str, str]) -> dict[str, Any]:
        return self.codes.pop(query.get("code", ""), _error(40029))

    def _media(self, query: Mapping[str, str]) -> Answer:
        found = self.media.get(query.get("media_id", ""))
        return (200, *found) if found else _json(_error(40007))

    async def _sending(self, given: dict[str, Any]) -> Answer:
        fate = self.script.popleft() if self.script else 0
        if isinstance(fate, float):
            await asyncio.sleep(fate)
            fate = 0
        if fate == "refused":
            raise httpx.ConnectError("refused")
        if fate in (0, "lost"):
            self._take(given)
        if fate == "lost":
            raise httpx.ReadTimeout("no answer")
        if isinstance(fate, int):
            return _json(_error(fate) if fate else _OK)
        failures = {"garbage": (200, b"<html>\xff"), "list": (200, b"[1]"), "status": (502, b"")}
        status, content = failures[fate]
        return status, _JSON, content

    def _take(self, given: dict[str, Any]) -> None:
        self.sent.append(given)
        if self.on_sent:
            self.on_sent(given)


def shown(sent: Mapping[str, Any]) -> str:
    """Return a sent message as people see it."""
    if sent.get("msgtype") == "msgmenu":
        menu = sent["msgmenu"]
        choices = "".join(f"［{each['content']}］" for each in menu["list"])
        return f"{menu['head_content']}{choices}"
    if sent.get("msgtype") == "text":
        return str(sent["text"]["content"])
    return json.dumps(sent, ensure_ascii=False)


def _error(code: int) -> dict[str, Any]:
    name = BY_CODE[code].__name__ if code in BY_CODE else "error"
    return {"errcode": code, "errmsg": f"{name} hint: [played]"}


def _json(body: Mapping[str, Any]) -> Answer:
    return 200, _JSON, json.dumps(body, ensure_ascii=False).encode()
