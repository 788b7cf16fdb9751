"""The console served by the gateway, on its port and its database."""

from __future__ import annotations

from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.db import Database
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import Settings
from channels.app import create_app
from console.part import ConsolePart
from tests.functional.console.conftest import PASSWORD


async def test_doors_and_console_share_a_port(tmp_path: Path) -> None:
    chosen = Settings(environment="test", var_dir=tmp_path, secret_key=SecretStr("s" * 20))
    database = Database(chosen.database)
    await upgrade(database)
    async with database.write() as session:
        await accounts.add(session, NewStaff("wang", "王某", Role.AGENT, "京0105"), PASSWORD)
    await database.close()
    app = create_app(chosen, [ConsolePart()])
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            given = {"name": "wang", "password": PASSWORD}
            answer = await client.post("/console/api/session", json=given)
            seen = await client.get("/console/api/queue")
            described = await client.get("/console/api/openapi.json")
            citizen = await client.post("/api/chat/sessions")
    assert (answer.status_code, seen.status_code) == (200, 200)
    assert described.json()["info"]["title"] == "诉讼服务工作台"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert citizen.status_code == 200
