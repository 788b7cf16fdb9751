"""Work orders: what is due next, and what staff do with one until it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.masking import mask
from bot.court.service_clock import ServiceClock
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.handover.ownership import Actor
from bot.desk.models import WorkOrder
from bot.desk.orders import clock as service_clock
from bot.desk.orders import handling, kinds, lists, work_orders
from bot.desk.orders.clock import Promise
from bot.desk.orders.errors import BadForm
from bot.desk.orders.handling import Assignment
from bot.desk.orders.lists import Filter, View
from bot.desk.staff import accounts
from bot.desk.staff.roles import Permission, Role, may
from bot.desk.staff.sessions import Person
from console.api import order_views
from console.api.access import Allowed, actor, now
from console.api.conversations import of_own_court
from console.api.order_views import OrderDetail, OrderPage, Words
from console.api.state import console

router = APIRouter(prefix="/orders", tags=["orders"])
Receipt = Annotated[str, Path(min_length=1, max_length=12)]
Reader = Annotated[
    Person, Depends(Allowed(Permission.READ_CONVERSATIONS, Permission.HANDLE_ORDERS))
]
Handler = Annotated[Person, Depends(Allowed(Permission.HANDLE_ORDERS))]
Supervisor = Annotated[Person, Depends(Allowed(Permission.SUPERVISE))]
Revealer = Annotated[Person, Depends(Allowed(Permission.REVEAL))]
Promiser = Annotated[Person, Depends(Allowed(Permission.SUPERVISE, Permission.MANAGE_SETTINGS))]

PAGE = 100
Form = Annotated[
    dict[Annotated[str, Field(max_length=24)], Annotated[str, Field(max_length=kinds.LONGEST)]],
    Field(max_length=20),
]
Work = Callable[[AsyncSession, Actor], Awaitable[WorkOrder]]


class NewOrder(BaseModel):
    """An order that staff write down; ``message_id`` is the page's own, so a retry makes one."""

    conversation_id: str = Field(min_length=1, max_length=32)
    kind: str = Field(max_length=24)
    summary: str = Field(min_length=1, max_length=1_000)
    message_id: str = Field(pattern=r"^[A-Za-z0-9-]{8,40}$")


class Sorted(BaseModel):
    """The kind of an order and its form."""

    kind: str = Field(max_length=24)
    form: Form


class Assigned(BaseModel):
    """To which division or colleague an order is passed on."""

    division: str = Field("", max_length=32)
    assignee: str = Field("", max_length=32)
    note: str = Field("", max_length=500)


class Reason(BaseModel):
    """Why something is done."""

    reason: str = Field(min_length=1, max_length=500)


class Closing(BaseModel):
    """What the citizen is answered."""

    text: str = Field(min_length=1, max_length=2_000)


class Revealed(BaseModel):
    """One value of the form, in full."""

    value: str


class PromiseView(BaseModel):
    """Within how many working hours a kind is answered; 0: nothing is promised."""

    kind: str = Field(max_length=24)
    hours: int = Field(ge=0, le=2_000)
    warn_hours: int = Field(ge=0, le=2_000)


class Promises(BaseModel):
    """The promises of a court. Without hours of service (HUMAN_HOURS) no clock runs."""

    hours_known: bool
    promises: list[PromiseView]


@router.get("")
async def read(
    request: Request,
    person: Reader,
    view: View = "open",
    kind: Annotated[str, Query(max_length=24)] = "",
    stage: Annotated[str, Query(max_length=12)] = "",
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> OrderPage:
    """Return a page of the orders of one's own court: what is due next first."""
    at, chosen = now(), Filter(view, kind, stage, PAGE + 1, offset)
    async with console(request).database.read() as session:
        found = await lists.page(session, person.court_code, person.name, chosen, at)
        counts = await lists.counts(session, person.court_code, person.name, at)
    clock = _clock(request)
    rows = [order_views.row_of(order, clock, at) for order in found[:PAGE]]
    return OrderPage(rows=rows, counts=dict(counts), more=len(found) > PAGE)


@router.get("/words")
async def words(person: Reader) -> Words:
    """Return the kinds with their forms, and the names of stages and ratings."""
    return order_views.words()


@router.get("/promises")
async def promises(request: Request, person: Reader) -> Promises:
    """Return what one's own court promises."""
    async with console(request).database.read() as session:
        return await _promises(request, session, person)


@router.put("/promises")
async def promise(given: PromiseView, request: Request, person: Promiser) -> Promises:
    """Promise a time for a kind from now on; 0 hours: nothing any more."""
    if given.hours and given.warn_hours >= given.hours:
        raise BadForm("提醒要早于到期：提前的小时数要小于办理的小时数。")
    wanted = Promise(given.hours, given.warn_hours) if given.hours else None
    async with console(request).database.write() as session:
        await service_clock.set_promise(session, person.court_code, given.kind, wanted, now())
        act = Act(person.name, "order.promise", person.court_code, f"kind:{given.kind}")
        await audit.write(session, replace(act, detail={"hours": given.hours}))
        await session.flush()
        return await _promises(request, session, person)


@router.post("", status_code=201)
async def write_down(given: NewOrder, request: Request, person: Handler) -> OrderDetail:
    """Write down an order in a conversation of one's own court."""
    if kinds.kind_named(given.kind).queue:
        raise BadForm("这一种由对话自己登记，请选别的种类。")

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        await of_own_court(session, given.conversation_id, person)
        known = await work_orders.of_conversation(session, given.conversation_id, 1)
        asked = work_orders.Request(
            source_id=f"{given.conversation_id}:staff:{given.message_id}",
            conversation_id=given.conversation_id,
            kind=given.kind,
            summary=given.summary,
            collected=known[0].collected if known else {},
            by=by.name,
        )
        order = await work_orders.open_order(session, asked)
        order.court_code = order.court_code or by.court_code
        await service_clock.promise(session, order, _clock(request))
        return order

    return await _done(request, person, "order.open", work)


@router.get("/{receipt}")
async def detail(receipt: Receipt, request: Request, person: Reader) -> OrderDetail:
    """Return an order with its form and history."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.find(session, receipt, by.court_code)

    return await _done(request, person, "order.read", work)


@router.put("/{receipt}/form")
async def sort_out(
    receipt: Receipt, given: Sorted, request: Request, person: Handler
) -> OrderDetail:
    """Give an order its kind, and fill in the form."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        clock = _clock(request)
        return await handling.sort_out(session, receipt, by, given.kind, given.form, clock, now())

    return await _done(request, person, "order.sort", work)


@router.post("/{receipt}/assign")
async def assign(
    receipt: Receipt, given: Assigned, request: Request, person: Handler
) -> OrderDetail:
    """Pass an order on to a division or a colleague of one's own court."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        if given.assignee:
            await _must_handle(session, person.court_code, given.assignee)
        to = Assignment(given.division.strip(), given.assignee)
        return await handling.assign(session, receipt, by, to, given.note, now())

    return await _done(request, person, "order.assign", work)


@router.post("/{receipt}/start")
async def start(receipt: Receipt, request: Request, person: Handler) -> OrderDetail:
    """Begin to handle an order."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.start(session, receipt, by, now())

    return await _done(request, person, "order.start", work)


@router.post("/{receipt}/return")
async def give_back(
    receipt: Receipt, given: Reason, request: Request, person: Handler
) -> OrderDetail:
    """Return an order with the reason."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.give_back(session, receipt, by, given.reason, now())

    return await _done(request, person, "order.return", work)


@router.post("/{receipt}/supervise")
async def supervise(
    receipt: Receipt, given: Reason, request: Request, person: Supervisor
) -> OrderDetail:
    """Put an order under supervision (督办)."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.supervise(session, receipt, by, given.reason, now())

    return await _done(request, person, "order.supervise", work)


@router.post("/{receipt}/answer")
async def answer(
    receipt: Receipt, given: Closing, request: Request, person: Handler
) -> OrderDetail:
    """Close an order with an answer, which the citizen gets and is asked to rate."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.answer(session, receipt, by, given.text, now())

    return await _done(request, person, "order.answer", work)


@router.post("/{receipt}/reopen")
async def reopen(receipt: Receipt, given: Reason, request: Request, person: Handler) -> OrderDetail:
    """Handle an answered order again."""

    async def work(session: AsyncSession, by: Actor) -> WorkOrder:
        return await handling.reopen(session, receipt, by, given.reason, now())

    return await _done(request, person, "order.reopen", work)


@router.post("/{receipt}/reveal/{field}")
async def reveal(
    receipt: Receipt,
    field: Annotated[str, Path(max_length=24)],
    given: Reason,
    request: Request,
    person: Revealer,
) -> Revealed:
    """Show one value of the form in full, for a reason that is kept."""
    async with console(request).database.write() as session:
        order = await handling.find(session, receipt, person.court_code)
        value = kinds.filled(order).get(field)
        if value is None:
            raise BadForm("没有这一项。")
        act = Act(
            person.name, "order.reveal", order.court_code, f"order:{receipt}", mask(given.reason)
        )
        await audit.write(session, replace(act, detail={"field": field}))
    return Revealed(value=value)


async def _done(request: Request, person: Person, action: str, work: Work) -> OrderDetail:
    """Do something with an order, audit it in the same transaction, and return the order."""
    async with console(request).database.write() as session:
        order = await work(session, actor(person))
        subject = f"order:{order.receipt}"
        await audit.write(session, Act(person.name, action, person.court_code, subject))
        await session.flush()
        steps = await handling.steps(session, order.receipt)
        return order_views.detail_of(order, steps, _clock(request), now())


def _clock(request: Request) -> ServiceClock | None:
    return service_clock.clock_of(console(request).settings.human_hours)


async def _promises(request: Request, session: AsyncSession, person: Person) -> Promises:
    kept = await service_clock.promises(session, person.court_code)
    views = [
        PromiseView(kind=kind, hours=each.hours, warn_hours=each.warn_hours)
        for kind, each in sorted(kept.items())
    ]
    return Promises(hours_known=_clock(request) is not None, promises=views)


async def _must_handle(session: AsyncSession, court_code: str, name: str) -> None:
    rows = await accounts.of_court(session, court_code)
    names = {
        row.name for row in rows if row.active and may(Role(row.role), Permission.HANDLE_ORDERS)
    }
    if name not in names:
        raise BadForm("请从本院办理工单的同事里选一位。")
