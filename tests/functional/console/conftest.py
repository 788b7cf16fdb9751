"""A console over a real database, with a member of staff of each role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timezone
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from bot.db import Database
from bot.desk import addresses, record
from bot.desk.handover import queue
from bot.desk.handover.queue import Request
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import Settings
from console.api.app import create_console

PASSWORD = "很长很难猜到的一个密码"
COURT, OTHER = "京0105", "沪0101"
STAFF = {
    "agent": (Role.AGENT, COURT),
    "second": (Role.AGENT, COURT),
    "boss": (Role.SUPERVISOR, COURT),
    "editor": (Role.EDITOR, COURT),
    "second_editor": (Role.EDITOR, COURT),
    "auditor": (Role.AUDITOR, COURT),
    "admin": (Role.ADMINISTRATOR, COURT),
    "far": (Role.AGENT, OTHER),
}
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Talk = Callable[..., Awaitable[str]]


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id as always, with the least work it allows."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: quick)
    accounts._nobody.cache_clear()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated database with staff."""
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'console.db'}")
    await upgrade(opened)
    async with opened.write() as session:
        for name, (role, court) in STAFF.items():
            await accounts.add(session, NewStaff(name, name.title(), role, court), PASSWORD)
    yield opened
    await opened.close()


@pytest.fixture
def console(database: Database, tmp_path: Path) -> FastAPI:
    """The console's application."""
    return create_console(Settings(environment="test", var_dir=tmp_path), database)


@pytest.fixture
async def client_of(console: FastAPI) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Make a browser that nobody has signed in with."""
    opened: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=console, root_path="/console")
        client = httpx.AsyncClient(transport=transport, base_url="http://test/console/api")
        opened.append(client)
        return client

    yield make
    for client in opened:
        await client.aclose()


@pytest.fixture
def signed_in(client_of: Callable[[], httpx.AsyncClient]) -> SignedIn:
    """Sign in as somebody; the browser then carries cookie and CSRF token."""

    async def sign_in(name: str) -> httpx.AsyncClient:
        client = client_of()
        answer = await client.post("/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["x-csrf-token"] = answer.json()["csrf"]
        return client

    return sign_in


@pytest.fixture
def talk(database: Database) -> Talk:
    """Open a conversation in which a citizen asked for a person."""

    async def make(court: str = COURT, words: str = "我要找人工", name: str = "session-1") -> str:
        async with database.write() as session:
            found = await addresses.conversation_at(session, "web", name)
            conversation = await record.conversation(session, found)
            understood = {"intent": "talk_to_human", "topics": []}
            session.add(
                record.append(conversation, "citizen", "m1", words, {"understood": understood})
            )
            request = Request(found, "web", "human", court_code=court)
            await queue.hand_over(session, request, datetime.now(timezone.utc))
        return found

    return make
