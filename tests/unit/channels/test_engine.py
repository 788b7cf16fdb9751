"""The client of the engine against a real server: what is sent, what is read, what fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.desk.inbox import Incoming
from bot.desk.replies import Button, Reply
from channels.engine import Answer, Engine, EngineUnavailable

MESSAGE = Incoming("web", "id-00001", "c1", "text", "你好", "client")
GOOD = '{"replies": [{"text": "您好。", "buttons": [{"title": "帮助", "payload": "/help"}]}]}'


@dataclass
class Door:
    """The engine's door: answers what the test says and remembers what came."""

    body: str = GOOD
    status: int = 200
    delay: float = 0.0
    came: list[Any] = field(default_factory=list)
    connections: set[Any] = field(default_factory=set)

    async def turn(self, request: web.Request) -> web.Response:
        """Answer one turn."""
        self.connections.add(request.transport)
        self.came.append((request.headers["x-engine-token"], await request.json()))
        await asyncio.sleep(self.delay)
        return web.Response(text=self.body, status=self.status, content_type="application/json")

    async def health(self, _request: web.Request) -> web.Response:
        """Answer that the door is open."""
        return web.json_response({"status": "ok"}, status=self.status)


@pytest.fixture
def door() -> Door:
    """The door of the server."""
    return Door()


@pytest.fixture
async def engine(door: Door) -> AsyncIterator[Engine]:
    """A client of a server on a free port."""
    app = web.Application()
    app.router.add_post("/webhooks/gateway/turn", door.turn)
    app.router.add_get("/webhooks/gateway/", door.health)
    async with TestServer(app) as server:
        opened = Engine(f"http://{server.host}:{server.port}", "token", 0.3)
        yield opened
        await opened.close()


async def test_a_turn_is_posted_whole_and_its_answer_read_whole(engine: Engine, door: Door) -> None:
    door.body = GOOD[:-1] + ', "understood": {"intent": "greet", "topics": []}}'
    answer = await engine.turn(MESSAGE, retry=True)
    reply = Reply(text="您好。", buttons=(Button(title="帮助", payload="/help"),))
    assert answer == Answer((reply,), {"intent": "greet", "topics": []})
    assert door.came == [
        (
            "token",
            {
                "conversation": "c1",
                "message_id": "id-00001",
                "kind": "text",
                "content": "你好",
                "channel": "web",
                "client": "client",
                "retry": True,
                "returned": False,
            },
        )
    ]


async def test_turns_one_after_the_other_share_a_connection(engine: Engine, door: Door) -> None:
    answers = [await engine.turn(MESSAGE, retry=False) for _ in range(3)]
    assert [answer.understood for answer in answers] == [{}] * 3
    assert len(door.connections) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (GOOD, 500),
        (GOOD, 401),
        ("busy", 200),
        ("[]", 200),
        ("{}", 200),
        ('{"replies": []}', 200),
        ('{"replies": [{"text": ""}]}', 200),
        ('{"replies": [{"buttons": []}]}', 200),
    ],
)
async def test_an_answer_nobody_can_be_given_is_none(
    engine: Engine, door: Door, body: str, status: int
) -> None:
    door.body, door.status = body, status
    with pytest.raises(EngineUnavailable):
        await engine.turn(MESSAGE, retry=False)


async def test_an_answer_too_late_is_none_and_the_next_is_read(engine: Engine, door: Door) -> None:
    door.delay = 5
    with pytest.raises(EngineUnavailable):
        await engine.turn(MESSAGE, retry=False)
    door.delay = 0
    assert (await engine.turn(MESSAGE, retry=True)).replies[0].text == "您好。"


async def test_an_engine_that_is_not_there_is_unavailable() -> None:
    engine = Engine(f"http://127.0.0.1:{unused_port()}", "token", 0.3)
    with pytest.raises(EngineUnavailable):
        await engine.turn(MESSAGE, retry=False)
    assert not await engine.is_up()
    await engine.close()


async def test_readiness_is_what_the_door_says(engine: Engine, door: Door) -> None:
    assert await engine.is_up()
    door.status = 503
    assert not await engine.is_up()
