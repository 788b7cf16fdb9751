"""微信客服 (kf): WeChat's customer-service desks, whose API belongs to WeCom.

Its callback says only that there is something new; the messages are fetched page by page from
where one stopped. The caller keeps the cursor, and stores a page before it asks for the next: then
a message that is fetched twice is told by its id. Sending has the methods of ``Api``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import httpx

from bot.db import Database
from channels.wechat.client import Client
from channels.wechat.errors import Unreachable

BASE_URL = "https://qyapi.weixin.qq.com"
_FROM_CUSTOMER = 3
_PAGE = 1_000


class ServiceState(IntEnum):
    """Who serves a customer."""

    NEW = 0
    BOT = 1
    QUEUE = 2
    HUMAN = 3
    ENDED = 4


@dataclass(frozen=True)
class KfMessage:
    """A message of a customer. ``fields`` is what belongs to its kind."""

    id: str
    customer: str
    kind: str
    sent_at: int
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """Messages, and where to go on; ``has_more``: at once."""

    messages: tuple[KfMessage, ...]
    cursor: str
    has_more: bool


class KfApi(Client):
    """A client of one desk."""

    def __init__(
        self,
        corp_id: str,
        corp_secret: str,
        desk: str,
        database: Database,
        key: str,
        base_url: str = BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``desk`` is its open_kfid; ``key`` encrypts the token where it is kept."""
        super().__init__(base_url, database, key, transport)
        self._corp_id = corp_id
        self._corp_secret = corp_secret
        self._desk = desk
        self.token = self.shared_token(f"kf:{corp_id}", self._new_token)

    async def sync(self, cursor: str, callback_token: str = "") -> Page:
        """Return the page of messages after a cursor, "" for the first.

        ``callback_token`` is what the callback brought; with it WeChat allows more calls.
        """
        found = await self._post(
            "/cgi-bin/kf/sync_msg",
            {
                "cursor": cursor,
                "token": callback_token,
                "limit": _PAGE,
                "open_kfid": self._desk,
            },
        )
        listed = found.get("msg_list", [])
        if not isinstance(listed, list) or not isinstance(found.get("next_cursor"), str):
            raise Unreachable("no page of messages", sent=False)
        messages = tuple(_message(each) for each in listed if _is_of_customer(each))
        return Page(messages, found["next_cursor"], bool(found.get("has_more")))

    async def send_text(self, customer: str, text: str) -> None:
        """Send a text to a customer."""
        await self._send(customer, "text", {"content": text})

    async def send_choices(self, customer: str, text: str, choices: Mapping[str, str]) -> None:
        """Send a text with choices to click. Keys are ids."""
        listed = [
            {"type": "click", "click": {"id": key, "content": title}}
            for key, title in choices.items()
        ]
        await self._send(customer, "msgmenu", {"head_content": text, "list": listed})

    async def state_of(self, customer: str) -> ServiceState:
        """Return who serves a customer."""
        body = {"open_kfid": self._desk, "external_userid": customer}
        found = await self._post("/cgi-bin/kf/service_state/get", body)
        try:
            return ServiceState(int(found.get("service_state", -1)))
        except (TypeError, ValueError):
            raise Unreachable("no state", sent=False) from None

    async def change_state(self, customer: str, state: ServiceState, staff: str = "") -> None:
        """Hand a customer over. ``staff``: the WeCom user who takes them, for ``HUMAN``."""
        body = {"open_kfid": self._desk, "external_userid": customer, "service_state": int(state)}
        taken_by = {"servicer_userid": staff} if staff else {}
        await self._post("/cgi-bin/kf/service_state/trans", body | taken_by)

    async def _send(self, customer: str, kind: str, content: Mapping[str, Any]) -> None:
        body = {"touser": customer, "open_kfid": self._desk, "msgtype": kind, kind: content}
        await self._post("/cgi-bin/kf/send_msg", body)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return await self.with_token(
            self.token,
            lambda token: self.json("POST", path, params={"access_token": token}, body=body),
        )

    async def _new_token(self, force: bool) -> tuple[str, int]:
        # This interface knows no force: it gives the same token until it expires.
        query = {"corpid": self._corp_id, "corpsecret": self._corp_secret}
        found = await self.json("GET", "/cgi-bin/gettoken", params=query)
        token, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise Unreachable("no token in the answer", sent=False)
        return token, seconds


def _is_of_customer(found: object) -> bool:
    if not isinstance(found, dict) or found.get("origin") != _FROM_CUSTOMER:
        return False
    return all(isinstance(found.get(name), str) for name in ("msgid", "external_userid", "msgtype"))


def _message(found: Mapping[str, Any]) -> KfMessage:
    fields = found.get(found["msgtype"])
    return KfMessage(
        found["msgid"],
        found["external_userid"],
        found["msgtype"],
        int(found.get("send_time") or 0),
        fields if isinstance(fields, dict) else {},
    )
