"""The page with the real gateway behind it; only the engine's answers are made up."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr
from sqlalchemy import create_engine

from bot.db import Base
from bot.desk.greeting import GREETING
from bot.settings import Settings
from channels.app import create_app
from tests.browser.conftest import PHONE, say, watch
from tests.functional.conftest import ScriptedEngine


class Served:
    """The gateway in a thread, over an empty database, with a scripted engine."""

    def __init__(self, folder: Path) -> None:
        """Make the database; `start` serves."""
        base = create_engine(f"sqlite:///{folder / 'assistant.db'}")
        Base.metadata.create_all(base)
        base.dispose()
        self.engine = ScriptedEngine()
        secret = SecretStr("a-secret-of-the-tests")
        chosen = Settings(environment="test", var_dir=folder, secret_key=secret, log_level="ERROR")
        self._app = create_app(chosen)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(
            uvicorn.Config(self._app, log_config=None, ws="none", timeout_graceful_shutdown=1)
        )
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def start(self) -> None:
        """Serve in a thread, and return once the engine is the scripted one."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)
        client = self._app.state.gateway.engine._client
        client._transport = httpx.MockTransport(self.engine)
        client._mounts = {}

    def stop(self) -> None:
        """End the server and its thread."""
        self._server.should_exit = True
        self._thread.join()

    async def _serve(self) -> None:
        await self._server.serve(sockets=[self._socket])


@pytest.fixture
def served(dist: Path, tmp_path: Path) -> Iterator[Served]:
    """The gateway, serving the built page."""
    made = Served(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The chat page of the real gateway, with the notice read."""
    faults: list[str] = []
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
    opened = context.new_page()
    watch(opened, served.url, faults)
    opened.goto(served.url)
    opened.get_by_role("button", name="我知道了").click()
    yield opened
    context.close()
    assert faults == []


def test_asks_by_text_and_by_button_and_finds_it_all_again(page: Page, served: Served) -> None:
    expect(page.locator(".reply")).to_have_count(1)
    say(page, "不服判决怎么上诉")
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator("summary")).to_have_text("依据（1 条）")
    page.get_by_role("group", name="可以选择").get_by_role("button", name="转人工").click()
    expect(page.locator(".reply")).to_have_count(3)
    said = [GREETING.text, "不服判决怎么上诉", "请报案号。", "转人工", "请报案号。"]
    talk = page.locator(".words, .reply .paragraph")
    expect(talk).to_have_text(said)
    page.reload()
    expect(page.locator(".reply")).to_have_count(3)
    expect(talk).to_have_text(said)
    assert len(served.engine.turns) == 2


def test_an_engine_that_fails_leaves_words_and_no_second_turn(page: Page, served: Served) -> None:
    served.engine.status = 500
    say(page, "不服判决怎么上诉")
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator(".problem")).to_be_hidden()
