"""A gateway over a real database with an engine we can script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import create_engine

import bot.desk.models  # noqa: F401
from bot.db import Base
from bot.settings import Settings
from channels.app import create_app


@dataclass
class ScriptedEngine:
    """Stands in for Rasa's door: answers, fails or hangs as the test says."""

    replies: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {
                "text": "请报案号。",
                "buttons": [{"title": "转人工", "payload": "/talk_to_human"}],
                "sources": [{"law": "民事诉讼法", "articles": ["171"], "version": "2023"}],
            }
        ]
    )
    status: int = 200
    delay: float = 0.0
    intent: str = "greet"
    turns: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of the gateway."""
        if request.method == "GET":
            return httpx.Response(200, json={"status": "ok"})
        self.turns.append(json.loads(request.content))
        await asyncio.sleep(self.delay)
        understood = {"intent": self.intent, "confidence": 1.0, "topics": []}
        body = {"replies": self.replies, "understood": understood}
        return httpx.Response(self.status, json=body)


@pytest.fixture
def engine() -> ScriptedEngine:
    """The scripted engine."""
    return ScriptedEngine()


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """Settings of a gateway with its own empty database."""
    base = create_engine(f"sqlite:///{tmp_path / 'assistant.db'}")
    Base.metadata.create_all(base)
    base.dispose()
    return Settings(
        environment="test",
        var_dir=tmp_path,
        turn_timeout=0.5,
        secret_key=SecretStr("a-secret-of-the-tests"),
        log_level="ERROR",
    )


@pytest.fixture
async def app(chosen: Settings, engine: ScriptedEngine) -> AsyncIterator[FastAPI]:
    """The gateway, started."""
    made = create_app(chosen)
    async with made.router.lifespan_context(made):
        client = made.state.gateway.engine._client
        client._transport = httpx.MockTransport(engine)
        client._mounts = {}
        yield made


@pytest.fixture
async def web(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's view of the gateway."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def session(web: httpx.AsyncClient) -> str:
    """The token of a new conversation."""
    token: str = (await web.post("/api/chat/sessions")).json()["session"]
    return token
