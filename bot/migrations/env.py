"""What Alembic runs: on a connection it is given, or on the database of the settings."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil

from alembic import context
from sqlalchemy import Connection

import bot
from bot.db import Base, Database
from bot.settings import settings


def load_models() -> None:
    """Import every module of tables, so that ``Base`` knows them all."""
    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)


def migrate(connection: Connection) -> None:
    """Run the versions asked for in the transaction of the connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        # SQLite cannot alter most things: Alembic copies the table instead.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_configured() -> None:
    """Migrate the database of the settings; what the command line of Alembic does."""
    database = Database(settings().database)
    async with database.engine.begin() as connection:
        await connection.run_sync(migrate)
    await database.close()


load_models()
given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(migrate_configured())
