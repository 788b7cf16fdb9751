"""One-time codes: ten minutes, once, to one of those who try, and not by guessing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.cases.grants import Grant, current_grants, store_grant
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.db import Database
from bot.desk import addresses, outbox, record
from bot.desk.inbox import Incoming
from bot.desk.joining import CODE_LIFETIME, JOINED_ENTRY, LEFT_ENTRY, Joined, Joining, NotJoined
from bot.desk.record import utcnow
from bot.desk.withheld import withheld

NOW = utcnow()
KEY = CaseKey("京0105", 2026, "民初", 1)


@dataclass
class Doors:
    """A conversation on the web, a WeChat user with another, and a caller."""

    database: Database
    joining: Joining
    web: str
    wechat: str
    said: int = 0

    async def code(self, now: datetime = NOW, channel: str = "web") -> str:
        """Return a code for the web conversation."""
        async with self.database.write() as session:
            return await self.joining.issue(session, self.web, channel, now)

    async def try_code(
        self, code: str, now: datetime = NOW, address: str = "openid-1", client: str = ""
    ) -> Joined | NotJoined:
        """Redeem a code on WeChat."""
        self.said += 1
        async with self.database.write() as session:
            before = await addresses.conversation_at(session, "wechat", address)
            message = Incoming("wechat", f"m{self.said}", before, "text", code, client)
            return await self.joining.redeem(session, message, address, code, now)


@pytest.fixture
async def doors(database: Database) -> Doors:
    """Two conversations with something said in each."""
    async with database.write() as session:
        web = await record.open_conversation(session, "web")
        wechat = await addresses.conversation_at(session, "wechat", "openid-1")
        for conversation_id in (web, wechat):
            found = await record.conversation(session, conversation_id)
            session.add(record.append(found, "citizen", "m0", "你好", {}))
    return Doors(database, Joining(Hasher("k" * 16)), web, wechat)


def _wrong(code: str) -> str:
    """Return another code."""
    return code[:-1] + ("3" if code[-1] == "2" else "2")


async def test_a_code_moves_the_address_and_is_in_both_records(doors: Doors) -> None:
    code = await doors.code()
    assert len(code) == 6 and set(code) <= set("02345678")
    assert await doors.try_code(code) == Joined(doors.web, "web")
    async with doors.database.read() as session:
        assert await addresses.find(session, "wechat", "openid-1") == doors.web
        joined = await record.entries(session, doors.web)
        left = await record.entries(session, doors.wechat)
        notices = [entry.text for _, entry in await outbox.due(session, "web")]
        assert await record.first_broken_link(session, doors.web) is None
        assert await record.first_broken_link(session, doors.wechat) is None
    told = JOINED_ENTRY.format(place="微信")
    assert [(entry.sender, entry.channel, entry.text) for entry in joined] == [
        ("citizen", "web", "你好"),
        ("system", "wechat", told),
    ]
    assert [(entry.sender, entry.text) for entry in left[1:]] == [("system", LEFT_ENTRY)]
    assert left[1].body == {"continued_in": doors.web}
    assert notices == [told]


async def test_everything_verified_on_either_side_is_taken_back(doors: Doors) -> None:
    grant = Grant(KEY, 1, 1, 1, NOW + timedelta(hours=2))
    async with doors.database.write() as session:
        for conversation_id in (doors.web, doors.wechat):
            await store_grant(session, conversation_id, grant, NOW)
        found = await record.conversation(session, doors.web)
        session.add(record.append(found, "assistant", "m0", "案情", {"case": KEY.text}))
    async with doors.database.read() as session:
        said = await record.entries(session, doors.web)
        assert await withheld(session, doors.web, said, NOW) == set()
    await doors.try_code(await doors.code())
    async with doors.database.read() as session:
        for conversation_id in (doors.web, doors.wechat):
            assert await current_grants(session, conversation_id, NOW) == []
        said = await record.entries(session, doors.web)
        assert await withheld(session, doors.web, said, NOW) == {2}


async def test_a_code_works_once(doors: Doors) -> None:
    code = await doors.code()
    await doors.try_code(code)
    assert await doors.try_code(code, address="openid-2") is NotJoined.REFUSED


async def test_a_code_ends_after_ten_minutes(doors: Doors) -> None:
    assert timedelta(minutes=10) == CODE_LIFETIME
    code = await doors.code()
    assert await doors.try_code(code, NOW + CODE_LIFETIME) is NotJoined.REFUSED
    just_before = NOW + CODE_LIFETIME - timedelta(seconds=1)
    assert await doors.try_code(code, just_before) == Joined(doors.web, "web")


async def test_a_newer_code_takes_the_place_of_the_older(doors: Doors) -> None:
    older, newer = await doors.code(), await doors.code()
    assert older != newer
    assert await doors.try_code(older) is NotJoined.REFUSED
    assert await doors.try_code(newer) == Joined(doors.web, "web")


async def test_two_conversations_never_hold_the_same_code(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("222222222222333333")
    monkeypatch.setattr("bot.desk.joining.secrets.choice", lambda _digits: next(drawn))
    assert await doors.code() == "222222"
    async with doors.database.write() as session:
        assert await doors.joining.issue(session, doors.wechat, "wechat", NOW) == "333333"
    assert await doors.try_code("222222") == Joined(doors.web, "web")


async def test_a_code_is_not_stored_in_the_clear(doors: Doors) -> None:
    code = await doors.code()
    async with doors.database.read() as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql("SELECT * FROM join_codes")).all()
    assert len(rows) == 1 and code not in str(rows)


async def test_the_own_code_is_neither_used_up_nor_a_wrong_try(doors: Doors) -> None:
    async with doors.database.write() as session:
        code = await doors.joining.issue(session, doors.wechat, "wechat", NOW)
    for _ in range(6):
        assert await doors.try_code(code) is NotJoined.ALREADY_HERE
    assert await doors.try_code(code, address="openid-2") == Joined(doors.wechat, "wechat")


async def test_five_wrong_tries_lock_even_the_right_code(doors: Doors) -> None:
    code = await doors.code()
    outcomes = [await doors.try_code(_wrong(code)) for _ in range(5)]
    assert outcomes == [NotJoined.REFUSED] * 4 + [NotJoined.LOCKED]
    assert await doors.try_code(code) is NotJoined.LOCKED
    later = NOW + timedelta(minutes=30)
    assert await doors.try_code(await doors.code(later), later) == Joined(doors.web, "web")


async def test_a_lock_is_of_one_address_only(doors: Doors) -> None:
    code = await doors.code()
    for _ in range(5):
        await doors.try_code(_wrong(code))
    assert await doors.try_code(code, address="openid-2") == Joined(doors.web, "web")


async def test_a_new_address_of_the_same_client_gets_no_new_tries(doors: Doors) -> None:
    code = await doors.code()
    for number in range(5):
        last = await doors.try_code(_wrong(code), address=f"openid-{number}", client="same")
    assert last is NotJoined.LOCKED
    assert await doors.try_code(code, address="openid-9", client="same") is NotJoined.LOCKED
    assert await doors.try_code(code, address="openid-9", client="other") == Joined(
        doors.web, "web"
    )


async def test_of_two_who_redeem_at_once_exactly_one_is_joined(doors: Doors) -> None:
    code = await doors.code()
    tries = (doors.try_code(code, address=f"openid-{number}") for number in range(5, 10))
    outcomes = await asyncio.gather(*tries)
    assert sorted(isinstance(outcome, Joined) for outcome in outcomes) == [False] * 4 + [True]
    assert {outcome for outcome in outcomes if not isinstance(outcome, Joined)} == {
        NotJoined.REFUSED
    }


async def test_the_door_used_last_is_where_staff_would_answer(doors: Doors) -> None:
    await doors.try_code(await doors.code())
    async with doors.database.write() as session:
        assert await addresses.last_channel(session, doors.web) == "wechat"
        # The web page speaks again; its address is the conversation it opened.
        assert await addresses.conversation_at(session, "web", doors.web) == doors.web
        assert await addresses.last_channel(session, doors.web) == "web"
        assert await addresses.address_of(session, "wechat", doors.web) == "openid-1"


async def test_what_is_still_to_be_said_in_the_conversation_left_finds_its_person(
    doors: Doors,
) -> None:
    await doors.try_code(await doors.code())
    async with doors.database.read() as session:
        assert await addresses.address_of(session, "wechat", doors.wechat) == "openid-1"


async def test_a_caller_is_not_told_after_the_call(doors: Doors) -> None:
    await doors.try_code(await doors.code(channel="voice"))
    async with doors.database.read() as session:
        due = [await outbox.due(session, channel) for channel in ("web", "voice", "wechat")]
    assert due == [[], [], []]
