"""Asking an API of Tencent's: JSON both ways, a token in the query, errors by name."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from bot.db import Database
from bot.desk.platforms.tokens import Renew, SharedToken
from channels.wechat.errors import ApiError, TokenRefused, Unreachable, error_of

T = TypeVar("T")

# WeChat is slow now and then: giving up on a message whose fate is unknown would say it twice.
_TIMEOUT = httpx.Timeout(20.0, connect=5.0)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Client:
    """A client with one access token. Every call raises ApiError or one of its kinds."""

    def __init__(
        self,
        base_url: str,
        database: Database,
        secret: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Nothing is asked yet. ``secret`` encrypts the token where it is kept."""
        self._database = database
        self._secret = secret
        self._client = httpx.AsyncClient(
            base_url=base_url, timeout=_TIMEOUT, transport=transport, trust_env=False
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def shared_token(self, name: str, renew: Renew) -> SharedToken:
        """Return the token of this name, which all processes share."""
        return SharedToken(self._database, name, self._secret, renew)

    async def with_token(self, token: SharedToken, attempt: Callable[[str], Awaitable[T]]) -> T:
        """Make an attempt with a token in force; one that is refused is renewed once."""
        first = await token.get()
        try:
            return await attempt(first)
        except TokenRefused:
            await token.refuse(first)
        return await attempt(await token.get())

    async def json(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return the JSON object of an answer that is no error."""
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
        found = parsed(response.content)
        if refusal := error_in(found):
            raise refusal
        return found


def parsed(content: bytes) -> dict[str, Any]:
    """Return the JSON object that an answer is."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreachable("the answer is no JSON", sent=True) from None
    if not isinstance(found, dict):
        raise Unreachable("the answer is no object", sent=True)
    return found


def error_in(found: Mapping[str, Any]) -> ApiError | None:
    """Return the error that an answer tells of, ``None`` if it tells of none."""
    code = found.get("errcode", 0)
    if not isinstance(code, int):
        return Unreachable("errcode is no number", sent=True)
    return error_of(code, str(found.get("errmsg", ""))[:200]) if code else None
