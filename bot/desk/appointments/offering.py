"""What can be booked now: services with free slots, and the free places of each slot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.holidays import default_calendar
from bot.court.zone import CHINA
from bot.desk.appointments.models import BOOKED, HELD, Blackout, Booking, PlanRow, Service
from bot.desk.appointments.plan import Slot, slots


@dataclass(frozen=True)
class Offer:
    """A slot with free places."""

    slot: Slot
    free: int


async def services(
    session: AsyncSession, now: datetime, court_code: str = ""
) -> Sequence[tuple[Service, Sequence[Offer]]]:
    """Return the open services that have free slots (of one court, if given), with those slots."""
    query = select(Service).where(Service.open).order_by(Service.court_code, Service.kind)
    if court_code:
        query = query.where(Service.court_code == court_code)
    every = (await session.scalars(query)).all()
    found = [(service, await offers(session, service, now)) for service in every]
    return [(service, offered) for service, offered in found if offered]


async def offers(session: AsyncSession, service: Service, now: datetime) -> list[Offer]:
    """Return the slots of an open service that a citizen can take, in order of time."""
    if not service.open:
        return []
    today = now.astimezone(CHINA).date()
    earliest = now + timedelta(hours=service.notice_hours)
    last = today + timedelta(days=service.days_ahead)
    planned = await planned_slots(session, service.court_code, service.kind, today, last)
    taken = await active(session, service.court_code, today, last, now)
    return [
        Offer(slot, free)
        for slot in planned
        if slot.begins_at > now and slot.begins_at >= earliest and (free := left(slot, taken)) > 0
    ]


async def planned_slots(
    session: AsyncSession, court_code: str, kind: str, first: date, last: date
) -> list[Slot]:
    """Return the slots of the plan between two days; an empty ``kind`` means of every service."""
    rows = select(PlanRow).where(PlanRow.court_code == court_code)
    closures = select(Blackout).where(
        Blackout.court_code == court_code, Blackout.ends_at > start_of(first)
    )
    if kind:
        rows = rows.where(PlanRow.kind == kind)
    return slots(
        (await session.scalars(rows)).all(),
        (await session.scalars(closures)).all(),
        default_calendar(),
        first,
        last,
    )


async def active(
    session: AsyncSession, court_code: str, first: date, last: date, now: datetime
) -> Sequence[Booking]:
    """Return the bookings of a court between two days that take a place at ``now``."""
    query = (
        select(Booking)
        .where(
            Booking.court_code == court_code,
            Booking.begins_at >= start_of(first),
            Booking.begins_at < start_of(last + timedelta(days=1)),
            or_(Booking.state == BOOKED, and_(Booking.state == HELD, Booking.held_until > now)),
        )
        .order_by(Booking.begins_at, Booking.created_at)
    )
    return (await session.scalars(query)).all()


def left(slot: Slot, taken: Iterable[Booking]) -> int:
    """Return the free places of a slot.

    A booking of an older plan counts wherever its time and that of the slot overlap.
    """
    used = sum(
        booking.kind == slot.kind
        and booking.begins_at < slot.ends_at
        and booking.ends_at > slot.begins_at
        for booking in taken
    )
    return max(slot.capacity - used, 0)


def start_of(day: date) -> datetime:
    """Return when a day begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
