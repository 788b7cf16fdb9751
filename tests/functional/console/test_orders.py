"""A work order from the list to its answer, with two members of staff and a supervisor."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from bot.db import Database
from bot.desk import audit, record
from bot.desk.models import WorkOrder
from bot.desk.orders import clock, work_orders
from bot.desk.orders.work_orders import Request
from bot.desk.record import utcnow
from tests.functional.console.conftest import COURT, SignedIn, Talk

PHONE = "13000000000"
FORM = {
    "case_number": "（2026）京0105民初1号",
    "matter": "想改开庭日期",
    "reach": "电话",
    "call_back_number": PHONE,
}


async def order_in(
    database: Database, conversation_id: str, kind: str = "contact_judge", **told: str
) -> str:
    """An order of the conversation; its receipt."""
    collected = {"case_number": FORM["case_number"], "call_back_number": PHONE, **told}
    source_id = f"{conversation_id}:{kind}"
    async with database.write() as session:
        request = Request(source_id, conversation_id, kind, "想改期", collected=collected)
        return (await work_orders.open_order(session, request)).receipt


def refusal(answer: Response) -> tuple[int, str, str]:
    """Status, code and sentence of a refusal."""
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"]


async def test_an_order_is_sorted_passed_on_answered_and_opened_again(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    receipt = await order_in(database, conversation_id)
    agent, second, boss = [await signed_in(name) for name in ("agent", "second", "boss")]
    page = (await agent.get("/orders")).json()
    assert [(row["receipt"], row["kind_name"], row["clock"]) for row in page["rows"]] == [
        (receipt, "联系法官", "none")
    ]
    assert page["counts"] == {
        "open": 1,
        "mine": 0,
        "unassigned": 1,
        "overdue": 0,
        "supervised": 0,
    }
    address = f"/orders/{receipt}"
    to = {"division": "民一庭", "assignee": "second", "note": "请联系"}
    assert refusal(await agent.post(f"{address}/assign", json=to)) == (
        422,
        "bad_form",
        "转办前还要填：想说的事、怎么回复。",
    )
    sorted_out = await agent.put(f"{address}/form", json={"kind": "contact_judge", "form": FORM})
    assert sorted_out.json()["missing"] == []
    assert (await agent.post(f"{address}/assign", json=to)).json()["row"]["stage"] == "assigned"
    assert refusal(await agent.post(f"{address}/start")) == (
        409,
        "not_the_handler",
        "这张工单由 second 办理。",
    )
    assert [row["receipt"] for row in (await second.get("/orders?view=mine")).json()["rows"]] == [
        receipt
    ]
    await second.post(f"{address}/start")
    reason = {"reason": "催一下"}
    assert (await second.post(f"{address}/supervise", json=reason)).status_code == 403
    supervised = (await boss.post(f"{address}/supervise", json=reason)).json()
    assert supervised["row"]["stage_name"] == "已督办"
    closed = (await second.post(f"{address}/answer", json={"text": "已经改期。"})).json()
    assert (closed["row"]["clock"], closed["answer"]) == ("stopped", "已经改期。")
    assert closed["acts"] == ["rate", "review", "reopen"]
    assert refusal(await second.post(f"{address}/answer", json={"text": "再说一次"})) == (
        409,
        "not_now",
        "工单现在是“已答复”，不能答复。",
    )
    opened = (await agent.post(f"{address}/reopen", json={"reason": "又来问"})).json()
    assert [(step["by"], step["act_name"], step["to"]) for step in opened["steps"]] == [
        ("", "登记", ""),
        ("agent", "改登记内容", ""),
        ("agent", "转办", "民一庭 second"),
        ("second", "开始办理", ""),
        ("boss", "督办", ""),
        ("second", "答复", ""),
        ("agent", "重新办理", ""),
    ]
    async with database.read() as session:
        said = [entry.text for entry in await record.entries(session, conversation_id)]
        acts = {entry.action for entry in await audit.newest(session)}
        assert await audit.first_broken(session) is None
    assert f"您的工单（回执号 {receipt}，联系法官）有答复了：\n已经改期。" in said[-1]
    steps = {"sort", "assign", "start", "supervise", "answer", "reopen"}
    assert {f"order.{step}" for step in steps} <= acts


async def test_a_number_is_masked_until_somebody_says_why(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    receipt = await order_in(database, await talk())
    agent, auditor = await signed_in("agent"), await signed_in("auditor")
    address = f"/orders/{receipt}"
    seen = await auditor.get(address)
    assert PHONE not in seen.text
    value = {each["name"]: each for each in seen.json()["form"]}["call_back_number"]
    assert value == {"name": "call_back_number", "value": "*********00", "masked": True}
    # What the page sends back masked stays what it was.
    masked = {**FORM, "call_back_number": "*********00"}
    await agent.put(f"{address}/form", json={"kind": "contact_judge", "form": masked})
    reveal = f"{address}/reveal/call_back_number"
    assert (await agent.post(reveal, json={"reason": ""})).status_code == 422
    assert (await auditor.post(reveal, json={"reason": "看看"})).status_code == 403
    shown = await agent.post(reveal, json={"reason": "要回电"})
    assert shown.json() == {"value": PHONE}
    async with database.read() as session:
        [last] = await audit.newest(session, limit=1)
    assert (last.actor, last.action, last.subject) == ("agent", "order.reveal", f"order:{receipt}")
    assert (last.reason, last.detail) == ("要回电", {"field": "call_back_number"})


async def test_another_courts_order_looks_like_none(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    receipt = await order_in(database, await talk())
    far = await signed_in("far")
    assert (await far.get("/orders")).json()["rows"] == []
    reason: dict[str, Any] = {"reason": "看看"}
    requests = [
        ("GET", "", None),
        ("PUT", "/form", {"kind": "suggestion", "form": {}}),
        ("POST", "/assign", {"division": "执行局"}),
        ("POST", "/start", None),
        ("POST", "/return", reason),
        ("POST", "/answer", {"text": "好"}),
        ("POST", "/reopen", reason),
        ("POST", "/reveal/case_number", reason),
    ]
    for method, path, body in requests:
        theirs = await far.request(method, f"/orders/{receipt}{path}", json=body)
        nobodys = await far.request(method, f"/orders/000000000000{path}", json=body)
        assert refusal(theirs) == refusal(nobodys) == (404, "not_found", "没有这张工单。"), path


async def test_staff_write_down_an_order_in_a_conversation_of_their_court(
    signed_in: SignedIn, talk: Talk
) -> None:
    conversation_id = await talk()
    agent, far = await signed_in("agent"), await signed_in("far")
    new = {
        "conversation_id": conversation_id,
        "kind": "suggestion",
        "summary": "希望大厅早点开门",
        "message_id": "page-0001",
    }
    first, again = [await agent.post("/orders", json=new) for _ in range(2)]
    assert first.status_code == 201
    assert first.json()["row"]["receipt"] == again.json()["row"]["receipt"]
    assert first.json()["row"]["court_code"] == COURT
    assert first.json()["steps"][0]["by"] == "agent"
    theirs = await far.post("/orders", json=new)
    nobodys = await far.post("/orders", json={**new, "conversation_id": "none"})
    assert theirs.status_code == 404 and theirs.json() == nobodys.json()
    for kind in ("human", "nothing"):
        answer = await agent.post("/orders", json={**new, "kind": kind})
        assert refusal(answer)[:2] == (422, "bad_form")


async def test_a_court_promises_what_it_sets_and_the_clock_keeps_it(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    boss = await signed_in("boss")
    assert (await boss.get("/orders/promises")).json() == {"hours_known": False, "promises": []}
    wanted = {"kind": "contact_judge", "hours": 16, "warn_hours": 4}
    kept = await boss.put("/orders/promises", json=wanted)
    assert kept.json()["promises"] == [wanted]
    early = await boss.put("/orders/promises", json={**wanted, "warn_hours": 16})
    assert refusal(early)[1] == "bad_form"
    receipt = await order_in(database, await talk())
    hours = clock.clock_of("0:00-24:00")
    async with database.write() as session:
        assert await clock.tick(session, hours, utcnow()) == clock.Ticked([], [])
        order = await session.get(WorkOrder, receipt)
        assert order is not None and order.due_at is not None
        late = order.due_at + timedelta(seconds=1)
    async with database.write() as session:
        assert (await clock.tick(session, hours, late)).supervised == [receipt]
    [row] = (await boss.get("/orders?view=supervised")).json()["rows"]
    assert (row["receipt"], row["stage"]) == (receipt, "supervised")
    nothing = await boss.put("/orders/promises", json={**wanted, "hours": 0})
    assert nothing.json()["promises"] == []


async def test_two_answering_at_once_send_one_answer(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    receipt = await order_in(database, conversation_id)
    both = [await signed_in("agent"), await signed_in("second")]
    answers = await asyncio.gather(
        *(client.post(f"/orders/{receipt}/answer", json={"text": "好的。"}) for client in both)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    async with database.read() as session:
        entries = await record.entries(session, conversation_id)
    assert [entry.message_id for entry in entries] == ["m1", f"order:{receipt}:1"]


async def test_taking_a_conversation_takes_its_order(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    receipt = await order_in(database, conversation_id, "human")
    agent = await signed_in("agent")
    address = f"/conversations/{conversation_id}"
    await agent.post(f"{address}/take")
    [row] = (await agent.get("/orders?view=mine")).json()["rows"]
    assert (row["receipt"], row["stage"]) == (receipt, "handling")
    said = {"text": "明天上午可以来。", "message_id": "page-0001"}
    await agent.post(f"{address}/answers", json=said)
    await agent.post(f"{address}/hand-back", json={"summary": "已答"})
    [closed] = (await agent.get("/orders?view=closed")).json()["rows"]
    assert (closed["receipt"], closed["stage"]) == (receipt, "answered")


@pytest.mark.parametrize("query", ["view=nothing", "offset=-1", "kind=" + "x" * 25])
async def test_bad_questions_get_a_sentence(signed_in: SignedIn, query: str) -> None:
    agent = await signed_in("agent")
    assert refusal(await agent.get(f"/orders?{query}"))[1] == "invalid"


async def test_the_words_of_the_page_are_those_of_the_tables(signed_in: SignedIn) -> None:
    words = (await (await signed_in("agent")).get("/orders/words")).json()
    assert words["stages"]["supervised"] == "已督办"
    assert words["ratings"] == {"4": "非常满意", "3": "满意", "2": "基本满意", "1": "不满意"}
    complaint = next(kind for kind in words["kinds"] if kind["kind"] == "complaint")
    assert [(field["name"], field["required"]) for field in complaint["fields"]] == [
        ("about", True),
        ("court_or_person", False),
        ("case_number", False),
        ("matter", True),
    ]
