"""The path of a turn through the desk's tables, on PostgreSQL as in production."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

import bot.desk.models  # noqa: F401  (its tables belong to the metadata)
from bot.db import Base, Database
from bot.desk import inbox, outbox, record
from bot.desk.errors import NotOffered, UnknownConversation
from bot.desk.inbox import Incoming
from bot.desk.replies import Button, Reply
from tests.unit.cases import postgres_server

HUMAN = Button(title="转人工", payload="/talk_to_human")
REPLY = Reply(text="请报案号。", buttons=(HUMAN,))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Host and port of a PostgreSQL server of our own."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.server() as running:
        yield running


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """A database with every table and no rows."""
    await postgres_server.recreate(address, "desk")
    opened = Database(f"postgresql+asyncpg://postgres@{address}/desk")
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield opened
    await opened.close()


async def _accepted(database: Database, conversation_id: str, message_id: str) -> Incoming:
    message = Incoming("web", message_id, conversation_id, "text", "查询码 39481726")
    async with database.write() as session:
        assert await inbox.accept(session, message)
    return message


async def _opened(database: Database) -> str:
    async with database.write() as session:
        return await record.open_conversation(session, "web")


async def test_a_message_is_stored_answered_and_on_its_way(database: Database) -> None:
    message = await _accepted(database, await _opened(database), "id-00001")
    async with database.write() as session:
        assert not await inbox.accept(session, message)
        await inbox.finish(session, message, [REPLY, REPLY], understood={"intent": "greet"})
    async with database.read() as session:
        standing = await record.standing(session, message.conversation_id)
        said = await record.entries(session, message.conversation_id)
        due = await outbox.due(session, "web")
        broken = await record.first_broken_link(session, message.conversation_id)
        assert await inbox.is_answered(session, message)
    assert (standing.owner, standing.offered, broken) == ("bot", (HUMAN,), None)
    assert [entry.text for entry in said] == ["查询码 ******26", "请报案号。", "请报案号。"]
    assert [entry.seq for _, entry in due] == [2, 3]


async def test_two_who_write_to_one_record_at_once_follow_each_other(database: Database) -> None:
    conversation_id = await _opened(database)
    messages = [await _accepted(database, conversation_id, f"id-0000{n}") for n in range(6)]

    async def finish(message: Incoming) -> None:
        async with database.write() as session:
            await inbox.finish(session, message, [REPLY])

    await asyncio.gather(*(finish(message) for message in messages))
    async with database.read() as session:
        assert len(await record.entries(session, conversation_id)) == 12
        assert await record.first_broken_link(session, conversation_id) is None


async def test_what_was_not_offered_or_is_nobodys_is_refused(database: Database) -> None:
    conversation_id = await _opened(database)
    made_up = Incoming("web", "id-00001", conversation_id, "payload", "/talk_to_human")
    lost = Incoming("web", "id-00002", "none", "text", "你好")
    for message, refusal in ((made_up, NotOffered), (lost, UnknownConversation)):
        with pytest.raises(refusal):
            async with database.write() as session:
                await inbox.accept(session, message)
