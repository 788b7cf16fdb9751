"""What platforms make us remember, on both kinds of database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.db import Base, Database
from bot.desk import record
from bot.desk.platforms import answers, attachments, models, windows
from bot.desk.platforms.attachments import Sent
from bot.desk.platforms.tokens import SharedToken, TokenUnavailable
from bot.desk.platforms.windows import Opening
from bot.desk.record import utcnow
from bot.migrations import upgrade
from tests.unit.cases import postgres_server

OURS = {
    each.__tablename__
    for each in (models.Answer, models.ContactWindow, models.ServiceToken, models.Attachment)
}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Host and port of a PostgreSQL server of our own."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of each kind, made by the migrations."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres")
        await postgres_server.recreate(address, "platforms")
        url = f"postgresql+asyncpg://postgres@{address}/platforms"
    opened = Database(url)
    await upgrade(opened)
    yield opened
    await opened.close()


def _differences(connection: Connection) -> list[object]:
    ours = {"include_object": lambda item, name, kind, *_: kind != "table" or name in OURS}
    context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
    return list(compare_metadata(context, Base.metadata))


async def test_migrations_make_the_tables_of_the_models(both: Database) -> None:
    async with both.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_who_settles_first_has_it(both: Database) -> None:
    async def settle(way: answers.Way) -> str:
        async with both.write() as session:
            return (await answers.settle(session, "wechat", "m1", way, utcnow())).way

    ways = await asyncio.gather(*(settle(way) for way in ("reply", "message") * 4))
    assert len(set(ways)) == 1
    async with both.write() as session:
        await answers.progressed(session, "wechat", "m1", 2)
        found = await answers.settled(session, "wechat", ["m1", "m2"])
        assert {key: (each.way, each.sent) for key, each in found.items()} == {"m1": (ways[0], 2)}
        await answers.forget(session, utcnow() + timedelta(seconds=1))
        assert await answers.settled(session, "wechat", ["m1"]) == {}


async def test_a_window_is_counted_by_all_at_once(both: Database) -> None:
    opening = Opening("message", 5, timedelta(hours=48))
    async with both.write() as session:
        await windows.opened(session, "wechat", "o", opening, utcnow())

    async def take() -> bool:
        async with both.write() as session:
            return await windows.take(session, "wechat", "o", utcnow())

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 3 + [True] * 5
    async with both.write() as session:
        await windows.give_back(session, "wechat", "o")
    assert await take()
    async with both.write() as session:
        await windows.opened(session, "wechat", "o", opening, utcnow())
        await windows.closed(session, "wechat", "o")
    assert not await take()


async def test_one_renews_and_all_share(both: Database) -> None:
    renewed = []

    async def renew(force: bool) -> tuple[str, int]:
        renewed.append(force)
        await asyncio.sleep(0.1)
        return f"token-{len(renewed)}", 7200

    holders = [SharedToken(both, "name", "secret", renew) for _ in range(4)]
    tokens = await asyncio.gather(*(holder.get() for holder in holders))
    assert (set(tokens), renewed) == ({"token-1"}, [False])
    await holders[0].refuse("token-1")
    assert (await holders[0].get(), renewed) == ("token-2", [False, False])
    # A key of before opens nothing: the token is fetched anew.
    assert await SharedToken(both, "name", "other secret", renew).get() == "token-3"


async def test_a_renewal_that_fails_leaves_the_way_free(both: Database) -> None:
    async def fail(_force: bool) -> tuple[str, int]:
        raise ConnectionError

    async def renew(_force: bool) -> tuple[str, int]:
        return "token", 7200

    with pytest.raises(ConnectionError):
        await SharedToken(both, "name", "secret", fail).get()
    assert await SharedToken(both, "name", "secret", renew).get() == "token"


async def test_a_renewal_of_others_that_never_ends_is_said(
    both: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.platforms.tokens._TRIES", 2)
    async with both.write() as session:
        until = utcnow() + timedelta(hours=1)
        session.add(models.ServiceToken(name="name", sealed="", renewed_until=until))

    async def renew(_force: bool) -> tuple[str, int]:
        raise AssertionError

    with pytest.raises(TokenUnavailable):
        await SharedToken(both, "name", "secret", renew).get()


async def test_an_attachment_is_fetched_by_one_and_kept_once(both: Database) -> None:
    now = utcnow()
    async with both.write() as session:
        conversation_id = await record.open_conversation(session, "wechat")
        sent = Sent("wechat", "m1", conversation_id, "image", "media-1")
        for _ in range(2):
            await attachments.wanted(session, sent, now)
    async with both.write() as session:
        [found] = await attachments.taken(session, "wechat", now)
    async with both.write() as session:
        assert await attachments.taken(session, "wechat", now) == []
        await attachments.put_off(session, found, now)
    async with both.write() as session:
        [found] = await attachments.taken(session, "wechat", now + timedelta(seconds=6))
        assert found.attempts == 1
        for _ in range(2):
            await attachments.kept(session, found, "a.jpg", 3)
    async with both.read() as session:
        [entry] = await record.entries(session, conversation_id)
    assert (entry.text, entry.body["attachment"]["file"]) == ("［图片］", "a.jpg")
