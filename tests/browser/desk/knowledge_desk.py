"""A desk whose editors write into a copy of the knowledge files."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Page
from pydantic import SecretStr

from bot.db import Database
from bot.desk import addresses, record
from bot.desk.orders import work_orders
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import ROOT, Settings
from channels.app import create_app
from console.part import ConsolePart

PASSWORD = "很长很难猜到的一个密码"
STAFF = (
    ("zhao", "赵编辑", Role.EDITOR),
    ("qian", "钱编辑", Role.EDITOR),
    ("wang", "王敏", Role.AGENT),
)
ASKED = "娃的抚养费他一直拖着"
FELL_BACK = {"intent": "nlu_fallback", "topics": [{"topic": "appeal", "confidence": 0.2}]}


class KnowledgeDesk:
    """The gateway with its console in a thread."""

    def __init__(self, folder: Path) -> None:
        """Make database, staff, one conversation and a copy of the articles."""
        self.knowledge, self.corrections = folder / "knowledge", folder / "corrections"
        shutil.copytree(ROOT / "data" / "knowledge", self.knowledge)
        chosen = Settings(
            environment="test",
            var_dir=folder,
            secret_key=SecretStr("a-secret-of-the-tests"),
            log_level="ERROR",
            knowledge_dir=self.knowledge,
            corrections_dir=self.corrections,
        )
        self._settings = chosen
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        app = create_app(chosen, [ConsolePart()])
        config = uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            self._thread.join(0.01)

    def stop(self) -> None:
        """End the server and its thread."""
        self._server.should_exit = True
        self._thread.join()

    def sign_in(self, page: Page, name: str) -> None:
        """Sign somebody in on a fresh page."""
        page.goto(f"{self.url}/console/")
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".bar-menu a")

    async def _serve(self) -> None:
        await _seed(self._settings)
        await self._server.serve(sockets=[self._socket])


async def _seed(chosen: Settings) -> None:
    database = Database(chosen.database)
    await upgrade(database)
    async with database.write() as session:
        for name, shown, role in STAFF:
            await accounts.add(session, NewStaff(name, shown, role, "京0105"), PASSWORD)
        found = await addresses.conversation_at(session, "web", "a-session")
        talk = await record.conversation(session, found)
        said = {"understood": FELL_BACK}
        session.add(record.append(talk, "citizen", "m1", ASKED, said))
        session.add(record.append(talk, "assistant", "m1", "我没太明白您的意思，怕答错。", {}))
        await session.flush()
        request = work_orders.Request(f"{found}:1", found, "human", ASKED)
        await work_orders.open_order(session, request)
    await database.close()
