"""What supervisors set up: services with their weekly plan, and closures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.appointments.errors import BadPlan
from bot.desk.appointments.kinds import KIND_NAMES
from bot.desk.appointments.models import BOOKED, Blackout, Booking, PlanRow, Service


@dataclass(frozen=True)
class Span:
    """A row of a weekly plan; ``weekday`` 0 is Monday."""

    weekday: int
    begins: time
    ends: time
    minutes: int
    capacity: int


@dataclass(frozen=True)
class Plan:
    """A service as its court sets it up."""

    court_code: str
    kind: str
    place: str
    note: str
    open: bool
    notice_hours: int
    days_ahead: int
    spans: tuple[Span, ...]


async def set_plan(session: AsyncSession, plan: Plan) -> Service:
    """Write a service and its weekly plan; bookings made before stay.

    Raises:
        BadPlan: an unknown service, a span that holds no slot, or two that overlap.
    """
    _check(plan)
    key = (plan.court_code, plan.kind)
    service = await session.get(Service, key, with_for_update=True)
    if service is None:
        service = Service(court_code=plan.court_code, kind=plan.kind)
        session.add(service)
    for name in ("place", "note", "open", "notice_hours", "days_ahead"):
        setattr(service, name, getattr(plan, name))
    old = (PlanRow.court_code == plan.court_code, PlanRow.kind == plan.kind)
    await session.execute(delete(PlanRow).where(*old))
    session.add_all(
        PlanRow(court_code=plan.court_code, kind=plan.kind, **vars(span)) for span in plan.spans
    )
    await session.flush()
    return service


async def plans(session: AsyncSession, court_code: str) -> list[Plan]:
    """Return the services of a court with their plans."""
    query = select(Service).where(Service.court_code == court_code).order_by(Service.kind)
    order = (PlanRow.weekday, PlanRow.begins)
    rows = select(PlanRow).where(PlanRow.court_code == court_code).order_by(*order)
    found = (await session.scalars(rows)).all()
    return [
        Plan(
            court_code=service.court_code,
            kind=service.kind,
            place=service.place,
            note=service.note,
            open=service.open,
            notice_hours=service.notice_hours,
            days_ahead=service.days_ahead,
            spans=tuple(
                Span(row.weekday, row.begins, row.ends, row.minutes, row.capacity)
                for row in found
                if row.kind == service.kind
            ),
        )
        for service in (await session.scalars(query)).all()
    ]


async def close_for(
    session: AsyncSession,
    court_code: str,
    kind: str,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
) -> tuple[Blackout, Sequence[Booking]]:
    """Close a service (all, if ``kind`` is empty) for a time; also return who is booked then.

    Those bookings stay until staff change or cancel them.

    Raises:
        BadPlan: it ends before it begins, or there is no such service.
    """
    if begins_at >= ends_at:
        raise BadPlan("停约的结束时间要晚于开始时间。")
    if kind and kind not in KIND_NAMES:
        raise BadPlan("没有这项服务。")
    # Whoever is booking now ends first; whoever comes after sees the closure.
    services = select(Service).where(Service.court_code == court_code).order_by(Service.kind)
    await session.scalars(services.with_for_update())
    closure = Blackout(
        court_code=court_code, kind=kind, begins_at=begins_at, ends_at=ends_at, reason=reason
    )
    session.add(closure)
    await session.flush()
    return closure, await _booked_in(session, closure)


async def closures(session: AsyncSession, court_code: str, now: datetime) -> Sequence[Blackout]:
    """Return the closures of a court that are not over."""
    query = (
        select(Blackout)
        .where(Blackout.court_code == court_code, Blackout.ends_at > now)
        .order_by(Blackout.begins_at)
    )
    return (await session.scalars(query)).all()


async def reopen(session: AsyncSession, court_code: str, number: int) -> bool:
    """Take a closure of a court back; whether there was one."""
    closure = await session.get(Blackout, number)
    if closure is None or closure.court_code != court_code:
        return False
    await session.delete(closure)
    return True


async def _booked_in(session: AsyncSession, closure: Blackout) -> Sequence[Booking]:
    query = (
        select(Booking)
        .where(
            Booking.court_code == closure.court_code,
            Booking.state == BOOKED,
            Booking.begins_at < closure.ends_at,
            Booking.ends_at > closure.begins_at,
        )
        .order_by(Booking.begins_at)
    )
    found = (await session.scalars(query)).all()
    return [booking for booking in found if closure.kind in ("", booking.kind)]


def _check(plan: Plan) -> None:
    if plan.kind not in KIND_NAMES:
        raise BadPlan("没有这项服务。")
    for span in plan.spans:
        if _minutes(span.begins) + span.minutes > _minutes(span.ends):
            raise BadPlan("有一段时间放不下一个号，请检查起止时间和每号分钟数。")
    _check_overlaps(plan.spans)


def _check_overlaps(spans: Iterable[Span]) -> None:
    in_order = sorted(spans, key=lambda span: (span.weekday, span.begins))
    for before, after in pairwise(in_order):
        if before.weekday == after.weekday and before.ends > after.begins:
            raise BadPlan("同一天有两段时间重叠，请检查。")


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
