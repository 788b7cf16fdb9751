"""The database: one declarative base, one way to open a transaction.

SQLite (WAL) by default, PostgreSQL in production; the same code for both.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, event, make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from bot import sqlite


class Base(DeclarativeBase):
    """Base of every table; Alembic reads its metadata."""


class Database:
    """A pool of connections with explicit read and write transactions.

    A write on SQLite begins with ``BEGIN IMMEDIATE``: two processes that read first and write
    later would otherwise fail on the upgrade instead of waiting for each other.
    """

    def __init__(self, url: str) -> None:
        """Open ``url``, an async SQLAlchemy address such as ``sqlite+aiosqlite:///var/bot.db``."""
        self.is_sqlite = url.startswith("sqlite")
        arguments: dict[str, Any] = {}
        if self.is_sqlite:
            arguments["async_creator"] = partial(
                sqlite.connect, make_url(url).database or ":memory:"
            )
        self.engine = create_async_engine(url, **arguments)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False)
        # SQLite has one writer, and those who wait for it sleep and are not served in order.
        # Within a process they queue here instead; other processes wait at BEGIN IMMEDIATE.
        self._in_turn = asyncio.Lock() if self.is_sqlite else nullcontext()
        writing = self.engine.execution_options(write=True)
        self._writing = async_sessionmaker(writing, expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries only; nothing is committed."""
        async with self._reading() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed on leaving, rolled back on an exception."""
        async with self._in_turn, self._writing.begin() as session:
            yield session

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


async def flushed(session: AsyncSession) -> AsyncConnection:
    """Return a session's connection once all that the session holds is written."""
    await session.flush()
    return await session.connection()


def table(model: type[Base]) -> Table:
    """Return the table of a model."""
    found = model.__table__
    assert isinstance(found, Table)
    return found


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # An accepted message survives a power cut, so every commit reaches the disk.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("write", False)
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite.Connection)
    driver.begin("BEGIN IMMEDIATE" if writes else "BEGIN")
