"""Databases of both kinds, empty and with every table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
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


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    else:
        address = request.getfixturevalue("postgres")
        name = f"t{abs(hash(request.node.nodeid)):x}"
        await postgres_server.execute(address, f"CREATE DATABASE {name}")
        url = f"postgresql+asyncpg://postgres@{address}/{name}"
    opened = Database(url)
    yield opened
    await opened.close()
    if request.param == "postgresql":
        await postgres_server.execute(address, f"DROP DATABASE {name}")


@pytest.fixture
async def database(empty: Database) -> Database:
    """A database with every table and no rows."""
    async with empty.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    return empty


@pytest.fixture
def hasher() -> Hasher:
    """A hasher with a key of the tests."""
    return Hasher("key-of-the-tests")
