"""The gateway with its console and a scripted engine, for several people at once."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from bot.db import Database
from bot.desk.orders import work_orders
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import Settings
from channels.app import create_app
from console.part import ConsolePart
from scripts.build_page import CONSOLE
from tests.browser.conftest import PHONE, watch
from tests.functional.conftest import ScriptedEngine

AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
SCREEN = {"width": 1366, "height": 768}
PASSWORD = "很长很难猜到的一个密码"
COURT = "京0105"
STAFF = (
    NewStaff("wang", "王敏", Role.AGENT, COURT),
    NewStaff("zhou", "周强", Role.AGENT, COURT),
    NewStaff("boss", "李主任", Role.SUPERVISOR, COURT),
    NewStaff("admin", "陈管理", Role.ADMINISTRATOR, COURT),
)
OpenDesk = Callable[..., Page]
OpenChat = Callable[[], Page]


class TalkDesk:
    """The gateway with its console in a thread; 人工 opens an order, as the action does."""

    def __init__(self, folder: Path) -> None:
        """Make the application; ``start`` serves it."""
        self.engine = ScriptedEngine(replies=[{"text": "智能助手在答。"}])
        self.settings = Settings(
            environment="test",
            var_dir=folder,
            secret_key=SecretStr("a-secret-of-the-tests"),
            log_level="ERROR",
        )
        self._app = create_app(self.settings, [ConsolePart()])
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(
            uvicorn.Config(self._app, log_config=None, ws="none", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def start(self) -> None:
        """Serve, and return once the engine is the scripted one."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)
        client = self._app.state.gateway.engine._client
        client._transport = httpx.MockTransport(self._answer)
        client._mounts = {}

    def stop(self) -> None:
        """End the server and its thread."""
        self._server.should_exit = True
        self._thread.join()

    async def _serve(self) -> None:
        database = Database(self.settings.database)
        await upgrade(database)
        async with database.write() as session:
            for new in STAFF:
                await accounts.add(session, new, PASSWORD)
        await database.close()
        await self._server.serve(sockets=[self._socket])

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self.engine(request)
        turn = self.engine.turns[-1] if request.method == "POST" else {}
        if "人工" in str(turn):
            await self._hand_over(turn)
        return answer

    async def _hand_over(self, turn: dict[str, Any]) -> None:
        """Do what the action for a human does: the engine here is only a script."""
        database: Database = self._app.state.gateway.database
        async with database.write() as session:
            request = work_orders.Request(
                source_id=turn["message_id"],
                conversation_id=turn["conversation"],
                kind="human",
                summary="找人工",
                collected={"case_number": "（2026）京0105民初12345号", "fee_amount": "50万"},
            )
            await work_orders.open_order(session, request)


@pytest.fixture
def talks(tmp_path: Path, dist: Path) -> Iterator[TalkDesk]:
    """A desk of the test's own."""
    made = TalkDesk(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def pages(browser: Browser, talks: TalkDesk) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own; none may meet an error or ask another host."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(path: str, viewport: Any) -> Page:
        context = browser.new_context(viewport=viewport, locale="zh-CN")
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, talks.url, faults)
        page.goto(f"{talks.url}{path}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def open_desk(pages: Callable[..., Page]) -> OpenDesk:
    """Sign somebody in by keyboard."""

    def make(name: str, viewport: Any = SCREEN) -> Page:
        page = pages("/console/", viewport)
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".bar-who")).to_be_visible()
        return page

    return make


@pytest.fixture
def citizen(pages: Callable[..., Page]) -> Page:
    """The citizen's page on a phone, with the notice read."""
    page = pages("/", PHONE)
    page.get_by_role("button", name="我知道了").click()
    return page


def serious(page: Page) -> list[Any]:
    """Return what axe finds serious or worse."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # A colour that is still changing is not the colour that is read.
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
    found = page.evaluate("axe.run(document)")
    return [
        (each["id"], [(node["html"], node["failureSummary"]) for node in each["nodes"]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
