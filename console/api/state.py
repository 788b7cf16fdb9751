"""What the console's routes share, made once when the gateway starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fastapi import Request

from bot.db import Database
from bot.settings import Settings
from console.api.live import Live


@dataclass(frozen=True)
class Console:
    """Settings, database, and what is new for open pages."""

    settings: Settings
    database: Database
    live: Live


def console(request: Request) -> Console:
    """Return what the routes share."""
    return cast(Console, request.app.state.console)
