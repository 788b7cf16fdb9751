"""The inbox and the outbox: nothing lost, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Database
from bot.desk import inbox, outbox, record
from bot.desk.errors import NotOffered, UnknownConversation
from bot.desk.handover import ownership, queue
from bot.desk.handover.ownership import Actor
from bot.desk.inbox import Incoming
from bot.desk.models import InboxMessage
from bot.desk.record import utcnow
from bot.desk.replies import Button, Reply

REPLY = Reply(text="请报案号。", buttons=(Button(title="转人工", payload="/talk_to_human"),))


async def _message(database: Database, content: str = "查询码 39481726") -> Incoming:
    async with database.write() as session:
        conversation_id = await record.open_conversation(session, "web")
    return Incoming("web", "id-00001", conversation_id, "text", content)


async def _finish(database: Database, message: Incoming) -> None:
    async with database.write() as session:
        await inbox.accept(session, message)
        await inbox.finish(session, message, [REPLY])


async def test_a_message_sent_again_is_the_same_message(database: Database) -> None:
    message = await _message(database)
    for is_new in (True, False):
        async with database.write() as session:
            assert await inbox.accept(session, message) is is_new
            assert not await inbox.is_answered(session, message)
    async with database.read() as session:
        assert len(await inbox.unanswered(session, utcnow() + timedelta(1))) == 1


async def test_answered_message_keeps_its_replies_and_hides_the_code(database: Database) -> None:
    message = await _message(database)
    await _finish(database, message)
    async with database.read() as session:
        again = await inbox.answers_to(session, message)
        stored = await session.get_one(InboxMessage, ("web", "id-00001"))
        said = await record.entries(session, message.conversation_id)
        left = await inbox.unanswered(session, utcnow() + timedelta(1))
        assert await inbox.is_answered(session, message)
    assert [record.reply_of(entry) for entry in again] == [REPLY]
    assert (stored.state, stored.content) == ("done", "查询码 ******26")
    assert [(entry.sender, entry.text) for entry in said] == [
        ("citizen", "查询码 ******26"),
        ("assistant", "请报案号。"),
    ]
    assert left == []


async def test_a_failure_while_finishing_leaves_the_message_unanswered(database: Database) -> None:
    message = await _message(database)
    async with database.write() as session:
        await inbox.accept(session, message)
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await inbox.finish(session, message, [REPLY])
            raise RuntimeError("power")
    async with database.read() as session:
        assert await record.entries(session, message.conversation_id) == []
        assert await outbox.due(session, "web") == []
        left = await inbox.unanswered(session, utcnow() + timedelta(1))
    assert [row.message_id for row in left] == ["id-00001"]


async def test_only_buttons_that_were_offered_can_be_pressed(database: Database) -> None:
    message = await _message(database)
    await _finish(database, message)
    offered = replace(message, message_id="id-00002", kind="payload", content="/talk_to_human")
    made_up = replace(offered, message_id="id-00003", content='/inform{"case_number": "x"}')
    async with database.write() as session:
        assert await inbox.accept(session, offered)
    with pytest.raises(NotOffered):
        async with database.write() as session:
            await inbox.accept(session, made_up)


async def test_a_message_id_cannot_reach_into_another_conversation(database: Database) -> None:
    message = await _message(database)
    await _finish(database, message)
    other = await _message(database)
    with pytest.raises(NotOffered):
        async with database.write() as session:
            await inbox.accept(session, other)


async def test_a_message_without_a_conversation_is_refused(database: Database) -> None:
    with pytest.raises(UnknownConversation):
        async with database.write() as session:
            await inbox.accept(session, Incoming("web", "id-00001", "none", "text", "你好"))


async def test_outbox_keeps_a_reply_until_its_door_took_it(database: Database) -> None:
    await _finish(database, await _message(database))
    async with database.read() as session:
        [(waiting, entry)] = await outbox.due(session, "web")
        assert await outbox.due(session, "wechat") == []
    assert entry.text == "请报案号。"
    async with database.write() as session:
        await outbox.failed(session, waiting)
    async with database.read() as session:
        assert await outbox.due(session, "web") == []
    async with database.write() as session:
        await outbox.delivered(session, [waiting.id])
        assert await session.get(type(waiting), waiting.id) is None


async def test_the_bot_is_not_heard_once_staff_took_over(database: Database) -> None:
    message = await _message(database, "我要人工")
    staff = Actor("wang", "京0105")
    async with database.write() as session:
        await inbox.accept(session, message)
        request = queue.Request(message.conversation_id, "web", "human")
        await queue.hand_over(session, request, utcnow())
        await ownership.take(session, message.conversation_id, staff, utcnow())
        await ownership.answer(
            session, message.conversation_id, staff, Reply(text="您好"), "staff:1", utcnow()
        )
    async with database.write() as session:
        assert await inbox.finish(session, message, [REPLY]) == []
    async with database.read() as session:
        said = await record.entries(session, message.conversation_id)
        waiting = await queue.page(session, "京0105", "wang", queue.Filter())
        assert await record.first_broken_link(session, message.conversation_id) is None
    assert [entry.text for entry in said] == [ownership.TAKEN, "您好", "我要人工"]
    assert [row.conversation_id for row in waiting] == [message.conversation_id]


async def test_an_entry_names_the_door_it_was_said_at(database: Database) -> None:
    message = replace(await _message(database), channel="wechat")
    await _finish(database, message)
    async with database.read() as session:
        said = await record.entries(session, message.conversation_id)
    assert {entry.channel for entry in said} == {"wechat"}
