"""The audit log: appended, chained, and refused to be changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.db import Database
from bot.desk import audit
from bot.desk.audit import Act, Broken
from bot.migrations import upgrade


@pytest.fixture
async def migrated(tmp_path: Path) -> AsyncIterator[Database]:
    """A database made by the migrations, with their triggers."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'migrated.db'}")
    await upgrade(database)
    yield database
    await database.close()


async def _write(database: Database, count: int = 3, court: str = "京0105") -> None:
    for number in range(count):
        async with database.write() as session:
            act = Act(
                "wang", "case.read", court, f"case:{number}", "来电核对", {"fields": ["stage"]}
            )
            await audit.write(session, act)


async def _broken(database: Database) -> Broken | None:
    async with database.read() as session:
        return await audit.first_broken(session)


async def test_entries_are_chained_and_whole(database: Database) -> None:
    assert await _broken(database) is None
    await _write(database)
    assert await _broken(database) is None
    async with database.read() as session:
        newest = await audit.newest(session)
        number, last = await audit.head(session)
        assert await audit.has_hash(session, newest[-1].hash)
        assert not await audit.has_hash(session, "0" * 64)
    assert [entry.number for entry in newest] == [3, 2, 1]
    assert (number, last) == (3, newest[0].hash)
    assert newest[0].detail == {"fields": ["stage"]}


async def test_acts_at_once_have_one_order(database: Database) -> None:
    await asyncio.gather(*(_write(database, 3) for _ in range(5)))
    assert await _broken(database) is None
    async with database.read() as session:
        assert (await audit.head(session))[0] == 15


async def test_an_undone_act_leaves_no_entry(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await audit.write(session, Act("wang", "case.read"))
            raise RuntimeError
    async with database.read() as session:
        assert await audit.head(session) == (0, "")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE audit_entries SET actor = 'li' WHERE number = 2", Broken(2, "内容与校验值不符")),
        ("UPDATE audit_entries SET reason = '' WHERE number = 1", Broken(1, "内容与校验值不符")),
        ("DELETE FROM audit_entries WHERE number = 2", Broken(2, "缺少这一条")),
        ("DELETE FROM audit_entries WHERE number = 3", Broken(3, "最后的记录缺失")),
        ("DELETE FROM audit_entries", Broken(1, "最后的记录缺失")),
    ],
)
async def test_the_first_broken_link_is_named(
    database: Database, change: str, found: Broken
) -> None:
    await _write(database)
    async with database.write() as session:
        await session.execute(text(change))
    assert await _broken(database) == found


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_entries SET actor = 'li' WHERE number = 2", "DELETE FROM audit_entries"],
)
async def test_the_database_refuses_a_change(migrated: Database, change: str) -> None:
    await _write(migrated)
    with pytest.raises(DBAPIError, match="only ever added to"):
        async with migrated.write() as session:
            await session.execute(text(change))
    assert await _broken(migrated) is None


async def test_a_court_reads_its_own_entries_page_by_page(database: Database) -> None:
    await _write(database, 2, "京0105")
    await _write(database, 3, "沪0101")
    async with database.read() as session:
        own = await audit.newest(session, "沪0101", limit=2)
        rest = await audit.newest(session, "沪0101", before=own[-1].number)
    assert [entry.number for entry in own] == [5, 4]
    assert [entry.number for entry in rest] == [3]
