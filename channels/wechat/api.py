"""WeChat's API: what the assistant asks of it, with time-outs and errors by name.

wechatpy's client is not used: it blocks, its token has no time-out, and a token that stays bad
makes it call itself without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from bot.db import Database
from bot.settings import Settings
from channels.limits import WeChat
from channels.wechat.client import Client, error_in, parsed
from channels.wechat.errors import ApiError, Unreachable

log = structlog.get_logger(__name__)


class Api(Client):
    """A client of one account. Every call raises ApiError or one of its kinds."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Nothing is asked yet. ``transport`` stands in for the network."""
        super().__init__(
            settings.wechat_api_base_url,
            database,
            settings.secret_key.get_secret_value(),
            transport,
        )
        self._app_id = settings.wechat_app_id
        self._app_secret = settings.wechat_app_secret.get_secret_value()
        self.token = self.shared_token(f"wechat:{self._app_id}", self._new_token)

    @property
    def is_usable(self) -> bool:
        """Whether the account's secret is set: without it nothing can be sent."""
        return bool(self._app_id and self._app_secret)

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
        return await self.with_token(self.token, lambda token: self._download(media_id, token))

    async def who(self, code: str) -> tuple[str, bool]:
        """Return the openid behind an OAuth code, and whether it is real.

        A snapshot page (快照页) names a virtual one, which nobody must be bound to.
        """
        found = await self.json(
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
        return await self.with_token(
            self.token,
            lambda token: self.json("POST", path, params={"access_token": token}, body=body),
        )

    async def _send(self, openid: str, kind: str, content: Mapping[str, Any]) -> None:
        body = {"touser": openid, "msgtype": kind, kind: content}
        await self.call("/cgi-bin/message/custom/send", body)

    async def _new_token(self, force: bool) -> tuple[str, int]:
        found = await self.json(
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
            found = parsed(content)
            raise error_in(found) or Unreachable("no file", sent=False)
        if response.status_code != 200 or not content:
            raise Unreachable(f"status {response.status_code}", sent=False)
        return content, kind


async def _limited(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > WeChat.MEDIA_BYTES:
            raise Unreachable("too large", sent=False)
    return bytes(content)
