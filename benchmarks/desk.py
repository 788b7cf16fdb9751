"""The staff desk on a full database: its queue, its search, and fifty consoles open at once."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr
from sqlalchemy import select

from benchmarks.desk_data import COURTS, fill
from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from benchmarks.stack import HOST, environment, free_ports
from bot.db import Database
from bot.desk.handover import ownership, queue
from bot.desk.handover.ownership import Actor
from bot.desk.models import Conversation
from bot.desk.record import utcnow
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import ROOT, Settings

_PASSWORD = secrets.token_urlsafe(24)
_COURT = COURTS[4]
_ENTRIES = 20
_WORDS = (
    "上诉", "上诉期限", "强制执行", "诉讼费", "离婚 抚养", "京0105民初", "12345", "财产保全",
    "不还钱怎么申请", "怎么办", "量子纠缠", "开庭",
)  # fmt: skip
_LONGEST_START = 60.0
_THINKS = 1.0
"""Seconds between two acts of one member of staff."""


class Staff:
    """One member of staff with an open console. ``heard``: when each change was told."""

    def __init__(self, base: str, name: str) -> None:
        """Nobody is signed in yet."""
        self.name = name
        self.heard: dict[str, asyncio.Event] = {}
        self._client = httpx.AsyncClient(base_url=base, timeout=60, trust_env=False)

    async def sign_in(self) -> None:
        """Begin a session."""
        given = {"name": self.name, "password": _PASSWORD}
        answer = await self._send("POST", "session", given)
        self._client.headers["x-csrf-token"] = json.loads(answer)["csrf"]

    async def listen(self, ready: asyncio.Event) -> None:
        """Read what is new, until cancelled."""
        async with self._client.stream("GET", "queue/events", timeout=None) as stream:
            ready.set()
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    row = json.loads(line[5:])
                    self.heard.setdefault(row["conversation_id"], asyncio.Event()).set()

    async def queue(self) -> float:
        """Return the seconds that the queue's first page takes."""
        return await self._timed("GET", "queue")

    async def search(self, words: str) -> float:
        """Return the seconds that a search takes."""
        return await self._timed("POST", "search", {"words": words})

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _timed(self, method: str, path: str, body: Mapping[str, str] | None = None) -> float:
        began = time.perf_counter()
        await self._send(method, path, body)
        return time.perf_counter() - began

    async def _send(self, method: str, path: str, body: Mapping[str, str] | None = None) -> bytes:
        answer = await self._client.request(method, path, json=body)
        if answer.is_error:
            raise BenchmarkFailed(f"{path}: {answer.status_code} {answer.text[:200]}")
        return answer.content


async def desk(folder: Path, scale: Scale) -> Found:
    """Fill a database, open every console, and measure while all of them work.

    Raises:
        BenchmarkFailed: a request failed, or a message reached no console.
    """
    (port,) = free_ports(1)
    chosen = Settings(
        environment="test", host=HOST, port=port, var_dir=folder, log_level="ERROR",
        secret_key=SecretStr(secrets.token_urlsafe(24)), messages_per_minute=1_000_000,
        address_messages_per_minute=1_000_000,
    )  # fmt: skip
    names = [f"staff{number:02}" for number in range(scale.staff)]
    began = time.perf_counter()
    await _filled(chosen, scale, names)
    filled = time.perf_counter() - began
    async with _gateway(chosen), _online(f"http://{HOST}:{port}/console/api/", names) as staff:
        queued, searched, told = await _measured(chosen, staff, scale)
    entries = scale.conversations * _ENTRIES
    return Found(
        {
            "desk_queue_p95": 1e3 * percentile(queued, 0.95),
            "desk_search_p95": 1e3 * percentile(searched, 0.95),
            "desk_live_p95": 1e3 * percentile(told, 0.95),
            "desk_online": float(len(staff)),
        },
        (f"The desk's database: {entries:,} entries, filled and indexed in {filled:,.0f} s.",),
    )


async def _filled(chosen: Settings, scale: Scale, names: Sequence[str]) -> None:
    database = Database(chosen.database)
    await upgrade(database)
    await fill(database, scale.conversations, _ENTRIES)
    async with database.write() as session:
        for name in names:
            await accounts.add(session, NewStaff(name, name, Role.AGENT, _COURT), _PASSWORD)
    await database.close()


@asynccontextmanager
async def _gateway(chosen: Settings) -> AsyncIterator[None]:
    """The gateway alone: nobody but staff answers here."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "channels", cwd=ROOT, env=environment(chosen)
    )
    try:
        await _ready(f"http://{HOST}:{chosen.port}/healthz")
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(url: str) -> None:
    ends = time.monotonic() + _LONGEST_START
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < ends:
            try:
                if (await client.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise BenchmarkFailed("the gateway did not start")


@asynccontextmanager
async def _online(base: str, names: Sequence[str]) -> AsyncIterator[list[Staff]]:
    """Everybody signed in and listening."""
    staff = [Staff(base, name) for name in names]
    listening: list[asyncio.Task[None]] = []
    try:
        for one in staff:
            await one.sign_in()
        opened = [asyncio.Event() for _ in staff]
        pairs = zip(staff, opened, strict=True)
        listening += [asyncio.create_task(one.listen(event)) for one, event in pairs]
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in opened)), 60)
        yield staff
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for one in staff:
            await one.close()


async def _measured(
    chosen: Settings, staff: Sequence[Staff], scale: Scale
) -> tuple[list[float], list[float], list[float]]:
    queued: list[float] = []
    searched: list[float] = []
    ends = time.monotonic() + scale.desk_seconds

    async def work(place: int, one: Staff) -> None:
        await asyncio.sleep(_THINKS * place / len(staff))
        while time.monotonic() < ends:
            queued.append(await one.queue())
            await asyncio.sleep(_THINKS)
            searched.append(await one.search(_WORDS[len(searched) % len(_WORDS)]))
            await asyncio.sleep(_THINKS)

    told = asyncio.ensure_future(_told(chosen, staff[0], ends))
    await asyncio.gather(told, *(work(place, one) for place, one in enumerate(staff)))
    return queued, searched, told.result()


async def _told(chosen: Settings, holder: Staff, ends: float) -> list[float]:
    """Speak as a citizen whom ``holder`` is answering; return the seconds until they see it."""
    times: list[float] = []
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{chosen.port}", trust_env=False) as web:
        opened = await web.post("/api/chat/sessions", json={})
        token = opened.raise_for_status().json()["session"]
        conversation = await _held(chosen, holder.name)
        while time.monotonic() < ends:
            heard = holder.heard[conversation] = asyncio.Event()
            body = {"session": token, "text": "还在吗", "message_id": uuid.uuid4().hex}
            began = time.perf_counter()
            sent = asyncio.create_task(web.post("/api/chat/messages", json=body))
            try:
                await asyncio.wait_for(heard.wait(), 10)
            except TimeoutError as error:
                raise BenchmarkFailed("a message reached no console") from error
            times.append(time.perf_counter() - began)
            (await sent).raise_for_status()
            await asyncio.sleep(0.5)
    return times


async def _held(chosen: Settings, name: str) -> str:
    """Give the newest web conversation to a member of staff; return its id."""
    database = Database(chosen.database)
    async with database.write() as session:
        query = select(Conversation.id).order_by(Conversation.created_at.desc())
        found = (await session.scalars(query.limit(1))).one()
        request = queue.Request(found, "web", "human", court_code=_COURT)
        await queue.hand_over(session, request, utcnow())
        await ownership.take(session, found, Actor(name, _COURT), utcnow())
    await database.close()
    return found
