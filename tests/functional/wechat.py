"""A gateway with a WeChat door, WeChat's server before it and WeChat's API behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import create_engine

import bot.cases.models
import bot.desk.models
import bot.desk.platforms.models  # noqa: F401
from bot.db import Base
from bot.settings import Settings
from channels.app import create_app
from channels.wechat.door import WeChatDoor
from channels.wechat.simulation.api import PlayedApi
from channels.wechat.simulation.server import Call, PlayedServer
from tests.functional.conftest import ScriptedEngine

TOKEN, APP_ID, SECRET, AES_KEY = (
    "wechat-token",
    "wx0123456789abcdef",
    "app-secret",
    "a1B2" * 10 + "c3D",
)


def settings(folder: Path, **changed: Any) -> Settings:
    """Return settings of a gateway with an official account and its own empty database."""
    base = create_engine(f"sqlite:///{folder / 'assistant.db'}")
    Base.metadata.create_all(base)
    base.dispose()
    return Settings(
        **{
            "environment": "test",
            "var_dir": folder,
            "turn_timeout": 8.0,
            "secret_key": SecretStr("a-secret-of-the-tests"),
            "log_level": "ERROR",
            "wechat_token": SecretStr(TOKEN),
            "wechat_app_id": APP_ID,
            "wechat_app_secret": SecretStr(SECRET),
            "wechat_encoding_aes_key": SecretStr(AES_KEY),
            "wechat_mode": "secure",
            "public_url": "https://court.example",
            **changed,
        }
    )


@dataclass
class World:
    """Everything a test of the door needs."""

    app: FastAPI
    engine: ScriptedEngine
    api: PlayedApi
    server: PlayedServer
    web: httpx.AsyncClient

    @property
    def door(self) -> WeChatDoor:
        """The door itself."""
        found: WeChatDoor = self.app.state.wechat
        return found

    async def post(self, call: Call) -> httpx.Response:
        """Let WeChat call."""
        return await self.web.post("/wechat", params=call.query, content=call.body)

    async def said(self, call: Call) -> str:
        """Let WeChat call, and return the text of the passive reply."""
        response = await self.post(call)
        assert response.status_code == 200, response.status_code
        return self.server.read(response.content)

    async def say(self, text: str, openid: str = "o-one") -> str:
        """Let a citizen type."""
        return await self.said(self.server.text(openid, text))

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait for something that goes on by itself."""
        async with asyncio.timeout(20):
            while not reached():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def until_true(self, reached: Callable[[], Awaitable[bool]]) -> None:
        """Wait for something that has to be asked for."""
        async with asyncio.timeout(20):
            while not await reached():  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@asynccontextmanager
async def world(chosen: Settings, engine: ScriptedEngine | None = None) -> AsyncIterator[World]:
    """Run a gateway in this process, its engine and WeChat's API played."""
    engine = engine or ScriptedEngine()
    api = PlayedApi(APP_ID, SECRET)
    app = create_app(chosen)
    async with app.router.lifespan_context(app):
        for client, played in (
            (app.state.gateway.engine._client, engine),
            (app.state.wechat.api._client, api),
        ):
            client._transport = httpx.MockTransport(played)
            client._mounts = {}
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as web:
            yield World(app, engine, api, PlayedServer.of(chosen), web)
