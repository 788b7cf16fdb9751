"""The overview counts what one's own court may know, and hides what is too few."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import addresses, record
from bot.desk.handover import ownership, queue
from bot.desk.handover.ownership import Actor
from bot.desk.models import AuditEntry
from bot.desk.orders import work_orders
from bot.desk.replies import Reply
from tests.functional.console.conftest import COURT, OTHER, SignedIn

TODAY = datetime.now(CHINA).date()


def now() -> datetime:
    """The time now: the record takes its own, and tests run for a while."""
    return datetime.now(timezone.utc)


async def ask(
    database: Database, name: str, words: str, topic: str = "", channel: str = "web", **more: Any
) -> str:
    """Let a citizen speak; without a topic they are not understood."""
    async with database.write() as session:
        conversation = await addresses.conversation_at(session, channel, name)
        found = await record.conversation(session, conversation)
        intent = "procedure" if topic else "nlu_fallback"
        understood = {"intent": intent, "topics": [{"topic": topic}] if topic else []}
        session.add(record.append(found, "citizen", words, words, {"understood": understood}))
        if "court" in more:
            request = queue.Request(
                conversation, channel, more.get("reason", "human"), court_code=more["court"]
            )
            await queue.hand_over(session, request, now() - timedelta(minutes=more.get("ago", 0)))
        return conversation


async def read(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    """Return the overview: figures by key, rows of charts by key."""
    answer = await client.get("/overview", params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert all(one["meaning"].endswith("。") for one in (*found["numbers"], *found["charts"]))
    return {
        **{one["key"]: one["value"] for one in found["numbers"]},
        **{f"{one['key']}/": one["rows"] for one in found["charts"]},
    }


async def test_figures_of_conversations(database: Database, signed_in: SignedIn) -> None:
    await ask(database, "a", "怎么上诉", "appeal")
    await ask(database, "a", "费用多少", "appeal", channel="web")
    await ask(database, "b", "嗯嗯呃", channel="wechat")
    await ask(database, "c", "找人工", "child_support", "voice", court=COURT)
    await ask(database, "d", "找人工吧", "child_support", court=OTHER)
    found = await read(await signed_in("boss"))
    assert (found["talks"], found["said"]) == (3, 4)
    assert (found["alone"], found["understood"], found["handed"]) == (33.3, 75.0, 33.3)
    assert found["topics/"] == [["上诉", 2], ["child_support", 1]]
    assert found["channels/"] == [["网页", 1], ["微信", 1], ["电话", 1]]
    assert found["reasons/"] == [["要求人工", 1], ["人身危险", 0], ["没能答复", 0]]
    assert [row[1] for row in found["courts/"]] == [1, 0]
    assert sum(row[1] for row in found["hours/"]) == 4
    assert found["days/"][-1] == [str(TODAY), 4]
    assert len(found["days/"]) == 7


async def test_nothing_to_count_is_no_percentage(signed_in: SignedIn) -> None:
    found = await read(await signed_in("auditor"))
    numbers = {key: value for key, value in found.items() if not key.endswith("/")}
    assert numbers == {
        "talks": 0, "said": 0, "alone": None, "understood": None, "handed": None, "wait": None,
        "first_reply": None, "clock": None, "satisfied": None,
    }  # fmt: skip
    assert found["hotspots/"] == []


async def test_how_long_citizens_wait(database: Database, signed_in: SignedIn) -> None:
    for name, ago in (("a", 10), ("b", 30), ("c", 50)):
        conversation = await ask(database, name, "人工", "appeal", court=COURT, ago=ago)
        if name == "c":
            continue
        by = Actor("agent", COURT)
        async with database.write() as session:
            await ownership.take(session, conversation, by, now())
            reply = Reply(text="您好")
            await ownership.answer(session, conversation, by, reply, f"staff:{name}", now())
    found = await read(await signed_in("boss"))
    assert (found["wait"], found["first_reply"]) == (
        pytest.approx(20, abs=0.5),
        pytest.approx(20, abs=0.5),
    )


async def test_ratings_and_the_clock(database: Database, signed_in: SignedIn) -> None:
    conversation = await ask(database, "a", "人工", "appeal", court=COURT)
    for number, (rating, late) in enumerate([(4, -1), (1, 1), (None, 1)]):
        async with database.write() as session:
            request = work_orders.Request(f"o{number}", conversation, "complaint", "投诉")
            order = await work_orders.open_order(session, request)
            order.court_code, order.rating = COURT, rating
            order.due_at = now() - timedelta(minutes=5)
            order.answered_at = order.due_at + timedelta(minutes=late)
    found = await read(await signed_in("boss"))
    assert found["ratings/"] == [["非常满意", 1], ["满意", 0], ["基本满意", 0], ["不满意", 1]]
    assert (found["satisfied"], found["clock"]) == (50.0, 33.3)


async def test_small_cells_are_hidden_on_the_page_and_in_the_file(
    database: Database, signed_in: SignedIn
) -> None:
    for number in range(11):
        topic = "appeal" if number < 7 else "child_support"
        await ask(database, f"s{number}", "问", topic, court=COURT)
    boss = await signed_in("boss")
    rows = (await read(boss))["hotspots/"]
    # One cell of four is hidden; the next one too, or the court's sum would tell it.
    assert [(row[0], row[3]) for row in rows] == [("另有 2 组", None)]
    for number in range(5):
        await ask(database, f"m{number}", "问", "divorce", court=COURT)
    for number in range(6):
        await ask(database, f"n{number}", "问", "filing_materials", court=COURT)
    rows = (await read(boss))["hotspots/"]
    assert [row[3] for row in rows] == [7, 6, None]
    file = await boss.get("/overview/charts/hotspots")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert lines[0] == ["事项", "法院", "程序", "对话"]
    assert [line[3] for line in lines[1:4]] == ["7", "6", "不显示"]
    async with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == "overview.download")
        (act,) = await session.scalars(query)
    day = {"since": str(TODAY - timedelta(days=6)), "until": str(TODAY)}
    assert act.detail == {"chart": "hotspots", **day}


async def test_days_are_those_of_china_and_few_enough(
    database: Database, signed_in: SignedIn
) -> None:
    await ask(database, "a", "怎么上诉", "appeal")
    boss = await signed_in("boss")
    tomorrow = TODAY + timedelta(days=1)
    assert (await read(boss, since=str(tomorrow), until=str(tomorrow)))["said"] == 0
    assert (await read(boss, since=str(TODAY), until=str(TODAY)))["said"] == 1
    for since, until in ((TODAY, TODAY - timedelta(days=1)), (date(2020, 1, 1), TODAY)):
        answer = await boss.get("/overview", params={"since": str(since), "until": str(until)})
        assert (answer.status_code, answer.json()["error"]["message"]) == (422, "请选 1 到 92 天。")
    assert (await boss.get("/overview", params={"until": "0001-01-01"})).status_code == 422
    assert (await boss.get("/overview/charts/none")).status_code == 404
