"""The gateway is killed while citizens write: every message is answered exactly once."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text as sql

from bot.db import Database
from bot.settings import ROOT, Settings
from channels.wechat.simulation.api import PlayedApi
from channels.wechat.simulation.server import PlayedServer
from channels.wechat.simulation.talk import played
from tests.functional.fake_engine import SlowEngine
from tests.functional.wechat import AES_KEY, APP_ID, SECRET, TOKEN, settings

# Starting a gateway takes seconds where others use the machine as well.
pytestmark = pytest.mark.timeout(300)
SEED = 20261124
PATIENCE = 90.0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Killed:
    """The real process of a gateway, WeChat before it and behind it."""

    def __init__(self, chosen: Settings, engine: SlowEngine, api: PlayedApi) -> None:
        """Nothing runs yet."""
        self.chosen = chosen
        self.engine = engine
        self.api = api
        self.server = PlayedServer.of(chosen)
        self.web = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{chosen.port}", timeout=5, trust_env=False
        )
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it answers."""
        chosen = self.chosen
        env = {
            **os.environ,
            **{
                "ENVIRONMENT": "test",
                "VAR_DIR": str(chosen.var_dir),
                "PORT": str(chosen.port),
                "ENGINE_PORT": str(self.engine.port),
                "SECRET_KEY": chosen.secret_key.get_secret_value(),
                "LOG_LEVEL": "ERROR",
                "WECHAT_TOKEN": TOKEN,
                "WECHAT_APP_ID": APP_ID,
                "WECHAT_APP_SECRET": SECRET,
                "WECHAT_ENCODING_AES_KEY": AES_KEY,
                "WECHAT_MODE": "secure",
                "WECHAT_API_BASE_URL": chosen.wechat_api_base_url,
            },
        }
        command = (sys.executable, "-m", "channels")
        self.process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env)
        async with asyncio.timeout(PATIENCE):
            while not await self.is_up():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def is_up(self) -> bool:
        """Whether it answers."""
        with suppress(httpx.HTTPError):
            return (await self.web.get("/healthz")).is_success
        return False

    async def kill(self) -> None:
        """Kill it as a power cut does."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    async def say(self, openid: str, text: str, message_id: str, tries: int = 40) -> str:
        """Write as WeChat passes it on: again, some seconds apart, until there is an answer.

        WeChat itself gives up after three times; here a start can take longer than that.
        """
        for _ in range(tries):
            call = self.server.text(openid, text, message_id)
            began = time.monotonic()
            with suppress(httpx.HTTPError):
                response = await self.web.post("/wechat", params=call.query, content=call.body)
                if response.status_code == 200:
                    return self.server.read(response.content)
            await asyncio.sleep(max(0.0, began + 3 - time.monotonic()))
        return ""

    async def is_quiet(self) -> bool:
        """Whether nothing waits for an answer or to be sent."""
        database = Database(self.chosen.database)
        try:
            async with database.read() as session:
                query = sql(
                    "SELECT (SELECT count(*) FROM outbox) "
                    "+ (SELECT count(*) FROM inbox WHERE state = 'accepted')"
                )
                return not await session.scalar(query)
        finally:
            await database.close()


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Killed]:
    """A gateway that is running."""
    async with _gateway(tmp_path) as made:
        yield made


@asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[Killed]:
    api = PlayedApi(APP_ID, SECRET)
    address = f"http://127.0.0.1:{free_port()}"
    with SlowEngine(delay=0.05) as engine:
        chosen = settings(folder, port=free_port(), wechat_api_base_url=address)
        async with played(address, api):
            made = Killed(chosen, engine, api)
            await made.start()
            try:
                yield made
            finally:
                await made.kill()
                await made.web.aclose()


async def test_every_message_is_answered_exactly_once(gateway: Killed) -> None:
    rng = random.Random(SEED)
    replies: Counter[str] = Counter()

    async def citizen(number: int) -> None:
        await asyncio.sleep(rng.random() * 3)
        for turn in range(2):
            text = f"第{number}人第{turn}句"
            if answer := await gateway.say(f"o-{number}", text, f"{number}{turn}"):
                replies[text] += answer.count(text)

    async def killer() -> None:
        for _ in range(3):
            await asyncio.sleep(0.5 + rng.random())
            await gateway.kill()
            await gateway.start()

    await asyncio.gather(killer(), *(citizen(number) for number in range(12)))
    async with asyncio.timeout(PATIENCE):
        while not await gateway.is_quiet():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    for sent in gateway.api.texts():
        for text in _all_texts():
            replies[text] += sent.count(f"“{text}”")
    assert {text: replies[text] for text in _all_texts()} == dict.fromkeys(_all_texts(), 1)


def _all_texts() -> list[str]:
    return [f"第{number}人第{turn}句" for number in range(12) for turn in range(2)]


async def test_an_answer_of_a_killed_gateway_is_sent_by_the_next(gateway: Killed) -> None:
    gateway.engine.delay = 1.0
    asking = asyncio.create_task(gateway.say("o-1", "你好", "1", tries=1))
    await asyncio.to_thread(gateway.engine.asked.wait, 30)
    await gateway.kill()
    assert await asking == ""
    await gateway.start()
    async with asyncio.timeout(PATIENCE):
        while not await gateway.is_quiet():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert len(gateway.api.texts("o-1")) == 1
    # WeChat asks again, much too late: it has been said.
    assert await gateway.say("o-1", "你好", "1", tries=1) == ""
    assert len(gateway.api.texts("o-1")) == 1
