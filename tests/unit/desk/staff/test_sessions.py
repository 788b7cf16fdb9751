"""Sessions of staff: who holds a token, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import select

from bot.db import Database
from bot.desk.staff import accounts, sessions
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.models import StaffSession
from bot.desk.staff.roles import Role
from bot.desk.staff.sessions import Person

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
HALF = timedelta(minutes=29)


async def _begin(database: Database) -> str:
    async with database.write() as session:
        new = NewStaff("wang", "王某", Role.SUPERVISOR, "京0105", demo=True)
        return await sessions.begin(
            session, await accounts.add(session, new, "很长很难猜到的一个密码"), NOW
        )


async def _who(database: Database, token: str, at: datetime) -> Person | None:
    async with database.read() as session:
        return await sessions.person_of(session, token, at)


async def test_a_token_names_its_person_and_is_kept_as_a_hash(database: Database) -> None:
    token = await _begin(database)
    person = await _who(database, token, NOW)
    assert person == Person(
        "wang", "王某", Role.SUPERVISOR, "京0105", True, person.csrf if person else "", NOW
    )
    assert person is not None and len(person.csrf) >= 40
    async with database.read() as session:
        kept = (await session.scalars(select(StaffSession.token_hash))).all()
    assert token.encode() not in kept
    assert await _who(database, token + "x", NOW) is None
    assert await _who(database, "", NOW) is None


async def test_an_unused_session_ends_and_a_used_one_goes_on(database: Database) -> None:
    token = await _begin(database)
    assert await _who(database, token, NOW + HALF) is not None
    assert await _who(database, token, NOW + sessions.IDLE) is None
    async with database.write() as session:
        before = await sessions.person_of(session, token, NOW + HALF)
        assert before is not None and sessions.is_use_due(before, NOW + HALF)
        await sessions.note_use(session, token, NOW + HALF)
        after = await sessions.person_of(session, token, NOW + HALF)
        assert after is not None
        assert not sessions.is_use_due(after, NOW + HALF + timedelta(seconds=59))
    assert await _who(database, token, NOW + sessions.IDLE) is not None


async def test_no_session_lasts_longer_than_a_day_of_work(database: Database) -> None:
    token = await _begin(database)
    at = NOW
    while at < NOW + sessions.LONGEST - HALF:
        at += HALF
        async with database.write() as session:
            await sessions.note_use(session, token, at)
    assert await _who(database, token, NOW + sessions.LONGEST) is None


async def test_sessions_end_by_hand_by_account_and_by_closing(database: Database) -> None:
    token = await _begin(database)
    async with database.write() as session:
        account = await accounts.by_name(session, "wang")
        second = await sessions.begin(session, account, NOW)
        third = await sessions.begin(session, account, NOW)
        await sessions.end(session, token)
    assert await _who(database, token, NOW) is None
    assert await _who(database, second, NOW) is not None
    async with database.write() as session:
        await accounts.set_active(session, "wang", False)
    assert await _who(database, second, NOW) is None
    async with database.write() as session:
        await accounts.set_active(session, "wang", True)
        await sessions.end_all(session, "wang")
    assert await _who(database, third, NOW) is None


async def test_ended_sessions_are_forgotten(database: Database) -> None:
    await _begin(database)
    async with database.write() as session:
        await sessions.forget_ended(session, NOW)
        assert len((await session.scalars(select(StaffSession))).all()) == 1
        await sessions.forget_ended(session, NOW + sessions.IDLE)
        assert (await session.scalars(select(StaffSession))).all() == []
