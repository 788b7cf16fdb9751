"""Searching and exporting, as one's own court sees it."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, text

from bot.db import Database
from bot.desk import audit, record
from bot.desk.models import AuditEntry
from bot.desk.orders import work_orders
from tests.functional.console.conftest import COURT, OTHER, SignedIn, Talk


async def say(database: Database, conversation: str, words: str, sender: str = "citizen") -> None:
    """Add an entry to a record."""
    async with database.write() as session:
        found = await record.conversation(session, conversation)
        session.add(record.append(found, sender, f"m{found.last_seq}", words, {}))


async def order(database: Database, conversation: str, kind: str, summary: str) -> str:
    """Open a work order and return its receipt."""
    async with database.write() as session:
        request = work_orders.Request(f"{conversation}:{summary}", conversation, kind, summary)
        return (await work_orders.open_order(session, request)).receipt


async def texts(client: Any, **given: Any) -> list[str]:
    """Return what a search shows, in its order."""
    answer = await client.post("/search", json=given)
    assert answer.status_code == 200, answer.text
    return [hit["snippet"] for hit in answer.json()["hits"]]


async def acts(database: Database, action: str) -> list[AuditEntry]:
    """Return what the audit log has of an action."""
    async with database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)
        return list(await session.scalars(query))


async def test_words_of_two_characters_and_more_are_found_newest_first(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    first = await talk(words="不服一审判决，上诉期限是几天？")
    second = await talk(words="我想上诉", name="session-2")
    await say(database, second, "上诉期限为十五日。", "assistant")
    client = await signed_in("agent")
    assert await texts(client, words="上诉") == [
        "上诉期限为十五日。",
        "我想上诉",
        "不服一审判决，上诉期限是几天？",
    ]
    assert await texts(client, words="上诉期限 判决") == ["不服一审判决，上诉期限是几天？"]
    assert await texts(client, words="上诉期限", sender="assistant") == ["上诉期限为十五日。"]
    assert await texts(client, words="期限上诉") == []
    assert await texts(client, words="几天", until=str(date.today() - timedelta(days=3))) == []
    found = (await client.post("/search", json={"words": "一审判决"})).json()
    assert found["words"] == ["一审判决"]
    assert [hit["conversation_id"] for hit in found["hits"]] == [first]


async def test_the_brackets_of_a_case_number_do_not_matter(signed_in: SignedIn, talk: Talk) -> None:
    await talk(words="案号是（2026）京0105民初12345号")
    client = await signed_in("agent")
    for words in ("(2026)京0105民初12345号", "２０２６ 民初12345", "京0105民初"):
        assert await texts(client, words=words) == ["案号是（2026）京0105民初12345号"]


@pytest.mark.parametrize("words", ["诉", "， ！", "a b c"])
async def test_less_than_two_characters_are_refused(signed_in: SignedIn, words: str) -> None:
    client = await signed_in("agent")
    answer = await client.post("/search", json={"words": words})
    assert (answer.status_code, answer.json()) == (
        422,
        {"error": {"code": "too_short", "message": "请至少输入相连的两个字。"}},
    )


async def test_another_court_finds_nothing(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    conversation = await talk(words="我想上诉")
    receipt = await order(database, conversation, "complaint", "我想上诉的事")
    async with database.write() as session:
        await session.execute(text("UPDATE work_orders SET court_code = :c"), {"c": COURT})
    agent, far = await signed_in("agent"), await signed_in("far")
    found = (await agent.post("/search", json={"words": "上诉"})).json()["hits"]
    assert {hit["receipt"] for hit in found} == {"", receipt}
    assert await texts(far, words="上诉") == []
    assert await texts(far) == []
    # It goes where the conversation goes.
    async with database.write() as session:
        await session.execute(text("UPDATE handovers SET court_code = :c"), {"c": OTHER})
    assert await texts(far, words="上诉") == ["我想上诉"]
    assert await texts(agent, words="上诉", what="said") == []


async def test_what_was_never_handed_over_is_not_found(
    database: Database, signed_in: SignedIn
) -> None:
    async with database.write() as session:
        quiet = await record.open_conversation(session, "web")
    await say(database, quiet, "我只问机器人上诉")
    assert await texts(await signed_in("agent"), words="上诉") == []


async def test_orders_are_found_by_kind_and_by_their_answer(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    conversation = await talk()
    receipt = await order(database, conversation, "complaint", "工作人员态度不好")
    await order(database, conversation, "suggestion", "希望增加窗口，态度很好")
    client = await signed_in("agent")
    assert await texts(client, words="态度", kind="complaint") == ["工作人员态度不好"]
    async with database.write() as session:
        found = await work_orders.by_receipt(session, receipt)
        assert found is not None
        found.answer = "已经向您当面致歉"
    assert await texts(client, words="当面致歉") == ["工作人员态度不好 已经向您当面致歉"]


async def test_pages_follow_each_other(database: Database, signed_in: SignedIn, talk: Talk) -> None:
    conversation = await talk()
    for number in range(40):
        await say(database, conversation, f"上诉第{number}次")
    client = await signed_in("agent")
    first = (await client.post("/search", json={"words": "上诉"})).json()
    rest = (await client.post("/search", json={"words": "上诉", "before": first["next"]})).json()
    shown = [hit["snippet"] for page in (first, rest) for hit in page["hits"]]
    assert shown == [f"上诉第{number}次" for number in reversed(range(40))]
    assert rest["next"] is None


async def test_a_search_is_audited_without_its_words(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    conversation = await talk(words="张某某要上诉")
    client = await signed_in("agent")
    await texts(client, words="张某某", channel="web")
    (act,) = await acts(database, "search")
    assert (act.actor, act.court_code, act.detail) == (
        "agent",
        COURT,
        {"channel": "web", "length": 3, "found": 1, "talks": [conversation]},
    )


async def test_results_leave_as_csv_without_formulas(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    conversation = await talk(words='=HYPERLINK("http://x","上诉")')
    boss = await signed_in("boss")
    answer = await boss.post(
        "/exports/search", json={"words": "上诉", "format": "csv", "reason": "月度检查"}
    )
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["时间", "渠道", "谁说的", "法院", "对话编号", "序号", "内容"]
    assert row[1:] == [
        "网页", "当事人", COURT, conversation, "1", '\'=HYPERLINK("http://x","上诉")',
    ]  # fmt: skip
    (search,) = await acts(database, "export.search")
    (file,) = await acts(database, "export.file")
    assert search.reason == file.reason == "月度检查"
    assert file.detail == {
        "sha256": hashlib.sha256(answer.content).hexdigest(),
        "bytes": len(answer.content),
    }
    assert answer.headers["x-content-sha256"] == file.detail["sha256"]


async def test_orders_leave_as_xlsx_with_all_that_is_known(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    receipt = await order(database, await talk(), "complaint", "+86 态度不好")
    boss = await signed_in("boss")
    answer = await boss.post("/exports/search", json={"what": "order", "reason": "督办会议"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 2
    told = dict(zip(rows[0], rows[1], strict=True))
    assert told["回执号"] == receipt
    assert (told["类型"], told["阶段"], told["摘要"]) == (
        "投诉",
        "已登记，等待转办",
        "'+86 态度不好",
    )


async def test_a_conversation_leaves_as_pdf_with_the_hash_of_its_record(
    database: Database, signed_in: SignedIn, talk: Talk
) -> None:
    conversation = await talk()
    boss = await signed_in("boss")
    answer = await boss.post(f"/exports/conversations/{conversation}", json={"reason": "归入卷宗"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    async with database.read() as session:
        found = await record.conversation(session, conversation)
        assert await audit.first_broken(session) is None
    (act,) = await acts(database, "export.file")
    assert (act.subject, act.reason) == (f"talk:{conversation}", "归入卷宗")
    assert act.detail["record"] == found.last_hash


async def test_files_need_a_reason_and_the_own_court(signed_in: SignedIn, talk: Talk) -> None:
    conversation = await talk(court=OTHER)
    boss = await signed_in("boss")
    for path in ("/exports/search", f"/exports/conversations/{conversation}"):
        assert (await boss.post(path, json={"reason": " "})).status_code == 422
    answer = await boss.post(f"/exports/conversations/{conversation}", json={"reason": "归档"})
    unknown = await boss.post("/exports/conversations/none", json={"reason": "归档"})
    assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())
    assert answer.status_code == 404
