"""The service clock of work orders: due times that a court promises, warnings, 督办.

No time is promised that the court has not set: without hours of service, without a promise for
the kind, or in a year whose holidays are not published, an order has no due time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.holidays import default_calendar
from bot.court.service_clock import ServiceClock
from bot.court.service_hours import hours_in
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.models import WorkOrder
from bot.desk.orders import stages
from bot.desk.orders.kinds import kind_named
from bot.desk.orders.models import OrderPromise, OrderStep
from bot.desk.orders.stages import OPEN
from bot.desk.orders.work_orders import add_step

SYSTEM = "system"
_NOT_SUPERVISED = tuple(stages.MOVES["supervise"])
_BATCH = 200


@dataclass(frozen=True)
class Promise:
    """Working hours until an answer, and how many before the end to warn."""

    hours: int
    warn_hours: int


@dataclass(frozen=True)
class Ticked:
    """Receipts of the orders that were warned about, and of those escalated."""

    warned: Sequence[str]
    supervised: Sequence[str]


def clock_of(human_hours: str) -> ServiceClock | None:
    """Return the clock of the hours a court has set; ``None`` where it has set none."""
    hours = hours_in(human_hours)
    return ServiceClock(hours, default_calendar()) if hours else None


async def promises(session: AsyncSession, court_code: str) -> Mapping[str, Promise]:
    """Return what a court promises, by kind."""
    query = select(OrderPromise).where(OrderPromise.court_code == court_code)
    return {
        row.kind: Promise(row.hours, row.warn_hours) for row in (await session.scalars(query)).all()
    }


async def set_promise(
    session: AsyncSession, court_code: str, kind: str, promise: Promise | None, now: datetime
) -> None:
    """Promise a time for a kind from now on, or nothing any more. Raises BadForm for the kind."""
    kind_named(kind)
    found = await session.get(OrderPromise, (court_code, kind))
    if promise is None:
        if found is not None:
            await session.delete(found)
        return
    if found is None:
        found = OrderPromise(court_code=court_code, kind=kind, since=now)
        session.add(found)
    # What was promised before stays as it was; the new figure counts from now.
    found.hours, found.warn_hours, found.since = promise.hours, promise.warn_hours, now


async def promise(session: AsyncSession, order: WorkOrder, clock: ServiceClock | None) -> None:
    """Give an order the due time that its court promises, or none."""
    row = await session.get(OrderPromise, (order.court_code, order.kind))
    if row is not None and row.since <= order.created_at:
        _set_due(order, row, clock)


async def tick(session: AsyncSession, clock: ServiceClock | None, now: datetime) -> Ticked:
    """Do what time brings: due times of new orders, warnings, and 督办 of what is overdue."""
    await _promise_new(session, clock)
    warned = [await _warn(session, order, now) for order in await _to_warn(session, now)]
    late = [await _escalate(session, order, now) for order in await _overdue(session, now)]
    return Ticked(warned, late)


def _set_due(order: WorkOrder, row: OrderPromise, clock: ServiceClock | None) -> None:
    if clock is None:
        return
    due = clock.due(order.created_at, timedelta(hours=row.hours))
    if clock.calendar.status(due.date()) == "unknown":
        return
    order.due_at = due
    before = max(row.hours - row.warn_hours, 0)
    order.warn_at = clock.due(order.created_at, timedelta(hours=before))


async def _promise_new(session: AsyncSession, clock: ServiceClock | None) -> None:
    promised = and_(
        OrderPromise.court_code == WorkOrder.court_code,
        OrderPromise.kind == WorkOrder.kind,
        OrderPromise.since <= WorkOrder.created_at,
    )
    query = (
        select(WorkOrder, OrderPromise)
        .join(OrderPromise, promised)
        .where(WorkOrder.stage.in_(OPEN), WorkOrder.due_at.is_(None))
        .order_by(WorkOrder.created_at)
        .limit(_BATCH)
    )
    if clock is not None:
        for order, row in (await session.execute(query)).all():
            _set_due(order, row, clock)
        await session.flush()


async def _to_warn(session: AsyncSession, now: datetime) -> Sequence[WorkOrder]:
    # Whoever is warned already has a step that says so since the warning was due.
    said = select(OrderStep.id).where(
        OrderStep.receipt == WorkOrder.receipt,
        OrderStep.act == "warn",
        OrderStep.at >= WorkOrder.warn_at,
    )
    query = (
        select(WorkOrder)
        .where(WorkOrder.stage.in_(_NOT_SUPERVISED), WorkOrder.due_at > now)
        .where(WorkOrder.warn_at <= now, ~said.exists())
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def _overdue(session: AsyncSession, now: datetime) -> Sequence[WorkOrder]:
    query = (
        select(WorkOrder)
        .where(WorkOrder.stage.in_(_NOT_SUPERVISED), WorkOrder.due_at <= now)
        .order_by(WorkOrder.due_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def _warn(session: AsyncSession, order: WorkOrder, now: datetime) -> str:
    add_step(session, order, "warn", SYSTEM, now, note="快到答复期限")
    return order.receipt


async def _escalate(session: AsyncSession, order: WorkOrder, now: datetime) -> str:
    order.stage = stages.after("supervise", order.stage)
    add_step(session, order, "supervise", SYSTEM, now, note="到期没有答复，自动督办")
    act = Act(SYSTEM, "order.supervise", order.court_code, f"order:{order.receipt}")
    await audit.write(session, act)
    return order.receipt
