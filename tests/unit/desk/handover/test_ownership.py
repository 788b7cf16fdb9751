"""Ownership: one owner at a time, whatever people do at once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.db import Database
from bot.desk import addresses, record
from bot.desk.handover import ownership, queue
from bot.desk.handover.errors import (
    HandoverError,
    HeldByAnother,
    NoSuchForward,
    NotHandedOver,
    NotTheHolder,
    OtherCourt,
)
from bot.desk.handover.models import Forward, Handover
from bot.desk.handover.ownership import Actor
from bot.desk.handover.queue import Request
from bot.desk.models import Conversation, OutboxMessage
from bot.desk.replies import Reply

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
WANG, LI = Actor("wang", "京0105"), Actor("li", "京0105")
BOSS, FAR = Actor("boss", "京0105", supervises=True), Actor("far", "沪0101")


async def _waiting(database: Database, court: str = "京0105") -> str:
    async with database.write() as session:
        conversation_id = await addresses.conversation_at(session, "wechat", "openid-1")
        await queue.hand_over(
            session, Request(conversation_id, "wechat", "human", court_code=court), NOW
        )
    return conversation_id


async def _owner(database: Database, conversation_id: str) -> tuple[str, str, str]:
    async with database.read() as session:
        found = await session.get(Conversation, conversation_id)
        handover = await session.get(Handover, conversation_id)
    assert found is not None and handover is not None
    return found.owner, handover.state, handover.holder


async def _said(database: Database, conversation_id: str) -> list[tuple[str, str]]:
    async with database.read() as session:
        return [
            (entry.sender, entry.text) for entry in await record.entries(session, conversation_id)
        ]


async def _take(database: Database, conversation_id: str, by: Actor) -> str:
    try:
        async with database.write() as session:
            await ownership.take(session, conversation_id, by, NOW)
    except HeldByAnother as error:
        return error.holder
    return by.name


async def test_taking_silences_the_bot_and_tells_the_citizen(database: Database) -> None:
    conversation_id = await _waiting(database)
    assert await _owner(database, conversation_id) == ("bot", "waiting", "")
    assert await _take(database, conversation_id, WANG) == "wang"
    assert await _take(database, conversation_id, WANG) == "wang"
    assert await _owner(database, conversation_id) == ("wang", "held", "wang")
    assert await _said(database, conversation_id) == [("system", ownership.TAKEN)]
    async with database.read() as session:
        sent = (await session.scalars(select(OutboxMessage))).all()
        assert [(row.channel, row.seq) for row in sent] == [("wechat", 1)]
        assert await record.first_broken_link(session, conversation_id) is None


async def test_of_many_at_once_one_takes_it_and_the_others_learn_who(database: Database) -> None:
    conversation_id = await _waiting(database)
    people = [Actor(f"staff{number}", "京0105") for number in range(6)]
    holders = await asyncio.gather(*(_take(database, conversation_id, person) for person in people))
    assert len(set(holders)) == 1
    assert await _owner(database, conversation_id) == (holders[0], "held", holders[0])
    assert len(await _said(database, conversation_id)) == 1


async def test_a_supervisor_takes_over_and_the_first_may_no_longer_answer(
    database: Database,
) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    assert await _take(database, conversation_id, BOSS) == "boss"
    assert await _owner(database, conversation_id) == ("boss", "held", "boss")
    with pytest.raises(NotTheHolder, match="boss"):
        async with database.write() as session:
            await ownership.answer(session, conversation_id, WANG, Reply(text="好"), "m1", NOW)
    assert await _said(database, conversation_id) == [("system", ownership.TAKEN)]


async def test_an_answer_is_said_once_and_goes_to_the_door_last_used(database: Database) -> None:
    conversation_id = await _waiting(database)
    async with database.write() as session:
        await addresses.move(session, "web", "session-1", conversation_id)
        await ownership.take(session, conversation_id, WANG, NOW)
    for _ in range(2):
        async with database.write() as session:
            entry = await ownership.answer(
                session, conversation_id, WANG, Reply(text="明天可以来"), "staff:m1", NOW
            )
    assert (entry.sender, entry.channel, entry.body["by"]) == ("staff", "web", "wang")
    said = await _said(database, conversation_id)
    assert said == [("system", ownership.TAKEN), ("staff", "明天可以来")]
    async with database.read() as session:
        handover = await session.get(Handover, conversation_id)
        sent = (await session.scalars(select(OutboxMessage))).all()
    assert handover is not None and (handover.unanswered, handover.staff_at) == (False, NOW)
    assert [row.channel for row in sent] == ["web", "web"]


async def test_handing_back_lets_the_bot_speak_and_closes(database: Database) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    async with database.write() as session:
        await ownership.hand_back(session, conversation_id, WANG, "已告知立案材料", NOW)
    assert await _owner(database, conversation_id) == ("bot", "closed", "")
    assert (await _said(database, conversation_id))[-1] == ("system", ownership.RETURNED)
    async with database.read() as session:
        assert (await record.standing(session, conversation_id)).returned
    with pytest.raises(NotHandedOver):
        await _take(database, conversation_id, LI)
    async with database.write() as session:
        again = await queue.hand_over(
            session, Request(conversation_id, "wechat", "human"), NOW + timedelta(hours=1)
        )
        assert (again.state, again.summary, again.court_code) == (
            "waiting",
            "已告知立案材料",
            "京0105",
        )


async def test_another_court_sees_and_changes_nothing(database: Database) -> None:
    conversation_id = await _waiting(database)
    with pytest.raises(OtherCourt):
        await _take(database, conversation_id, FAR)
    assert await _owner(database, conversation_id) == ("bot", "waiting", "")
    async with database.read() as session:
        own = await queue.page(session, "京0105", "wang", queue.Filter())
        foreign = await queue.page(session, "沪0101", "far", queue.Filter(view="all"))
    assert [row.conversation_id for row in own] == [conversation_id]
    assert foreign == []


async def test_what_names_no_court_is_everybodys(database: Database) -> None:
    conversation_id = await _waiting(database, court="")
    assert await _take(database, conversation_id, FAR) == "far"


async def test_a_forward_stays_with_its_holder_until_it_is_taken(database: Database) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    async with database.write() as session:
        offered = await ownership.forward(
            session, conversation_id, WANG, "civil", "要问承办庭", NOW
        )
    assert await _owner(database, conversation_id) == ("wang", "held", "wang")
    async with database.write() as session:
        with pytest.raises(NoSuchForward):
            await ownership.accept(session, offered.id, LI, ["execution"], NOW)
    async with database.write() as session:
        await ownership.accept(session, offered.id, LI, ["civil"], NOW)
    assert await _owner(database, conversation_id) == ("li", "held", "li")
    async with database.write() as session:
        with pytest.raises(NoSuchForward):
            await ownership.accept(session, offered.id, BOSS, ["civil"], NOW)


async def test_a_declined_forward_says_why_and_changes_no_owner(database: Database) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    async with database.write() as session:
        offered = await ownership.forward(session, conversation_id, WANG, "li", "您熟悉", NOW)
    async with database.write() as session:
        await ownership.decline(session, offered.id, LI, [], "正在开会", NOW)
    assert await _owner(database, conversation_id) == ("wang", "held", "wang")
    async with database.read() as session:
        row = (await session.scalars(select(Forward))).one()
    assert (row.state, row.answer, row.settled_at) == ("declined", "正在开会", NOW)


async def test_a_forward_ends_when_its_holder_gives_the_conversation_back(
    database: Database,
) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    async with database.write() as session:
        offered = await ownership.forward(session, conversation_id, WANG, "li", "您熟悉", NOW)
        await ownership.hand_back(session, conversation_id, WANG, "", NOW)
    async with database.write() as session:
        with pytest.raises(NoSuchForward):
            await ownership.accept(session, offered.id, LI, [], NOW)
    assert await _owner(database, conversation_id) == ("bot", "closed", "")


async def test_a_silent_holder_loses_the_conversation(database: Database) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    silent = timedelta(minutes=10)
    async with database.write() as session:
        await queue.citizen_spoke(session, conversation_id, NOW)
        assert await ownership.return_silent(session, silent, NOW + silent / 2) == []
        assert await ownership.return_silent(session, silent, NOW + silent) == [conversation_id]
        assert await ownership.return_silent(session, silent, NOW + silent * 2) == []
    assert await _owner(database, conversation_id) == ("bot", "waiting", "")
    assert (await _said(database, conversation_id))[-1] == ("system", ownership.SILENT)


async def test_an_answered_conversation_is_not_silent(database: Database) -> None:
    conversation_id = await _waiting(database)
    await _take(database, conversation_id, WANG)
    async with database.write() as session:
        await ownership.answer(session, conversation_id, WANG, Reply(text="好"), "staff:m1", NOW)
        late = NOW + timedelta(days=1)
        assert await ownership.return_silent(session, timedelta(minutes=10), late) == []


async def test_what_was_never_handed_over_cannot_be_taken(database: Database) -> None:
    async with database.write() as session:
        conversation_id = await addresses.conversation_at(session, "web", "session-1")
    with pytest.raises(HandoverError):
        await _take(database, conversation_id, BOSS)
    async with database.write() as session:
        await queue.citizen_spoke(session, conversation_id, NOW)
        assert await queue.changed(session, NOW - timedelta(days=1)) == []


async def test_consoles_learn_of_every_change(database: Database) -> None:
    conversation_id = await _waiting(database)
    later = [NOW + timedelta(seconds=number) for number in range(5)]

    async def changed(after: datetime) -> list[str]:
        async with database.read() as session:
            return [row.conversation_id for row in await queue.changed(session, after)]

    async with database.write() as session:
        await ownership.take(session, conversation_id, WANG, later[1])
    assert await changed(later[0]) == [conversation_id]
    assert await changed(later[1]) == []
    async with database.write() as session:
        await queue.citizen_spoke(session, conversation_id, later[2])
    assert await changed(later[1]) == [conversation_id]
    async with database.write() as session:
        await ownership.hand_back(session, conversation_id, WANG, "", later[3])
        await queue.citizen_spoke(session, conversation_id, later[4])
    assert await changed(later[2]) == [conversation_id]
    assert await changed(later[3]) == []
