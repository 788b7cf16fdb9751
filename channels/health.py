"""Liveness and readiness."""

from __future__ import annotations

import asyncio

import httpx
from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from channels.state import Gateway

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The gateway's process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request, response: Response) -> dict[str, object]:
    """Whether a turn can be answered now, each part by its name."""
    gateway: Gateway = request.app.state.gateway
    engine, actions, database = await asyncio.gather(
        gateway.engine.is_up(), actions_up(gateway), database_up(gateway)
    )
    parts = {"engine": engine, "actions": actions, "database": database}
    ready = all(parts.values())
    response.status_code = 200 if ready else 503
    named = {name: "ok" if up else "unavailable" for name, up in parts.items()}
    return {"status": "ok" if ready else "unavailable", **named}


async def actions_up(gateway: Gateway) -> bool:
    """Whether the action server answers."""
    settings = gateway.settings
    url = f"http://{settings.actions_host}:{settings.actions_port}/health"
    try:
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            return (await client.get(url)).is_success
    except httpx.HTTPError:
        return False


async def database_up(gateway: Gateway) -> bool:
    """Whether the database answers."""
    try:
        async with gateway.database.read() as session:
            await session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
