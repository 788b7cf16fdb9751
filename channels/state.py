"""What the gateway's doors share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases.identity import Hasher
from bot.db import Database
from bot.desk.joining import Joining
from bot.settings import Settings
from channels.engine import Engine
from channels.rates import RateLimit
from channels.turns import Turns
from channels.web.events import Hub
from channels.web.sessions import Sessions


@dataclass(frozen=True)
class Gateway:
    """Built once when the gateway starts, closed when it stops."""

    settings: Settings
    database: Database
    engine: Engine
    turns: Turns
    joining: Joining
    hub: Hub
    sessions: Sessions
    session_limit: RateLimit
    address_limit: RateLimit


def open_gateway(settings: Settings) -> Gateway:
    """Open everything that the doors need."""
    database = Database(settings.database)
    engine = Engine(
        f"http://{settings.engine_host}:{settings.engine_port}",
        settings.engine_token.get_secret_value(),
        settings.turn_timeout,
    )
    return Gateway(
        settings=settings,
        database=database,
        engine=engine,
        turns=Turns(database, engine),
        joining=Joining(Hasher(settings.hash_key.get_secret_value()), settings.lock_minutes),
        hub=Hub(),
        sessions=Sessions(settings.secret_key.get_secret_value()),
        session_limit=RateLimit(settings.messages_per_minute),
        address_limit=RateLimit(settings.address_messages_per_minute),
    )
