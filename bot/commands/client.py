"""The commands' client of the gateway's web API."""

from __future__ import annotations

import uuid
from types import TracebackType
from typing import Any

import httpx

Reply = dict[str, Any]


class GatewayError(Exception):
    """The gateway refused or is not there; the message is for the person at the terminal."""


class Conversation:
    """One conversation through ``/api/chat``. Use as ``async with``."""

    def __init__(
        self, url: str, timeout: float = 30.0, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Talk to the gateway at ``url``; ``timeout`` in seconds for one answer."""
        self._client = httpx.AsyncClient(
            base_url=url, timeout=timeout, trust_env=False, transport=transport
        )
        self._session = ""

    async def __aenter__(self) -> Conversation:
        """Nothing is sent yet."""
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self._client.aclose()

    async def begin(self) -> list[Reply]:
        """Open a session and return the greeting.

        Raises:
            GatewayError: it cannot be opened.
        """
        opened = await self._post("/api/chat/sessions", {})
        self._session = opened["session"]
        greeting: list[Reply] = opened["greeting"]["replies"]
        return greeting

    async def say(self, text: str) -> list[Reply]:
        """Send a typed text and return the replies.

        Raises:
            GatewayError: it was refused, with the gateway's own words.
        """
        return await self._send({"text": text})

    async def press(self, payload: str, title: str) -> list[Reply]:
        """Press a button that was offered before and return the replies.

        Raises:
            GatewayError: it was refused, with the gateway's own words.
        """
        return await self._send({"payload": payload, "title": title})

    async def _send(self, what: dict[str, str]) -> list[Reply]:
        body = {"session": self._session, "message_id": uuid.uuid4().hex, **what}
        replies: list[Reply] = (await self._post("/api/chat/messages", body))["replies"]
        return replies

    async def _post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
            answer: dict[str, Any] = response.json()
        except httpx.TimeoutException:
            raise GatewayError("等了很久没有答复，请过一会儿再试。") from None
        except httpx.ConnectError:
            raise GatewayError(
                f"连不上 {self._client.base_url}。请先在另一个终端运行 make run。"
            ) from None
        except (httpx.HTTPError, ValueError):
            raise GatewayError(
                f"{self._client.base_url} 上运行的不是本系统，或者出了故障。"
            ) from None
        if response.is_error:
            raise GatewayError(answer["error"]["message"])
        return answer
