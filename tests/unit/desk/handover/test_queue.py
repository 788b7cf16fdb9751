"""The queue: who is next."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.db import Database
from bot.desk import addresses
from bot.desk.handover import ownership, queue
from bot.desk.handover.ownership import Actor
from bot.desk.handover.queue import Filter, Request

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
WANG = Actor("wang", "京0105")


async def _hand_over(database: Database, name: str, minute: int, **more: str) -> str:
    async with database.write() as session:
        channel = more.get("channel", "web")
        conversation_id = await addresses.conversation_at(session, channel, name)
        request = Request(
            conversation_id,
            channel,
            "human",
            priority=more.get("priority", "normal"),
            topic=more.get("topic", ""),
            court_code="京0105",
        )
        await queue.hand_over(session, request, NOW + timedelta(minutes=minute))
    return conversation_id


async def _page(database: Database, chosen: Filter, name: str = "wang") -> list[str]:
    async with database.read() as session:
        rows = await queue.page(session, "京0105", name, chosen)
    return [row.conversation_id for row in rows]


async def test_danger_comes_first_then_who_has_waited_longest(database: Database) -> None:
    late = await _hand_over(database, "a", 5)
    early = await _hand_over(database, "b", 1)
    near = await _hand_over(database, "c", 9, priority="high")
    danger = await _hand_over(database, "d", 20, priority="urgent")
    assert await _page(database, Filter()) == [danger, near, early, late]


async def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    order = [await _hand_over(database, f"p{number}", number // 2) for number in range(7)]
    seen: list[str] = []
    after = None
    while True:
        async with database.read() as session:
            rows = await queue.page(session, "京0105", "wang", Filter(after=after, limit=3))
        if not rows:
            break
        seen += [row.conversation_id for row in rows]
        last = rows[-1]
        after = (last.urgency, last.waiting_since, last.conversation_id)
    assert sorted(seen) == sorted(order) and len(set(seen)) == 7


async def test_asking_again_makes_more_urgent_never_less(database: Database) -> None:
    first = await _hand_over(database, "a", 0)
    second = await _hand_over(database, "b", 1)
    await _hand_over(database, "b", 2, priority="urgent")
    await _hand_over(database, "b", 3, priority="normal")
    assert await _page(database, Filter()) == [second, first]


async def test_views_and_filters_show_what_they_say(database: Database) -> None:
    mine = await _hand_over(database, "a", 0, channel="wechat", topic="appeal")
    waiting = await _hand_over(database, "b", 1, topic="filing")
    theirs = await _hand_over(database, "c", 2)
    async with database.write() as session:
        await ownership.take(session, mine, WANG, NOW)
        await ownership.take(session, theirs, Actor("li", "京0105"), NOW)
    assert await _page(database, Filter(view="mine")) == [mine]
    assert await _page(database, Filter(view="waiting")) == [waiting]
    assert await _page(database, Filter(view="unanswered")) == [mine, waiting]
    assert await _page(database, Filter(view="all")) == [mine, waiting, theirs]
    assert await _page(database, Filter(view="all", channel="wechat")) == [mine]
    assert await _page(database, Filter(view="all", topic="filing")) == [waiting]
    async with database.read() as session:
        found = await queue.counts(session, "京0105", "wang")
    assert found == {"unanswered": 2, "mine": 1, "waiting": 1, "all": 3}
