"""The schema of the database: ``upgrade`` brings it to the newest version.

Developers make a new version with
``alembic -c bot/migrations/alembic.ini revision --autogenerate -m "what changes"``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from bot.db import Database

Command = Callable[[Config, str], None]
_HERE = Path(__file__).resolve().parent


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to a version.

    A database whose tables were made without Alembic (``create_all``) is taken to be of the newest
    version.
    """
    async with database.engine.connect() as connection:
        tables = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
    unversioned = "cases" in tables and "alembic_version" not in tables
    await _run(database, command.stamp if unversioned else command.upgrade, revision)


async def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to a version (``base``: nothing); the data of later tables is lost."""
    await _run(database, command.downgrade, revision)


async def _run(database: Database, what: Command, revision: str) -> None:
    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_HERE))
        config.attributes["connection"] = connection
        what(config, revision)

    engine = database.engine.execution_options(write=True)
    async with engine.begin() as connection:
        await connection.run_sync(run)
