"""The gateway: one ASGI application with every door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Protocol

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from bot.db import Database
from bot.desk.record import utcnow
from bot.logs import configure
from bot.settings import Settings, settings
from channels import health
from channels.headers import SecurityHeaders
from channels.sender import Sender, pause
from channels.state import Gateway, open_gateway
from channels.voice import api as voice
from channels.voice.opening import open_line
from channels.web import api, appointments, page
from channels.web.errors import ApiError, on_api_error, on_bug, on_http_error
from channels.wechat import routes as wechat
from channels.wechat.door import open_door

log = structlog.get_logger(__name__)

# A message that nobody answered within this time was left by a failure, and is taken up again.
_LEFT_AFTER = timedelta(seconds=60)


class Part(Protocol):
    """An application served beside the doors, on the same database: the staff's console."""

    path: str

    def open(self, settings: Settings, database: Database) -> ASGIApp:
        """Return the application to be served below ``path``."""

    async def run(self, stop: asyncio.Event) -> None:
        """Do what has to be done in the background until ``stop``."""


def create_app(chosen: Settings | None = None, parts: Sequence[Part] = ()) -> FastAPI:
    """Return the application for these settings, those of the environment by default."""
    app = FastAPI(title="诉讼服务智能助手", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings = chosen or settings()
    app.state.parts = parts
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(ApiError, on_api_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_bug)
    routers = (health, api, appointments, voice, wechat, page)
    for router in (each.router for each in routers):
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    configure(app.state.settings.log_level)
    gateway = app.state.gateway = open_gateway(app.state.settings)
    stop = asyncio.Event()
    parts: Sequence[Part] = app.state.parts
    for part in parts:
        app.mount(part.path, part.open(gateway.settings, gateway.database))
    tasks = [
        *(asyncio.create_task(part.run(stop)) for part in parts),
        asyncio.create_task(Sender(gateway.database, gateway.hub).run(stop)),
        asyncio.create_task(_take_up(gateway, stop)),
    ]
    try:
        async with open_line(gateway) as app.state.line, open_door(gateway) as app.state.wechat:
            yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
        await gateway.turns.close()
        await gateway.engine.close()
        await gateway.database.close()


async def _take_up(gateway: Gateway, stop: asyncio.Event) -> None:
    """Answer what an earlier process, or a failed turn, has left in the inbox."""
    before = utcnow()
    while not stop.is_set():
        try:
            if left := await gateway.turns.answer_what_was_left(before):
                log.warning("answered_what_was_left", messages=left)
        except Exception as error:
            log.error("take_up_failed", error=type(error).__name__)
        await pause(stop, 15)
        before = utcnow() - _LEFT_AFTER
