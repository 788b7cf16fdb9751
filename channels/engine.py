"""The gateway's client of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport
from pydantic import BaseModel, ValidationError

from bot.desk.inbox import Incoming
from bot.desk.replies import Reply


class EngineUnavailable(Exception):
    """The engine did not answer, or answered nothing a citizen can be given."""


@dataclass(frozen=True)
class Answer:
    """The engine's replies to one message and what it took the message for."""

    replies: tuple[Reply, ...]
    understood: Mapping[str, Any]


class _Body(BaseModel):
    replies: tuple[Reply, ...]
    understood: dict[str, Any] | None = None


class Engine:
    """Posts turns to the engine's door."""

    def __init__(self, url: str, token: str, timeout: float) -> None:
        """Open a client to ``url``; ``timeout`` in seconds for a whole turn."""
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        self._client = httpx.AsyncClient(
            base_url=url,
            timeout=timeout,
            headers={"x-engine-token": token},
            # httpx's own transport takes more of a processor than all else in a turn.
            transport=AiohttpTransport(limits=limits, trust_env=False),
            trust_env=False,
        )

    async def turn(self, message: Incoming, retry: bool, returned: bool = False) -> Answer:
        """Return the engine's answer. ``retry``: the message may have been answered before.

        ``returned``: staff have just given the conversation back, so no question of the bot's
        is open any more.

        Raises:
            EngineUnavailable: no answer in time, an error, or an empty answer.
        """
        try:
            response = await self._client.post(
                "/webhooks/gateway/turn",
                json={
                    "conversation": message.conversation_id,
                    "message_id": message.message_id,
                    "kind": message.kind,
                    "content": message.content,
                    "channel": message.channel,
                    "client": message.client,
                    "retry": retry,
                    "returned": returned,
                },
            )
            response.raise_for_status()
            body = _Body.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise EngineUnavailable(type(error).__name__) from error
        if not any(reply.text for reply in body.replies):
            raise EngineUnavailable("empty answer")
        return Answer(body.replies, body.understood or {})

    async def is_up(self) -> bool:
        """Whether the engine's door answers."""
        try:
            response = await self._client.get("/webhooks/gateway/", timeout=2)
        except httpx.HTTPError:
            return False
        return response.is_success

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
