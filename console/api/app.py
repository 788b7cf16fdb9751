"""The console: its API under /console/api, and the pages that use it under /console/."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from bot.db import Database
from bot.knowledge.current import CurrentLibrary
from bot.settings import Settings
from console.api import (
    appointments,
    conversations,
    corrections,
    drafts,
    errors,
    exports,
    forwards,
    knowledge,
    law_changes,
    names,
    orders,
    overview,
    pages,
    queue,
    replies,
    search,
    sessions,
)
from console.api.access import guard
from console.api.live import Live
from console.api.state import Console

PUBLIC = frozenset({("POST", "/session")})
"""Called before anybody is signed in."""

ROUTERS = (
    sessions.router,
    queue.router,
    conversations.router,
    forwards.router,
    orders.router,
    names.router,
    replies.router,
    knowledge.router,
    drafts.router,
    law_changes.router,
    corrections.router,
    search.router,
    exports.router,
    overview.router,
    appointments.router,
)


def create_console(settings: Settings, database: Database) -> FastAPI:
    """Return the console's application; the gateway mounts it at /console.

    Raises:
        RuntimeError: a route does not say who may call it.
    """
    app = FastAPI(
        title="诉讼服务工作台",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={
            status: {"model": errors.ErrorBody} for status in (401, 403, 404, 409, 422, 429, 503)
        },
    )
    app.state.console = Console(
        settings, database, Live(database), CurrentLibrary(settings.knowledge_dir)
    )
    for kind, handler in errors.HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(HTTPException, errors.on_http_error)
    app.add_exception_handler(Exception, errors.on_bug)
    guard(ROUTERS, PUBLIC)
    app.include_router(pages.router)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    return app
