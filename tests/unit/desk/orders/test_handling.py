"""What staff and citizens do with an order, and what its clock does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.holidays import HolidayCalendar
from bot.court.service_clock import ServiceClock
from bot.court.service_hours import hours_in
from bot.db import Database
from bot.desk import audit, record
from bot.desk.handover import ownership
from bot.desk.handover.ownership import Actor
from bot.desk.models import WorkOrder
from bot.desk.orders import clock, handling, lists, rating, work_orders
from bot.desk.orders.clock import Promise
from bot.desk.orders.errors import BadForm, NoSuchOrder, NotNow, NotTheHandler
from bot.desk.orders.handling import Assignment
from bot.desk.orders.lists import Filter
from bot.desk.orders.work_orders import Request
from bot.desk.replies import Reply

T = TypeVar("T")
COURT = "京0105"
WANG, LI, BOSS = Actor("wang", COURT), Actor("li", COURT), Actor("boss", COURT, supervises=True)
FAR = Actor("far", "沪0101")
CASE = {"case_number": "（2026）京0105民初1号"}
HOURS = ServiceClock(hours_in("9:00-12:00，13:00-17:00"), HolidayCalendar())
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
"""Nine in the morning in China."""


async def do(database: Database, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do something in a transaction of its own."""
    async with database.write() as session:
        return await work(session)


async def opened(database: Database, kind: str = "suggestion", **more: object) -> WorkOrder:
    """An order made on Monday at nine."""

    async def write(session: AsyncSession) -> WorkOrder:
        talk = await record.open_conversation(session, "web")
        collected = {**CASE, "order_note": "大厅早点开门", **more}
        request = Request(f"{talk}:1", talk, kind, "大厅早点开门", collected=collected)
        order = await work_orders.open_order(session, request)
        order.created_at = MONDAY
        return order

    return await do(database, write)


async def history(database: Database, receipt: str) -> list[tuple[str, str, str, str]]:
    """Who did what, the stage after it, and what was noted."""
    async with database.read() as session:
        found = await handling.steps(session, receipt)
    return [(step.by, step.act, step.stage, step.note) for step in found]


async def test_an_order_goes_round_the_whole_loop(database: Database) -> None:
    receipt = (await opened(database)).receipt
    to = Assignment("立案庭", "li")
    await do(database, lambda s: handling.assign(s, receipt, WANG, to, "请看", MONDAY))
    await do(database, lambda s: handling.start(s, receipt, LI, MONDAY))
    await do(database, lambda s: handling.supervise(s, receipt, BOSS, "快些", MONDAY))
    order = await do(database, lambda s: handling.answer(s, receipt, LI, "八点半开门。", MONDAY))
    await do(database, lambda s: handling.rate(s, receipt, order.conversation_id, 4, MONDAY))
    assert await history(database, receipt) == [
        ("", "open", "received", ""),
        ("wang", "assign", "assigned", "请看"),
        ("li", "start", "handling", ""),
        ("boss", "supervise", "supervised", "快些"),
        ("li", "answer", "answered", "八点半开门。"),
        ("citizen", "rate", "rated", "非常满意"),
    ]
    async with database.read() as session:
        [said] = await record.entries(session, order.conversation_id)
        assert await record.first_broken_link(session, order.conversation_id) is None
    assert said.text == (
        f"您的工单（回执号 {receipt}，意见建议）有答复了：\n八点半开门。\n\n{rating.ASK}"
    )
    titles = [button["title"] for button in said.body["buttons"]]
    assert titles == ["非常满意", "满意", "基本满意", "不满意"]


async def test_who_is_not_satisfied_is_heard_by_a_supervisor(database: Database) -> None:
    receipt = (await opened(database)).receipt
    order = await do(database, lambda s: handling.answer(s, receipt, WANG, "不行。", MONDAY))
    talk = order.conversation_id
    with pytest.raises(NoSuchOrder):
        await do(database, lambda s: handling.rate(s, receipt, "another", 1, MONDAY))
    rated = await do(database, lambda s: handling.rate(s, receipt, talk, 1, MONDAY))
    assert (rated.stage, rated.rating) == ("supervised", 1)
    with pytest.raises(NotNow):
        await do(database, lambda s: handling.rate(s, receipt, talk, 4, MONDAY))
    await do(database, lambda s: handling.answer(s, receipt, BOSS, "可以。", MONDAY))
    again = await do(database, lambda s: handling.rate(s, receipt, talk, 3, MONDAY))
    assert (again.stage, again.rating, again.answer, again.answers) == ("rated", 3, "可以。", 2)
    reopened = await do(database, lambda s: handling.reopen(s, receipt, WANG, "又来电", MONDAY))
    assert (reopened.stage, reopened.rating) == ("handling", None)


async def test_an_order_is_handled_by_its_handler_or_a_supervisor(database: Database) -> None:
    receipt = (await opened(database)).receipt
    await do(
        database, lambda s: handling.assign(s, receipt, WANG, Assignment("", "li"), "", MONDAY)
    )
    for refused in (
        lambda s: handling.start(s, receipt, WANG, MONDAY),
        lambda s: handling.answer(s, receipt, WANG, "好", MONDAY),
        lambda s: handling.give_back(s, receipt, WANG, "不归我", MONDAY),
    ):
        with pytest.raises(NotTheHandler, match="这张工单由 li 办理。"):
            await do(database, refused)
    back = await do(database, lambda s: handling.give_back(s, receipt, LI, "不归我", MONDAY))
    assert (back.stage, back.assignee, back.division) == ("received", "", "")


async def test_another_courts_order_looks_like_none(database: Database) -> None:
    receipt = (await opened(database)).receipt
    for receipt_asked in (receipt, "000000000000"):
        with pytest.raises(NoSuchOrder, match="没有这张工单。"):
            await do(database, lambda s, r=receipt_asked: handling.find(s, r, FAR.court_code))  # type: ignore[misc]
        with pytest.raises(NoSuchOrder, match="没有这张工单。"):
            await do(
                database,
                lambda s, r=receipt_asked: handling.answer(s, r, FAR, "好", MONDAY),  # type: ignore[misc]
            )


async def test_a_form_is_whole_before_an_order_is_passed_on(database: Database) -> None:
    receipt = (await opened(database)).receipt
    form = {"case_number": CASE["case_number"], "matter": "对面超市在收租"}
    await do(
        database,
        lambda s: handling.sort_out(s, receipt, WANG, "property_clue", form, None, MONDAY),
    )
    to = Assignment("执行局")
    with pytest.raises(BadForm, match="转办前还要填：哪类财产。"):
        await do(database, lambda s: handling.assign(s, receipt, WANG, to, "", MONDAY))
    whole = {**form, "sort": "其他"}
    await do(
        database,
        lambda s: handling.sort_out(s, receipt, WANG, "property_clue", whole, None, MONDAY),
    )
    with pytest.raises(BadForm, match="请写转给哪个部门，或选一位同事。"):
        await do(database, lambda s: handling.assign(s, receipt, WANG, Assignment(), "", MONDAY))
    order = await do(database, lambda s: handling.assign(s, receipt, WANG, to, "", MONDAY))
    assert (order.stage, order.kind, order.division) == ("assigned", "property_clue", "执行局")


async def test_nothing_is_promised_that_no_court_has_set(database: Database) -> None:
    receipt = (await opened(database)).receipt
    await do(database, lambda s: clock.tick(s, HOURS, MONDAY + timedelta(days=300)))
    async with database.read() as session:
        order = await handling.find(session, receipt, COURT)
    assert (order.due_at, order.warn_at, order.stage) == (None, None, "received")
    assert clock.clock_of("") is None and clock.clock_of("工作日上班时间") is None


async def test_a_promise_runs_in_working_hours_warns_and_escalates(database: Database) -> None:
    before = MONDAY - timedelta(days=1)
    promised = Promise(hours=8, warn_hours=2)
    await do(database, lambda s: clock.set_promise(s, COURT, "suggestion", promised, before))
    receipt = (await opened(database)).receipt
    assert await do(database, lambda s: clock.tick(s, None, MONDAY)) == clock.Ticked([], [])
    assert await do(database, lambda s: clock.tick(s, HOURS, MONDAY)) == clock.Ticked([], [])
    async with database.read() as session:
        order = await handling.find(session, receipt, COURT)
    assert order.due_at == datetime(2026, 3, 3, 2, 0, tzinfo=timezone.utc)
    assert order.warn_at == datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)
    near, late = order.warn_at, order.due_at
    assert near is not None
    ticks = [
        await do(database, lambda s, at=at: clock.tick(s, HOURS, at))  # type: ignore[misc]
        for at in (near, near, late, late)
    ]
    assert [(each.warned, each.supervised) for each in ticks] == [
        ([receipt], []),
        ([], []),
        ([], [receipt]),
        ([], []),
    ]
    assert (await history(database, receipt))[1:] == [
        ("system", "warn", "received", "快到答复期限"),
        ("system", "supervise", "supervised", "到期没有答复，自动督办"),
    ]
    async with database.read() as session:
        assert [entry.action for entry in await audit.newest(session)] == ["order.supervise"]


async def test_a_promise_counts_for_orders_made_since_it_was_set(database: Database) -> None:
    receipt = (await opened(database)).receipt
    later, promised = MONDAY + timedelta(days=1), Promise(8, 2)
    await do(database, lambda s: clock.set_promise(s, COURT, "suggestion", promised, later))
    await do(database, lambda s: clock.tick(s, HOURS, later + timedelta(days=9)))
    async with database.read() as session:
        assert (await handling.find(session, receipt, COURT)).due_at is None
        assert await clock.promises(session, COURT) == {"suggestion": promised}
    await do(database, lambda s: clock.set_promise(s, COURT, "suggestion", None, later))
    async with database.read() as session:
        assert await clock.promises(session, COURT) == {}


async def test_no_day_is_promised_in_a_year_without_a_holiday_notice(database: Database) -> None:
    far = datetime(2099, 3, 2, 1, 0, tzinfo=timezone.utc)
    await do(database, lambda s: clock.set_promise(s, COURT, "suggestion", Promise(8, 2), MONDAY))
    order = await opened(database)

    async def promise(session: AsyncSession) -> datetime | None:
        found = await handling.find(session, order.receipt, COURT)
        found.created_at = far
        await clock.promise(session, found, HOURS)
        return found.due_at

    assert await do(database, promise) is None


async def test_what_is_due_next_stands_first_and_danger_before_it(database: Database) -> None:
    made = [await opened(database) for _ in range(3)]
    danger = await opened(database, "danger")

    async def date(session: AsyncSession) -> None:
        for order, hours in zip(made, (None, 9, 2), strict=True):
            found = await handling.find(session, order.receipt, COURT)
            found.due_at = MONDAY + timedelta(hours=hours) if hours else None
        (await handling.find(session, danger.receipt, COURT)).priority = "urgent"

    await do(database, date)
    now = MONDAY + timedelta(hours=3)
    async with database.read() as session:
        page = await lists.page(session, COURT, "wang", Filter(), now)
        late = await lists.page(session, COURT, "wang", Filter("overdue"), now)
        danger_only = await lists.page(session, COURT, "wang", Filter(kind="danger"), now)
        counts = await lists.counts(session, COURT, "wang", now)
        nobodys = await lists.page(session, "沪0101", "far", Filter(), now)
    expected = [danger, made[2], made[1], made[0]]
    assert [row.receipt for row in page] == [order.receipt for order in expected]
    assert [row.receipt for row in late] == [made[2].receipt]
    assert [row.receipt for row in danger_only] == [danger.receipt]
    assert counts == {"open": 4, "mine": 0, "unassigned": 4, "overdue": 1, "supervised": 0}
    assert nobodys == []


async def test_orders_of_the_queue_follow_the_conversation(database: Database) -> None:
    order = await opened(database, "human")
    talk = order.conversation_id
    await do(database, lambda s: ownership.take(s, talk, WANG, MONDAY))
    assert await do(database, lambda s: handling.taken_in_talk(s, talk, "wang", MONDAY)) == 1
    later = MONDAY + timedelta(minutes=5)
    assert await do(database, lambda s: handling.settled_in_talk(s, talk, "wang", later)) == 0
    said = Reply(text="大厅八点半开门。")
    await do(database, lambda s: ownership.answer(s, talk, WANG, said, "staff:1", later))
    assert await do(database, lambda s: handling.settled_in_talk(s, talk, "wang", later)) == 1
    assert await history(database, order.receipt) == [
        ("", "open", "received", ""),
        ("wang", "take", "handling", ""),
        ("wang", "answer", "answered", "工作人员已经在对话里答复您。"),
    ]


def test_a_rating_is_read_from_its_button_only() -> None:
    buttons = rating.buttons("261124000001")
    assert buttons[3].payload == '/work_order_status{"choice": "rate:261124000001:1"}'
    assert rating.rating_in("rate:261124000001:1") == ("261124000001", 1)
    for other in ("rate:261124000001:5", "paste", "", "rate:1:1"):
        assert rating.rating_in(other) is None
