"""SQLite's driver with one thread switch a statement, and none to begin or nest a transaction.

aiosqlite goes to its thread and back for the cursor, the statement, its rows and the cursor's end.
On busy cores those switches cost more than the statements themselves (docs/adr/0005).
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

_BUSY = 10.0
"""Seconds to wait for another process that writes."""


class Cursor(aiosqlite.Cursor):
    """A cursor that has all its rows once a statement was executed."""

    def __init__(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        """Nothing is executed yet."""
        super().__init__(connection, cursor)
        self._connection = connection
        self._in_thread: Callable[..., Awaitable[None]] = self._execute
        self._rows: deque[Any] = deque()

    async def execute(self, sql: str, parameters: Any = None) -> Cursor:
        """Execute a statement and take its rows."""
        if sql.startswith(("SAVEPOINT ", "RELEASE ")):
            self._connection.before_next(sql)
        else:
            before = self._connection.taken()
            await self._in_thread(self._run, before, sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Any) -> Cursor:
        """Execute a statement for each set of parameters."""
        await self._in_thread(self._run_many, self._connection.taken(), sql, parameters)
        return self

    async def fetchone(self) -> Any:
        """Return the next row, ``None`` after the last."""
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Iterable[Any]:
        """Return the next rows."""
        wanted = self.arraysize if size is None else size
        return [self._rows.popleft() for _ in range(min(wanted, len(self._rows)))]

    async def fetchall(self) -> Iterable[Any]:
        """Return the rows that are left."""
        rows, self._rows = self._rows, deque()
        return rows

    async def close(self) -> None:
        """Forget the rows; the statement has ended with its last one."""
        self._rows.clear()

    def _run(self, before: Sequence[str], sql: str, parameters: Any) -> None:
        for first in before:
            self._cursor.execute(first)
        self._rows = deque(self._cursor.execute(sql, parameters))

    def _run_many(self, before: Sequence[str], sql: str, parameters: Any) -> None:
        for first in before:
            self._cursor.execute(first)
        try:
            self._cursor.executemany(sql, parameters)
        finally:
            # It still holds its statement, which the next one with this SQL uses again. Let go of
            # in the loop's thread, it would be reset while the connection's thread executes it.
            self._cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose transaction begins together with its first statement."""

    def __init__(self, path: str) -> None:
        """Nothing is opened before the connection is awaited."""
        # Transactions are begun by bot.db alone, so the driver must not begin any of its own.
        connect = partial(
            sqlite3.connect, path, timeout=_BUSY, isolation_level=None, check_same_thread=False
        )
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True
        self._before: list[str] = []
        self._begins = False
        self._in_thread: Callable[..., Awaitable[None]] = self._execute

    def begin(self, sql: str) -> None:
        """Let the next statement begin a transaction with ``sql``."""
        self._before, self._begins = [sql], True

    def before_next(self, sql: str) -> None:
        """Execute ``sql`` together with the next statement."""
        self._before.append(sql)

    def taken(self) -> Sequence[str]:
        """Return what has to be executed before a statement, which is then the caller's task."""
        before, self._before, self._begins = self._before, [], False
        return before

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """Return a new cursor."""
        return Cursor(self, self._conn.cursor())

    async def commit(self) -> None:
        """Commit, unless nothing was executed."""
        if self._begins:
            self.taken()
        else:
            await self._in_thread(self._commit, self.taken())

    async def rollback(self) -> None:
        """Roll back, unless nothing was executed."""
        nothing_yet = self._begins
        self.taken()
        if not nothing_yet:
            await super().rollback()

    def _commit(self, before: Sequence[str]) -> None:
        for first in before:
            self._conn.execute(first)
        self._conn.commit()


async def connect(path: str) -> Connection:
    """Open a database file for ``create_async_engine(async_creator=...)``."""
    opened = Connection(path)
    await opened
    return opened
