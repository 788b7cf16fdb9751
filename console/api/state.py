"""What the console's routes share, made once when the gateway starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fastapi import Request

from bot.db import Database
from bot.knowledge.current import CurrentLibrary
from bot.settings import Settings
from console.api.live import Live


@dataclass(frozen=True)
class Console:
    """Settings, database, what is new for open pages, and the articles as their files stand."""

    settings: Settings
    database: Database
    live: Live
    knowledge: CurrentLibrary


def console(request: Request) -> Console:
    """Return what the routes share."""
    return cast(Console, request.app.state.console)
