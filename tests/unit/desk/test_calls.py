"""Calls: a step is kept with its answer, a retry finds it, an end empties it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.db import Base, Database
from bot.desk import inbox, record
from bot.desk.calls import calls
from bot.desk.calls.calls import Caller
from bot.desk.calls.models import PhoneCall
from bot.desk.inbox import Incoming
from bot.desk.record import utcnow
from bot.desk.replies import Reply
from bot.migrations import upgrade


async def _begin(database: Database, sid: str = "CA1") -> None:
    async with database.write() as session:
        await calls.begin(session, sid, Caller("hash", "1111"), "<Response/>", {"slow": False})


async def _find(database: Database, sid: str = "CA1") -> PhoneCall | None:
    async with database.read() as session:
        return await calls.find(session, sid)


async def test_a_later_step_is_never_overwritten(database: Database) -> None:
    await _begin(database)
    for step, answer in ((2, "second"), (1, "late")):
        async with database.write() as session:
            await calls.answered(session, "CA1", step, answer, {"step": step})
    found = await _find(database)
    assert found and (found.step, found.answer, found.state) == (2, "second", {"step": 2})


async def test_an_ended_call_is_empty_and_ends_once(database: Database) -> None:
    await _begin(database)
    async with database.write() as session:
        assert [await calls.end(session, "CA1") for _ in range(2)] == [True, False]
        await calls.answered(session, "CA1", 5, "too late", {"code": "1"})
    assert await _find(database) is None
    async with database.read() as session:
        kept = await session.get(PhoneCall, "CA1")
    assert kept and (kept.answer, kept.state, kept.caller_tail) == ("", {}, "1111")
    await _begin(database)
    assert await _find(database) is not None


async def test_calls_without_a_word_are_found(database: Database) -> None:
    await _begin(database)
    async with database.read() as session:
        now = utcnow()
        assert await calls.silent_since(session, now - timedelta(hours=1)) == []
        assert await calls.silent_since(session, now + timedelta(hours=1)) == ["CA1"]


async def test_what_is_left_to_say_and_what_is_dropped(database: Database) -> None:
    async with database.write() as session:
        here = await record.open_conversation(session, "voice")
        message = Incoming("voice", "CA1:1", here, "text", "你好")
        await inbox.accept(session, message)
        await inbox.finish(session, message, [Reply(text="一。"), Reply(text="二。")])
    async with database.write() as session:
        waiting = await calls.to_say(session, here)
        assert [entry.text for _, entry in waiting] == ["一。", "二。"]
        await calls.drop_left(session, utcnow() - timedelta(hours=1))
        assert len(await calls.to_say(session, here)) == 2
        await calls.drop_unsaid(session, here)
        assert await calls.to_say(session, here) == []


def _differences(connection: Connection) -> list[Any]:
    """Return what Alembic would change in the table of calls."""

    def ours(_item: Any, name: str, kind: str, *_: Any) -> bool:
        return kind != "table" or name == "phone_calls"

    options = {"compare_type": True, "include_object": ours}
    return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


async def test_the_migration_makes_what_the_model_says(tmp_path: Path) -> None:
    empty = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    await upgrade(empty)
    async with empty.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await empty.close()
