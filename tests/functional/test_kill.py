"""The gateway is killed at every point of a turn: nothing is lost and nothing is done twice."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.desk.models  # noqa: F401
from bot.cases.identity import Hasher
from bot.db import Base, Database
from bot.desk import record
from bot.desk.greeting import GREETING
from bot.desk.joining import Joining
from bot.desk.models import InboxMessage, OutboxMessage, RecordEntry
from bot.settings import ROOT
from channels.web.sessions import Sessions
from tests.functional.fake_engine import SlowEngine

# Starting a gateway takes seconds where others use the machine as well.
pytestmark = pytest.mark.timeout(300)

SEED = 20261124
SECRET = "a-secret-of-the-tests"
PATIENCE = 60.0
SESSIONS = 3


@dataclass
class Gateway:
    """The real process of the gateway, to be killed and started again, and a browser."""

    var_dir: Path
    engine: SlowEngine
    web: httpx.AsyncClient
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def database_url(self) -> str:
        """The address of its database."""
        return f"sqlite+aiosqlite:///{self.var_dir / 'assistant.db'}"

    async def start(self) -> None:
        """Start it and wait until it answers."""
        env = {
            **os.environ,
            "ENVIRONMENT": "test",
            "VAR_DIR": str(self.var_dir),
            "PORT": str(self.port),
            "ENGINE_PORT": str(self.engine.port),
            "MESSAGES_PER_MINUTE": "10000",
            "ADDRESS_MESSAGES_PER_MINUTE": "10000",
            "SECRET_KEY": SECRET,
            "HASH_KEY": SECRET,
            "LOG_LEVEL": "ERROR",
        }
        command = (sys.executable, "-m", "channels")
        self.process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env)
        await until(self._is_up)

    async def _is_up(self) -> bool:
        try:
            return (await self.web.get("/healthz")).is_success
        except httpx.TransportError:
            return False

    async def kill(self) -> None:
        """Kill it as a power cut does."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def open_session(self) -> str:
        """Return a new session."""
        token: str = (await self.web.post("/api/chat/sessions")).json()["session"]
        return token

    async def send(self, session: str, text: str, message_id: str) -> list[dict[str, Any]]:
        """Send as the page does: again, under the same id, until there is an answer."""
        body = {"session": session, "text": text, "message_id": message_id}
        while True:
            try:
                response = await self.web.post("/api/chat/messages", json=body)
                replies: list[dict[str, Any]] = response.raise_for_status().json()["replies"]
                return replies
            except httpx.HTTPError:
                await asyncio.sleep(0.05)

    async def send_and_leave(self, session: str, text: str, message_id: str) -> None:
        """Send a message, hang up as soon as it is accepted, and never ask again."""
        sending = asyncio.create_task(self.send(session, text, message_id))
        accepted = select(func.count()).where(InboxMessage.message_id.endswith(f":{message_id}"))
        await until(lambda: self.holds(accepted))
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    async def code_for(self, session: str) -> str:
        """Return a one-time code for the conversation of a session, as the actions issue it."""
        database = Database(self.database_url)
        conversation_id = Sessions(SECRET).read(session)
        assert conversation_id is not None
        async with database.write() as writing:
            issuing = Joining(Hasher(SECRET))
            code = await issuing.issue(writing, conversation_id, "web", record.utcnow())
        await database.close()
        return code

    async def history(self, session: str) -> list[tuple[str, str]]:
        """Return who said what."""
        response = await self.web.get("/api/chat/history", params={"session": session})
        return [(item["from"], item["text"]) for item in response.json()["messages"]]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Look into the database from beside."""
        database = Database(self.database_url)
        async with database.read() as session:
            yield session
        await database.close()

    async def holds(self, count: Any) -> int:
        """Return a count in the database."""
        async with self.reading() as session:
            return await session.scalar(count) or 0

    async def is_quiet(self) -> bool:
        """Whether everything accepted is answered and everything answered delivered."""
        waiting = select(func.count()).where(InboxMessage.state != "done")
        undelivered = select(func.count()).select_from(OutboxMessage)
        return not await self.holds(waiting) and not await self.holds(undelivered)

    async def broken_records(self) -> list[str]:
        """Return the conversations whose chain does not hold."""
        async with self.reading() as session:
            ids = (await session.scalars(select(RecordEntry.conversation_id).distinct())).all()
            return [one for one in ids if await record.first_broken_link(session, one) is not None]


async def until(holds: Callable[[], Awaitable[Any]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 (another process makes it true)
            await asyncio.sleep(0.02)


@pytest.fixture
def engine() -> Iterator[SlowEngine]:
    """The engine that outlives the gateway."""
    with SlowEngine() as serving:
        yield serving


@pytest.fixture
async def gateway(tmp_path: Path, engine: SlowEngine) -> AsyncIterator[Gateway]:
    """A gateway over an empty database, started."""
    base = create_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    Base.metadata.create_all(base)
    base.dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=PATIENCE) as web:
        made = Gateway(tmp_path, engine, web, port)
        await made.start()
        yield made
        await made.kill()


ANSWERED = select(func.count()).where(InboxMessage.state == "done")


async def _kill_at(point: str, gateway: Gateway, before: int, chance: random.Random) -> None:
    """Wait for a point of the turns under way, then kill the gateway and start it again.

    ``before``: how many turns were finished before.
    """
    if point == "the engine is asked":
        await asyncio.to_thread(gateway.engine.asked.wait, PATIENCE)
    elif point == "a turn is finished":

        async def one_more() -> bool:
            return await gateway.holds(ANSWERED) > before

        await until(one_more)
    else:
        await asyncio.sleep(chance.uniform(0.0, 1.5 * gateway.engine.delay))
    await gateway.kill()
    await gateway.start()


@dataclass
class Talk:
    """What was sent in each session, and what came back to those who waited."""

    gateway: Gateway
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    async def say(self, session: str, text: str) -> None:
        """Send a message and wait for its answer, whatever happens meanwhile."""
        message_id = self._noted(session, text)
        self.answers[message_id] = await self.gateway.send(session, text, message_id)

    async def say_and_leave(self, session: str, text: str) -> None:
        """Send a message and hang up."""
        await self.gateway.send_and_leave(session, text, self._noted(session, text))

    def _noted(self, session: str, text: str) -> str:
        message_id = f"message-{len(self.sent):04}"
        self.sent[message_id] = (session, text)
        return message_id

    def expected(self, session: str) -> list[tuple[str, str]]:
        """Return what a session's history must hold: each message and its answer, once."""
        said = [("assistant", GREETING.text)]
        for of, text in self.sent.values():
            if of == session:
                said += [("citizen", text), ("assistant", f"“{text}”办好了，第1次。")]
        return said


async def test_killed_at_every_point_nothing_is_lost_or_done_twice(
    gateway: Gateway, engine: SlowEngine
) -> None:
    chance = random.Random(SEED)
    talk = Talk(gateway)
    sessions = [await gateway.open_session() for _ in range(SESSIONS)]
    leaving = await gateway.open_session()
    joining = await gateway.open_session(), await gateway.open_session()
    code = await gateway.code_for(joining[0])
    for point in ("any", "the engine is asked", "a turn is finished"):
        before = await gateway.holds(ANSWERED)
        await talk.say_and_leave(leaving, f"我先走了（{point}）")
        engine.asked.clear()
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as people:
            for session in sessions:
                people.create_task(talk.say(session, f"一件事（{point}）"))
            if point == "any":
                join = people.create_task(gateway.send(joining[1], f"接续码{code}", "join-0001"))
            await _kill_at(point, gateway, before, chance)
    await talk.say_and_leave(leaving, "这次没有断电")
    await until(gateway.is_quiet)

    for session in (*sessions, leaving):
        assert await gateway.history(session) == talk.expected(session)
    assert await gateway.broken_records() == []
    # A code cut off in the middle is neither lost nor used twice.
    assert join.result()[0]["text"].startswith("接上了网页的对话")
    joined = await gateway.history(joining[1])
    assert [sender for sender, _ in joined] == ["assistant", "system", "citizen", "assistant"]
    assert joined == await gateway.history(joining[0])
    # Each ran once, and the engine was told whenever it might have been asked before.
    assert len(engine.effects) == len(talk.sent) and set(engine.effects.values()) == {1}
    assert [posts for posts in engine.posts.values() if not all(posts[1:])] == []
    assert engine.asked_again() > 0

    # Whoever asks again under the same id gets the same answer, and nothing runs.
    asked = engine.asked_in_all()
    for message_id, answer in talk.answers.items():
        session, text = talk.sent[message_id]
        assert await gateway.send(session, text, message_id) == answer
    assert engine.asked_in_all() == asked
