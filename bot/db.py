"""The database: one declarative base, one way to open a transaction.

SQLite (WAL) by default, PostgreSQL in production; the same code for both.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, event, make_url
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.session import JoinTransactionMode

from bot import sqlite

_KEPT_OPEN = 16


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
            path = make_url(url).database or ":memory:"
            arguments["async_creator"] = partial(sqlite.connect, path)
            # As many stay open as a busy gateway uses at once; the few it uses most have the cache.
            arguments |= {"pool_size": _KEPT_OPEN, "pool_use_lifo": True}
        self.engine = create_async_engine(url, **arguments)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._opened = async_sessionmaker(self.engine, expire_on_commit=False)
        self._grouped = _Grouped(self.engine) if self.is_sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries only; nothing is committed."""
        async with self._opened() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: committed on leaving, rolled back on an exception."""
        async with self._grouped.write() if self._grouped else self._opened.begin() as session:
            yield session

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


class _Grouped:
    """Write transactions of one process on SQLite that reach the disk together.

    SQLite has one writer, and a commit waits for the disk longer than the statements before it
    take. So those who wait join the transaction of the first, each in a savepoint of its own, and
    one commit ends it for all of them. Nobody goes on before that commit is on the disk.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        """Write to the database of ``engine``."""
        self._engine = engine.execution_options(write=True)
        # Served in order, unlike those who wait for SQLite's own lock, as other processes do.
        self._in_turn = asyncio.Lock()
        self._group: tuple[AsyncConnection, asyncio.Task[None]] | None = None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """See ``Database.write``."""
        async with self._in_turn:
            async with self._first() if self._group is None else self._next() as session:
                yield session
            assert self._group is not None
            committed = self._group[1]
        # Not cut off with one of those who wait for it: it is everybody's.
        await asyncio.shield(committed)

    @asynccontextmanager
    async def _first(self) -> AsyncIterator[AsyncSession]:
        connection = await self._engine.connect()
        try:
            await connection.begin()
            async with _session(connection, "rollback_only") as session:
                yield session
        except BaseException:
            await connection.close()
            raise
        # It queues behind those who wait by now, and they are the group.
        self._group = (connection, asyncio.create_task(self._commit(connection)))

    @asynccontextmanager
    async def _next(self) -> AsyncIterator[AsyncSession]:
        assert self._group is not None
        async with _session(self._group[0], "create_savepoint") as session:
            yield session

    async def _commit(self, connection: AsyncConnection) -> None:
        async with self._in_turn:
            self._group = None
            try:
                await connection.commit()
            except BaseException:
                # What is left of the transaction must not come back from the pool.
                await connection.invalidate()
                raise
            finally:
                await connection.close()


@asynccontextmanager
async def _session(
    connection: AsyncConnection, mode: JoinTransactionMode
) -> AsyncIterator[AsyncSession]:
    async with (
        AsyncSession(connection, expire_on_commit=False, join_transaction_mode=mode) as session,
        session.begin(),
    ):
        yield session


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
