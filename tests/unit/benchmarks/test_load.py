"""The load generator against a gateway of a few lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from benchmarks.errors import BenchmarkFailed
from benchmarks.keep_alive import Client, Refused
from benchmarks.load import Job, Load, failure, is_astray, measured
from benchmarks.messages import Say

TALK = ((Say("你好"), Say("费用", "sources"), Say("谢谢")),)


@dataclass
class Gateway:
    """Speaks HTTP; answers sessions and messages, the latter with ``replies``."""

    replies: list[dict[str, Any]] = field(
        default_factory=lambda: [{"text": "您好", "sources": [{"law": "民法典"}]}]
    )
    status: str = "200 OK"
    with_length: bool = True
    port: int = 0
    heard: list[tuple[str, str]] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self._writers)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Gateway]:
        """Serve on a free port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self
        for writer in self._writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        while request := await reader.readline():
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            body = json.loads(await reader.readexactly(length))
            writer.write(self._answer(request.split()[1].decode(), body))

    def _answer(self, path: str, body: dict[str, Any]) -> bytes:
        opens = path == "/api/chat/sessions"
        self.heard.append((body.get("session", ""), body.get("text", "")))
        content = {"session": f"s{len(self.heard)}"} if opens else {"replies": self.replies}
        raw = json.dumps(content).encode()
        length = f"Content-Length: {len(raw)}\r\n" if self.with_length else ""
        return f"HTTP/1.1 {self.status}\r\nDate: x\r\n{length}\r\n".encode() + raw


async def test_users_talk_until_the_turns_are_over() -> None:
    async with Gateway().listening() as gateway:
        job = Job("127.0.0.1", gateway.port, 2, 60.0, 10, TALK)
        result = await Load(job).run()
    assert (len(result.turns), result.failures, result.astray) == (10, [], {})
    assert gateway.connections == 2
    said = [text for _, text in gateway.heard if text]
    assert (said.count("你好"), said.count("费用"), said.count("谢谢")) in {(4, 4, 2), (4, 3, 3)}
    sessions = [session for session, text in gateway.heard if text]
    assert all(session.startswith("s") for session in sessions) and len(set(sessions)) == 4


async def test_users_stop_when_the_time_is_over() -> None:
    async with Gateway().listening() as gateway:
        result = await Load(Job("127.0.0.1", gateway.port, 1, 0.0, 10, TALK)).run()
    assert (result.turns, gateway.heard) == ([], [])


async def test_it_runs_in_a_process_of_its_own() -> None:
    async with Gateway(replies=[{"text": "您好"}]).listening() as gateway:
        result = await measured(Job("127.0.0.1", gateway.port, 1, 60.0, 6, TALK))
    assert (len(result.turns), result.astray) == (6, {"费用": 2})
    assert result.elapsed >= sum(result.turns) > 0


@pytest.mark.parametrize(
    ("gateway", "message"),
    [
        (Gateway(replies=[]), "你好: no reply"),
        (Gateway(replies=[{"text": "抱歉，系统现在答不上来。"}]), "你好: 抱歉"),
        (Gateway(status="429 Too Many Requests"), "Refused: 429"),
    ],
)
async def test_a_turn_that_fails_fails_the_measurement(gateway: Gateway, message: str) -> None:
    async with gateway.listening():
        with pytest.raises(BenchmarkFailed, match=message):
            await measured(Job("127.0.0.1", gateway.port, 1, 60.0, 3, TALK))


async def test_a_gateway_that_is_gone_fails_the_measurement() -> None:
    async with Gateway().listening() as gateway:
        pass
    with pytest.raises(BenchmarkFailed, match="ConnectionRefusedError"):
        await measured(Job("127.0.0.1", gateway.port, 1, 60.0, 3, TALK))


async def test_an_answer_without_a_length_is_refused() -> None:
    async with Gateway(with_length=False).listening() as gateway:
        client = Client("127.0.0.1", gateway.port)
        with pytest.raises(Refused, match="without a length"):
            await client.post("/api/chat/sessions", {})
        client.close()


def test_what_counts_as_answered() -> None:
    good, failed = [{"text": "您好"}], [{"text": "好"}, {"text": "抱歉（错误编号 1a）"}]
    assert failure("问", good) == ""
    assert failure("问", failed) == "问: 好 抱歉（错误编号 1a）"
    assert is_astray(Say("问", "timeline"), good)
    assert not is_astray(Say("问", "timeline"), [*good, {"text": "", "timeline": [1]}])
    assert not is_astray(Say("问"), good)
