"""WeChat's API: what the assistant asks of it, with time-outs and errors by name.

wechatpy's client is not used: it blocks, its token has no time-out, and a token that stays bad
makes it call itself without end.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx
import structlog

from bot.db import Database
from bot.desk.platforms.tokens import SharedToken
from bot.settings import Settings
from channels.limits import WeChat
from channels.wechat.errors import ApiError, TokenRefused, Unreachable, error_of

log = structlog.get_logger(__name__)
T = TypeVar("T")

# WeChat is slow now and then: giving up on a message whose fate is unknown would say it twice.
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Api:
    """A client of one account. Every call raises ApiError or one of its kinds."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Nothing is asked yet. ``transport`` stands in for the network."""
        self._app_id = settings.wechat_app_id
        self._app_secret = settings.wechat_app_secret.get_secret_value()
        self._client = httpx.AsyncClient(
            base_url=settings.wechat_api_base_url,
            timeout=_TIMEOUT,
            transport=transport,
            trust_env=False,
        )
        self.token = SharedToken(
            database,
            f"wechat:{self._app_id}",
            settings.secret_key.get_secret_value(),
            self._new_token,
        )

    @property
    def is_usable(self) -> bool:
        """Whether the account's secret is set: without it nothing can be sent."""
        return bool(self._app_id and self._app_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send_text(self, openid: str, text: str) -> None:
        """Send a text to a citizen."""
        await self._send(openid, "text", {"content": text})

    async def send_choices(self, openid: str, text: str, choices: Mapping[str, str]) -> None:
        """Send a text with choices to click; what is clicked arrives as a text. Keys are ids."""
        listed = [{"id": key, "content": title} for key, title in choices.items()]
        menu = {"head_content": text, "list": listed, "tail_content": "点一下，或者直接说。"}
        await self._send(openid, "msgmenu", menu)

    async def show_typing(self, openid: str) -> None:
        """Show that the other side is typing."""
        body = {"touser": openid, "command": "Typing"}
        await self.call("/cgi-bin/message/custom/typing", body)

    async def send_notice(self, notice: Mapping[str, Any]) -> None:
        """Send a subscription notice (订阅通知), made by ``channels.wechat.notices``."""
        await self.call("/cgi-bin/message/subscribe/bizsend", notice)

    async def publish_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu."""
        await self.call("/cgi-bin/menu/create", menu)

    async def download(self, media_id: str) -> tuple[bytes, str]:
        """Return what a citizen sent, and its content type."""
        return await self._with_token(lambda token: self._download(media_id, token))

    async def who(self, code: str) -> tuple[str, bool]:
        """Return the openid behind an OAuth code, and whether it is real.

        A snapshot page (快照页) names a virtual one, which nobody must be bound to.
        """
        found = await self._json(
            "GET",
            "/sns/oauth2/access_token",
            params={
                "appid": self._app_id,
                "secret": self._app_secret,
                "code": code,
                "grant_type": "authorization_code",
            },
        )
        openid = found.get("openid")
        if not isinstance(openid, str) or not openid:
            raise ApiError(0, "no openid")
        return openid, str(found.get("is_snapshotuser", 0)) != "1"

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post JSON with the access token; a refused token is renewed once."""
        return await self._with_token(
            lambda token: self._json("POST", path, params={"access_token": token}, body=body)
        )

    async def _send(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        body = {"touser": openid, "msgtype": kind, kind: content}
        await self.call("/cgi-bin/message/custom/send", body)

    async def _with_token(self, attempt: Callable[[str], Awaitable[T]]) -> T:
        token = await self.token.get()
        try:
            return await attempt(token)
        except TokenRefused:
            await self.token.refuse(token)
        return await attempt(await self.token.get())

    async def _new_token(self, force: bool) -> tuple[str, int]:
        found = await self._json(
            "POST",
            "/cgi-bin/stable_token",
            body={
                "grant_type": "client_credential",
                "appid": self._app_id,
                "secret": self._app_secret,
                "force_refresh": force,
            },
        )
        token, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise Unreachable("no token in the answer", sent=False)
        log.info("wechat_token_renewed", forced=force)
        return token, seconds

    async def _download(self, media_id: str, token: str) -> tuple[bytes, str]:
        query = {"access_token": token, "media_id": media_id}
        try:
            async with self._client.stream("GET", "/cgi-bin/media/get", params=query) as response:
                kind = response.headers.get("content-type", "").split(";")[0].strip()
                content = await _limited(response)
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__, sent=False) from error
        if kind in ("application/json", "text/plain"):
            found = _parsed(content)
            raise _error_in(found) or Unreachable("no file", sent=False)
        if response.status_code != 200 or not content:
            raise Unreachable(f"status {response.status_code}", sent=False)
        return content, kind

    async def _json(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        # WeChat shows \u escapes as they stand: the text must go out as it is.
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json"} if content else None
        try:
            response = await self._client.request(
                method, path, params=params, content=content, headers=headers
            )
        except httpx.HTTPError as error:
            sent = not isinstance(error, _NOT_SENT)
            raise Unreachable(type(error).__name__, sent) from error
        if response.status_code != 200:
            raise Unreachable(f"status {response.status_code}", sent=False)
        found = _parsed(response.content)
        if refusal := _error_in(found):
            raise refusal
        return found


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreachable("the answer is no JSON", sent=True) from None
    if not isinstance(found, dict):
        raise Unreachable("the answer is no object", sent=True)
    return found


def _error_in(found: Mapping[str, Any]) -> ApiError | None:
    code = found.get("errcode", 0)
    if not isinstance(code, int):
        return Unreachable("errcode is no number", sent=True)
    return error_of(code, str(found.get("errmsg", ""))[:200]) if code else None


async def _limited(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > WeChat.MEDIA_BYTES:
            raise Unreachable("too large", sent=False)
    return bytes(content)
