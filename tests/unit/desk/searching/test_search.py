"""Finding words on both databases, and an index that follows whatever changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.db import Database
from bot.desk import addresses, record
from bot.desk.handover import queue
from bot.desk.searching.errors import TooShort
from bot.desk.searching.search import Wanted, place, search, snippet, words_of
from bot.migrations import downgrade, upgrade
from tests.unit.cases import postgres_server

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=timezone.utc)
COURT = "京0105"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Host and port of a PostgreSQL server of our own."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of each kind, made by the migrations."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres")
        await postgres_server.recreate(address, "searching")
        url = f"postgresql+asyncpg://postgres@{address}/searching"
    opened = Database(url)
    await upgrade(opened)
    yield opened
    await opened.close()


async def talk(database: Database, *said: str, court: str | None = COURT) -> str:
    """Write a conversation; with a court it is handed over in the middle."""
    async with database.write() as session:
        found = await record.conversation(
            session, await addresses.conversation_at(session, "web", said[0])
        )
        for number, words in enumerate(said):
            session.add(record.append(found, "citizen", f"m{number}", words, {}))
            await session.flush()
            if number == 0 and court is not None:
                await queue.hand_over(
                    session, queue.Request(found.id, "web", "human", court_code=court), NOW
                )
        return found.id


async def found(database: Database, words: str = "", court: str = COURT) -> list[str]:
    """Return the texts found."""
    async with database.read() as session:
        return [hit.text for hit in await search(session, court, Wanted(words))]


async def do(database: Database, *statements: str) -> None:
    """Execute statements in one transaction."""
    async with database.write() as session:
        for statement in statements:
            await session.execute(text(statement))


async def test_what_was_said_before_and_after_the_handover_is_found(both: Database) -> None:
    await talk(both, "我想上诉", "上诉要交多少钱")
    await talk(both, "只问机器人上诉", court=None)
    assert await found(both, "上诉") == ["上诉要交多少钱", "我想上诉"]
    assert await found(both, "上诉要交") == ["上诉要交多少钱"]
    assert await found(both, "ABC") == []


async def test_pairs_that_stand_apart_are_no_word(both: Database) -> None:
    await talk(both, "诉讼费，讼费用")
    assert await found(both, "诉讼费用") == []
    assert await found(both, "诉讼费") == ["诉讼费，讼费用"]


async def test_large_and_small_letters_are_the_same(both: Database) -> None:
    await talk(both, "我的ID是Abc")
    for words in ("abc", "ABC", "id"):
        assert await found(both, words) == ["我的ID是Abc"]


async def test_the_index_follows_every_change(both: Database) -> None:
    await talk(both, "我想上诉", "再问保全")
    await do(both, "UPDATE record_entries SET text = '已经删除' WHERE seq = 1")
    assert (await found(both, "上诉"), await found(both, "删除")) == ([], ["已经删除"])
    await do(both, "UPDATE handovers SET court_code = '沪0101'")
    assert (await found(both), await found(both, court="沪0101")) == ([], ["再问保全", "已经删除"])
    await do(both, "DELETE FROM record_entries WHERE seq = 2")
    assert await found(both, court="沪0101") == ["已经删除"]
    await do(both, "DELETE FROM handovers")
    assert await found(both, court="沪0101") == []
    async with both.read() as session:
        for name in ("search_entries", "search_words"):
            count = f"SELECT count(*) FROM {name}"
            if name == "search_words" and both.is_sqlite:
                count += " WHERE search_words MATCH 'typesaid'"
            assert await session.scalar(text(count)) == 0


async def test_a_transaction_that_fails_leaves_nothing_to_find(both: Database) -> None:
    conversation = await talk(both, "我想上诉")
    with pytest.raises(ZeroDivisionError):
        async with both.write() as session:
            open_ = await record.conversation(session, conversation)
            session.add(record.append(open_, "citizen", "x", "没有说完的保全", {}))
            await session.flush()
            raise ZeroDivisionError
    assert await found(both, "保全") == []


async def test_entries_of_one_moment_are_all_found(both: Database) -> None:
    for number in range(30):
        await talk(both, f"上诉{number}")
    moment = "'2026-11-24 03:00:00.000000'" if both.is_sqlite else "'2026-11-24 03:00:00+00'"
    await do(
        both,
        f"UPDATE record_entries SET created_at = {moment}",
        "UPDATE record_entries SET text = text || '次'",
    )
    assert sorted(await found(both, "上诉")) == sorted(f"上诉{number}次" for number in range(30))


async def test_what_was_there_before_is_indexed_by_the_migration(both: Database) -> None:
    await downgrade(both, "0010")
    async with both.write() as session:
        await addresses.conversation_at(session, "web", "before")
    conversation = await talk_without_search(both)
    await upgrade(both)
    async with both.read() as session:
        hits = await search(session, COURT, Wanted("上诉"))
    assert [hit.conversation_id for hit in hits] == [conversation]


async def talk_without_search(database: Database) -> str:
    """Write a conversation while there is no search."""
    return await talk(database, "很早以前的上诉")


def test_ids_follow_time() -> None:
    assert place(NOW) == 1795489200000 * 1000


@given(st.text(max_size=80))
def test_any_question_is_taken_apart_or_refused(query: str) -> None:
    try:
        words = words_of(query)
    except TooShort:
        return
    assert all(word.isalnum() for word in words)
    assert len(words) <= 8 and all(len(word) <= 64 for word in words)


@pytest.mark.parametrize(
    "query", ['"', "a' OR 1=1 --", '上诉" OR "保全', "上诉*", "NEAR(上诉 保全)"]
)
async def test_signs_of_a_query_language_mean_nothing(both: Database, query: str) -> None:
    await talk(both, "我想上诉")
    try:
        assert await found(both, query) in ([], ["我想上诉"])
    except TooShort:
        assert query == '"'


def test_a_snippet_shows_the_word_and_what_is_around_it() -> None:
    said = "前" * 100 + "上诉" + "后" * 100
    assert snippet(said, ["上诉"]) == "…" + "前" * 40 + "上诉" + "后" * 78 + "…"
    assert snippet("短\n句", ["没有"]) == "短 句"
