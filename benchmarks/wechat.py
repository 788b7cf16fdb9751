"""The WeChat door: how soon it replies, what it loses when it is killed, what attacks do to it.

WeChat is played here: its server, which repeats a message until it is answered, and its API, which
counts what is sent. Unlike WeChat it goes on until the gateway is back, so that nothing is called
lost that was only never taken.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.machine import can_tell_usage, usage
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from benchmarks.stack import (
    HOST,
    WECHAT_AES_KEY,
    WECHAT_APP_ID,
    WECHAT_SECRET,
    WECHAT_TOKEN,
    Stack,
)
from channels.wechat.simulation.api import PlayedApi
from channels.wechat.simulation.server import Call, PlayedServer
from channels.wechat.simulation.talk import played

QUESTIONS = ("标的额五十万诉讼费多少", "你好", "什么时候开庭", "谢谢")
A_SECOND = 20
KILLS = 3
_HANGS_UP = 5.0
_LONGEST = 600.0


class Load:
    """WeChat before and behind the gateway."""

    def __init__(self, stack: Stack, api: PlayedApi, web: httpx.AsyncClient) -> None:
        """Nothing is sent yet."""
        self._stack = stack
        self._api = api
        self._web = web
        self._server = PlayedServer(WECHAT_TOKEN, "secure", WECHAT_APP_ID, WECHAT_AES_KEY)
        self._answers: Counter[str] = Counter()

    async def replies(self, seconds: float) -> list[float]:
        """Send messages at a fixed pace and return the seconds until each passive reply.

        Raises:
            BenchmarkFailed: a message got none.
        """
        count = int(seconds * A_SECOND)
        began = time.perf_counter()
        return await asyncio.gather(*(self._paced(began, number) for number in range(count)))

    async def _paced(self, began: float, number: int) -> float:
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        text = QUESTIONS[number % len(QUESTIONS)]
        call = self._server.text(f"paced-{number}", text)
        sent = time.perf_counter()
        response = await self._post(call)
        taken = time.perf_counter() - sent
        if response.status_code != 200 or not self._server.read(response.content):
            raise BenchmarkFailed(f"no passive reply to {text}: {response.status_code}")
        return taken

    async def killed(self, users: int) -> tuple[int, int]:
        """Let users write while the gateway is killed; return messages lost and said twice."""
        names = [f"crowd-{number}" for number in range(users)]
        await asyncio.gather(self._kill(), *(self._user(name) for name in names))
        await self._settled(names)
        answers = Counter(self._answers) + Counter(each["touser"] for each in self._api.sent)
        lost = sum(1 for name in names if not answers[name])
        return lost, sum(max(0, answers[name] - 1) for name in names)

    async def _user(self, openid: str) -> None:
        """Write one message as WeChat passes it on: again until somebody takes it."""
        message_id = self._server.new_id()
        async with asyncio.timeout(_LONGEST):
            while True:
                call = self._server.text(openid, QUESTIONS[1], message_id)
                began = time.monotonic()
                with suppress(httpx.HTTPError):
                    response = await self._post(call)
                    if response.status_code == 200:
                        self._answers[openid] += bool(self._server.read(response.content))
                        return
                await asyncio.sleep(max(0.2, began + _HANGS_UP - time.monotonic()))

    async def _kill(self) -> None:
        for _ in range(KILLS):
            await asyncio.sleep(1.0)
            if pid := self._stack.supervisor.pids["gateway"]:
                os.kill(pid, signal.SIGKILL)
            await self._is_back()

    async def _is_back(self) -> None:
        async with asyncio.timeout(120):
            while True:
                await asyncio.sleep(0.2)
                with suppress(httpx.HTTPError):
                    if (await self._web.get("/healthz")).is_success:
                        return

    async def _settled(self, names: list[str]) -> None:
        """Wait for late answers, a minute at most; then for what would come twice."""
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                while True:
                    sent = {each["touser"] for each in self._api.sent}
                    if all(self._answers[name] or name in sent for name in names):
                        break
                    await asyncio.sleep(0.5)
        await asyncio.sleep(8)

    async def hostile(self, count: int) -> int:
        """Send requests that are none of WeChat's; return how many were accepted."""
        slots = asyncio.Semaphore(16)

        async def one(number: int) -> bool:
            async with slots:
                try:
                    response = await self._post(self._attack(number))
                except httpx.HTTPError:
                    return False
                return response.status_code == 200

        return sum(await asyncio.gather(*(one(number) for number in range(count))))

    def _attack(self, number: int) -> Call:
        good = self._server.text(f"enemy-{number}", "您好")
        stranger = PlayedServer("another-token", "secure", WECHAT_APP_ID, WECHAT_AES_KEY)
        plain = PlayedServer(WECHAT_TOKEN, "plain")
        bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><xml><Encrypt>&b;</Encrypt></xml>'
        attacks = (
            lambda: stranger.text(f"enemy-{number}", "您好"),
            lambda: plain.text(f"enemy-{number}", "您好"),
            lambda: Call({**good.query, "msg_signature": secrets.token_hex(20)}, good.body),
            lambda: Call({**good.query, "timestamp": "1500000000"}, good.body),
            lambda: Call(good.query, bomb),
            lambda: Call(good.query, secrets.token_bytes(200)),
            lambda: Call(good.query, b"<xml>" + b"<a>" * 5_000),
            lambda: Call({}, b"x" * 200_000),
        )
        return attacks[number % len(attacks)]()

    async def _post(self, call: Call) -> httpx.Response:
        return await self._web.post("/wechat", params=call.query, content=call.body)


async def wechat(stack: Stack, scale: Scale) -> Found:
    """Measure all three.

    Raises:
        BenchmarkFailed: a message got no passive reply, or the gateway did not come back.
    """
    async with _played(stack) as load:
        await load.replies(scale.wechat_warm_up)
        times = await load.replies(scale.wechat_seconds)
        figures = {
            "wechat_p50": percentile(times, 0.5) * 1000,
            "wechat_p95": percentile(times, 0.95) * 1000,
        }
        # Once before, so that what every first request costs is not called growth.
        accepted = await load.hostile(scale.forged // 10)
        before = _memory(stack)
        accepted += await load.hostile(scale.forged)
        figures["wechat_forged_accepted"] = accepted
        if can_tell_usage():
            figures["wechat_forged_memory"] = (_memory(stack) - before) / 1e6
        lost, twice = await load.killed(scale.wechat_users)
        return Found({**figures, "wechat_lost": lost, "wechat_twice": twice})


@asynccontextmanager
async def _played(stack: Stack) -> AsyncIterator[Load]:
    api = PlayedApi(WECHAT_APP_ID, WECHAT_SECRET)
    limits = httpx.Limits(max_connections=600, max_keepalive_connections=100)
    async with (
        played(stack.wechat_api, api) as plays,
        httpx.AsyncClient(
            base_url=f"http://{HOST}:{stack.port}", timeout=_HANGS_UP, limits=limits,
            trust_env=False,
        ) as web,
    ):  # fmt: skip
        if not plays:
            raise BenchmarkFailed("WeChat's API could not be played")
        yield Load(stack, api, web)


def _memory(stack: Stack) -> int:
    pid = stack.supervisor.pids["gateway"]
    return usage(pid).resident if pid else 0
