"""Transactions: whole or not at all, on the disk before anybody goes on, many with one commit."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sqlite
from bot.db import Database

INSERT = text("INSERT INTO notes VALUES (:note)")


class Stop(Exception):
    """What goes wrong in the middle of a transaction."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database file with one table."""
    made = tmp_path / "test.db"
    with sqlite3.connect(made) as connection:
        connection.execute("CREATE TABLE notes (note TEXT PRIMARY KEY)")
    connection.close()
    return made


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """The database under test."""
    opened = Database(f"sqlite+aiosqlite:///{path}")
    yield opened
    await opened.close()


def on_disk(path: Path) -> list[str]:
    """Return what another process sees."""
    connection = sqlite3.connect(path)
    try:
        return [note for (note,) in connection.execute("SELECT note FROM notes ORDER BY note")]
    finally:
        connection.close()


def counted_commits(database: Database) -> list[Any]:
    """Return a list that grows with every commit."""
    seen: list[Any] = []
    event.listen(database.engine.sync_engine, "commit", seen.append)
    return seen


async def note(database: Database, words: str, *, fails: bool = False) -> None:
    """Write one note, and fail afterwards if told so."""
    async with database.write() as session:
        await session.execute(INSERT, {"note": words})
        if fails:
            raise Stop


async def test_those_who_wait_share_a_commit_and_each_has_it_on_the_disk(
    database: Database, path: Path
) -> None:
    commits = counted_commits(database)

    async def noted(words: str) -> bool:
        await note(database, words)
        return words in on_disk(path)

    assert all(await asyncio.gather(*(noted(words) for words in "abcdefgh")))
    assert len(commits) == 1


async def test_one_alone_waits_for_nobody(database: Database, path: Path) -> None:
    commits = counted_commits(database)
    for words in "ab":
        await note(database, words)
    assert (on_disk(path), len(commits)) == (["a", "b"], 2)


@pytest.mark.parametrize("failing", ["a", "b", "d"])
async def test_one_that_fails_takes_nobody_with_it(
    database: Database, path: Path, failing: str
) -> None:
    writing = (note(database, words, fails=words == failing) for words in "abcd")
    ended = await asyncio.gather(*writing, return_exceptions=True)
    assert [type(error) for error in ended if error] == [Stop]
    assert on_disk(path) == [words for words in "abcd" if words != failing]


async def test_a_row_the_database_refuses_takes_nobody_with_it(
    database: Database, path: Path
) -> None:
    ended = await asyncio.gather(
        *(note(database, words) for words in "abac"), return_exceptions=True
    )
    assert [type(error) for error in ended if error] == [IntegrityError]
    assert on_disk(path) == ["a", "b", "c"]


async def test_a_commit_that_fails_fails_for_all_and_the_next_one_works(
    database: Database, path: Path
) -> None:
    def refuse(_connection: Any) -> None:
        raise Stop

    event.listen(database.engine.sync_engine, "commit", refuse)
    ended = await asyncio.gather(*(note(database, w) for w in "abc"), return_exceptions=True)
    event.remove(database.engine.sync_engine, "commit", refuse)
    assert [type(error) for error in ended] == [Stop] * 3
    await note(database, "d")
    assert on_disk(path) == ["d"]


async def test_a_caller_who_goes_away_while_the_disk_works_stops_nothing(
    database: Database, path: Path
) -> None:
    committing = asyncio.Event()
    event.listen(database.engine.sync_engine, "commit", lambda _connection: committing.set())
    tasks = [asyncio.create_task(note(database, words)) for words in "ab"]
    await committing.wait()
    tasks[0].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(error) for error in ended] == [asyncio.CancelledError, type(None)]
    await note(database, "c")
    assert on_disk(path) == ["a", "b", "c"]


async def test_a_caller_who_goes_away_in_the_middle_leaves_nothing(
    database: Database, path: Path
) -> None:
    begun = asyncio.Event()

    async def stuck() -> None:
        async with database.write() as session:
            await session.execute(INSERT, {"note": "half"})
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await begun.wait()
    waiting = asyncio.create_task(note(database, "whole"))
    await asyncio.sleep(0)
    task.cancel()
    await waiting
    assert on_disk(path) == ["whole"]


async def test_two_processes_that_write_follow_each_other(path: Path) -> None:
    databases = [Database(f"sqlite+aiosqlite:///{path}") for _ in range(2)]
    names = [f"{place}{number}" for number in range(20) for place in (0, 1)]
    await asyncio.gather(*(note(databases[int(name[0])], name) for name in names))
    for each in databases:
        await each.close()
    assert on_disk(path) == sorted(names)


async def test_a_transaction_without_a_statement_locks_nobody_out(
    database: Database, path: Path
) -> None:
    async def idle(session: AsyncSession) -> None:
        await session.connection()
        with sqlite3.connect(path, timeout=0) as other:
            other.execute("INSERT INTO notes VALUES ('theirs')")
        other.close()

    async with database.write() as session:
        await idle(session)
    assert on_disk(path) == ["theirs"]


async def test_a_read_sees_one_moment(database: Database) -> None:
    async with database.read() as session:
        before = (await session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
        await note(database, "a")
        after = (await session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
    async with database.read() as session:
        later = (await session.execute(text("SELECT count(*) FROM notes"))).scalar_one()
    assert (before, after, later) == (0, 0, 1)


async def test_rows_can_be_taken_as_they_come(database: Database) -> None:
    async with database.write() as session:
        await session.execute(INSERT, [{"note": words} for words in "abc"])
    async with database.read() as session:
        stream = await session.stream(text("SELECT note FROM notes ORDER BY note"))
        first, rest = await stream.fetchone(), await stream.fetchmany(5)
    assert (first, rest) == (("a",), [("b",), ("c",)])


async def test_every_commit_waits_for_the_disk(database: Database) -> None:
    async with database.write() as session:
        names = ("synchronous", "journal_mode", "foreign_keys")
        found = [(await session.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names]
    assert found == [2, "wal", 1]


async def test_a_statement_is_let_go_of_in_its_connections_thread(tmp_path: Path) -> None:
    opened = await sqlite.connect(str(tmp_path / "many.db"))
    async with opened.cursor() as cursor:
        await cursor.execute("CREATE TABLE numbers (number INTEGER)")
        await cursor.executemany("INSERT INTO numbers VALUES (?)", [(1,), (2,)])
        assert cursor.rowcount == 2
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            cursor._cursor.execute("SELECT 1")
    with pytest.raises(sqlite3.IntegrityError):
        async with opened.cursor() as cursor:
            await cursor.execute("CREATE UNIQUE INDEX once ON numbers (number)")
            await cursor.executemany("INSERT INTO numbers VALUES (?)", [(3,), (3,)])
    await opened.close()
