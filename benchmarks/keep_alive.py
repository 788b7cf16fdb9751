"""A client of the chat API that costs almost nothing: it shares the cores with what it measures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

_LONGEST_ANSWER = 120.0


class Refused(Exception):
    """The gateway did not answer 200; the message holds the status and the body."""


class Client:
    """One kept-alive connection. HTTP/1.1 answers with a Content-Length are all it reads."""

    def __init__(self, host: str, port: int) -> None:
        """Nothing is opened yet."""
        self._host = host
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send JSON and return the JSON of the answer.

        Raises:
            Refused: the status is not 200, or the answer is not what this client can read.
            OSError, EOFError: the connection is gone.
            TimeoutError: no answer for two minutes.
        """
        async with asyncio.timeout(_LONGEST_ANSWER):
            return await self._exchange(_request(self._host, path, body))

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, request: bytes) -> dict[str, Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status, length = _status(head), _length(head)
        answer = await reader.readexactly(length)
        if status != 200:
            raise Refused(f"{status}: {answer[:200].decode('utf-8', 'replace')}")
        found: dict[str, Any] = json.loads(answer)
        return found


def _request(host: str, path: str, body: dict[str, Any]) -> bytes:
    content = json.dumps(body, ensure_ascii=False).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def _status(head: bytes) -> int:
    return int(head.split(b" ", 2)[1])


def _length(head: bytes) -> int:
    for name, value in _headers(head):
        if name == b"content-length":
            return int(value)
    raise Refused(f"{_status(head)}: an answer without a length")


def _headers(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        yield name.strip().lower(), value.strip()
