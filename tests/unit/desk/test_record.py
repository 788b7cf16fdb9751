"""The conversation record: one owner, one chain."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from bot.db import Database
from bot.desk import inbox, record
from bot.desk.errors import UnknownConversation
from bot.desk.inbox import Incoming
from bot.desk.models import RecordEntry
from bot.desk.replies import Button, Reply


async def _conversation(database: Database, words: int = 3) -> str:
    async with database.write() as session:
        conversation_id = await record.open_conversation(session, "web")
        found = await record.conversation(session, conversation_id)
        for number in range(words):
            session.add(record.append(found, "citizen", f"m{number}", f"第{number}句", {}))
    return conversation_id


async def test_entries_are_numbered_and_read_in_order(database: Database) -> None:
    conversation_id = await _conversation(database)
    async with database.read() as session:
        everything = await record.entries(session, conversation_id)
        rest = await record.entries(session, conversation_id, after=2)
        last = await record.newest(session, conversation_id, limit=2)
    assert [(entry.seq, entry.text) for entry in everything] == [
        (1, "第0句"),
        (2, "第1句"),
        (3, "第2句"),
    ]
    assert [entry.seq for entry in rest] == [3]
    assert [entry.seq for entry in last] == [2, 3]


async def test_an_untouched_chain_is_whole(database: Database) -> None:
    conversation_id = await _conversation(database)
    async with database.read() as session:
        assert await record.first_broken_link(session, conversation_id) is None


async def test_a_changed_word_breaks_the_chain_where_it_stands(database: Database) -> None:
    conversation_id = await _conversation(database)
    async with database.write() as session:
        changed = update(RecordEntry).where(RecordEntry.seq == 2).values(text="改过")
        await session.execute(changed)
    async with database.read() as session:
        assert await record.first_broken_link(session, conversation_id) == 2


async def test_a_missing_last_entry_is_noticed(database: Database) -> None:
    conversation_id = await _conversation(database)
    async with database.write() as session:
        last = await session.get_one(RecordEntry, (conversation_id, 3))
        await session.delete(last)
    async with database.read() as session:
        assert await record.first_broken_link(session, conversation_id) == 3


async def test_two_staff_taking_over_at_once_follow_each_other(database: Database) -> None:
    conversation_id = await _conversation(database)

    async def take(name: str) -> str:
        async with database.write() as session:
            return await record.change_owner(session, conversation_id, name)

    before = await asyncio.gather(take("staff:甲"), take("staff:乙"))
    async with database.read() as session:
        owner = (await record.conversation(session, conversation_id)).owner
    assert sorted([*before, owner]) == sorted(["bot", "staff:甲", "staff:乙"])


async def test_an_unknown_conversation_is_an_error(database: Database) -> None:
    with pytest.raises(UnknownConversation):
        async with database.write() as session:
            await record.change_owner(session, "none", "staff:甲")


async def test_what_a_session_has_not_written_yet_comes_before_an_answer(
    database: Database,
) -> None:
    conversation_id = await _conversation(database, words=0)
    message = Incoming("web", "m-00001", conversation_id, "text", "你好")
    async with database.write() as session:
        found = await record.conversation(session, conversation_id)
        session.add(record.append(found, "system", "joined", "从这里接着说", {}))
        await inbox.accept(session, message)
        await inbox.finish(session, message, [Reply(text="您好。")])
    async with database.read() as session:
        said = await record.entries(session, conversation_id)
        assert await record.first_broken_link(session, conversation_id) is None
    assert [entry.text for entry in said] == ["从这里接着说", "你好", "您好。"]


async def test_only_the_newest_reply_offers_buttons(database: Database) -> None:
    conversation_id = await _conversation(database, words=0)
    button = Button(title="转人工", payload="/talk_to_human")
    offered = []
    for number, buttons in enumerate([(button,), ()]):
        message = Incoming("web", f"m-0000{number}", conversation_id, "text", "你好")
        async with database.write() as session:
            await inbox.accept(session, message)
            await inbox.finish(session, message, [Reply(text="您好。", buttons=buttons)])
            offered.append((await record.standing(session, conversation_id)).offered)
    assert offered == [(button,), ()]


async def test_nobody_has_a_standing_in_an_unknown_conversation(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(UnknownConversation):
            await record.standing(session, "none")
