"""Databases of both kinds, empty and with every table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot.cases.models  # noqa: F401  (its tables belong to the metadata)
from bot.cases.identity import Hasher
from bot.db import Base, Database
from tests.unit.cases import postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Host and port of a PostgreSQL server of our own."""
    reason = postgres_server.why_not()
    if reason:
        pytest.skip(reason)
    with postgres_server.server() as address:
        yield address


async def _tables(opened: Database) -> None:
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


def _sqlite(folder: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{folder / 'test.db'}")


def _postgresql(address: str, name: str) -> Database:
    return Database(f"postgresql+asyncpg://postgres@{address}/{name}")


@asynccontextmanager
async def _with_tables(opened: Database) -> AsyncIterator[Database]:
    """Yield a database with every table and no rows, and close it."""
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        if not opened.is_sqlite:
            names = ", ".join(table.name for table in Base.metadata.sorted_tables)
            await connection.exec_driver_sql(f"TRUNCATE {names}")
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without tables, of each kind."""
    if request.param == "sqlite":
        opened = _sqlite(tmp_path)
    else:
        address = request.getfixturevalue("postgres")
        await postgres_server.recreate(address, "empty")
        opened = _postgresql(address, "empty")
    yield opened
    await opened.close()


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Database]:
    """An SQLite database with every table and no rows, where the kind does not matter."""
    async with _with_tables(_sqlite(tmp_path)) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with every table and no rows, of each kind."""
    if request.param == "sqlite":
        chosen = _sqlite(tmp_path)
    else:
        chosen = _postgresql(request.getfixturevalue("postgres"), "postgres")
    async with _with_tables(chosen) as opened:
        yield opened


@pytest.fixture
def hasher() -> Hasher:
    """A hasher with a key of the tests."""
    return Hasher("key-of-the-tests")
