"""Migrations make what the models say, and take it back."""

from __future__ import annotations

import re
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

import bot.cases.models as models
from bot.db import Base, Database
from bot.migrations import downgrade, upgrade

OURS = {getattr(models, name).__tablename__ for name in models.__all__}


async def on(database: Database, what: Any) -> Any:
    """Run a function on a plain connection."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(what)


def table_names(connection: Connection) -> set[str]:
    """Return the tables that are there."""
    return set(inspect(connection).get_table_names())


def differences(connection: Connection) -> list[Any]:
    """Return what Alembic would change in the tables of the cases."""
    ours = {"include_object": lambda item, name, kind, *_: kind != "table" or name in OURS}
    context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
    return compare_metadata(context, Base.metadata)


def sqlite_schema(connection: Connection) -> dict[str, str]:
    """Return how SQLite was told to make each table and index of the cases."""
    rows = connection.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE sql > ''"))
    return {name: re.sub(r"\s+", " ", sql) for name, table, sql in rows if table in OURS}


async def test_migrations_make_the_tables_of_the_models(empty: Database) -> None:
    await upgrade(empty)
    assert await on(empty, table_names) >= OURS
    assert await on(empty, differences) == []


async def test_migrations_make_the_same_sqlite_tables_to_the_word(empty: Database) -> None:
    """WITHOUT ROWID, which a comparison does not see, is among the words."""
    if not empty.is_sqlite:
        return
    async with empty.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    by_models = await on(empty, sqlite_schema)
    async with empty.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await upgrade(empty)
    assert await on(empty, sqlite_schema) == by_models


async def test_migrations_can_be_taken_back_and_made_again(empty: Database) -> None:
    await upgrade(empty)
    await downgrade(empty, "base")
    assert await on(empty, table_names) == {"alembic_version"}
    await upgrade(empty)
    assert await on(empty, table_names) >= OURS


async def test_an_upgrade_of_what_is_new_changes_nothing(empty: Database) -> None:
    await upgrade(empty)
    before = await on(empty, table_names)
    await upgrade(empty)
    assert await on(empty, table_names) == before


async def test_tables_made_without_migrations_are_taken_over(database: Database) -> None:
    await upgrade(database)
    assert "alembic_version" in await on(database, table_names)
    await upgrade(database)
