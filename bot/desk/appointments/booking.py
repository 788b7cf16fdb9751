"""Holding, confirming, changing and cancelling a place.

Each is one transaction that locks the service first, so that two people never get the same place;
the unique constraint on the places of a slot stands behind that.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.desk.appointments import offering
from bot.desk.appointments.errors import NoSuchBooking, NotNow, NotOffered, SlotFull, TooMany
from bot.desk.appointments.models import (
    ACTIVE,
    BOOKED,
    CANCELLED,
    HELD,
    LAPSED,
    Booking,
    Service,
)
from bot.desk.appointments.plan import Slot

HOLD_FOR = timedelta(minutes=10)
MOST_AT_ONCE = 3
"""Coming appointments that one conversation may have."""
CITIZEN = "citizen"
FIRST_DIGIT = "8"
"""Receipts of work orders begin with the year, those of bookings with this."""


@dataclass(frozen=True)
class Wanted:
    """A place that a conversation asks for; the same ``source_id`` never holds two."""

    source_id: str
    conversation_id: str
    court_code: str
    kind: str
    begins_at: datetime
    case_number: str = ""


async def hold(session: AsyncSession, wanted: Wanted, now: datetime) -> Booking:
    """Hold a place for ten minutes; what the conversation held before is free again.

    Raises:
        NotOffered: there is no such slot.
        SlotFull: it has no free place.
        TooMany: the conversation has its share.
    """
    known = select(Booking).where(Booking.source_id == wanted.source_id)
    if existing := (await session.scalars(known)).one_or_none():
        return existing
    service = await _locked(session, wanted.court_code, wanted.kind)
    await _release(session, wanted, now)
    if len(await of_conversation(session, wanted.conversation_id, now)) >= MOST_AT_ONCE:
        raise TooMany
    slot, place = await _place(session, service, wanted.begins_at, now)
    booking = Booking(
        receipt=await _new_receipt(session),
        source_id=wanted.source_id,
        conversation_id=wanted.conversation_id,
        court_code=wanted.court_code,
        kind=wanted.kind,
        begins_at=slot.begins_at,
        ends_at=slot.ends_at,
        place=place,
        state=HELD,
        held_until=now + HOLD_FOR,
        case_number=wanted.case_number,
        created_at=now,
        updated_at=now,
    )
    session.add(booking)
    await session.flush()
    return booking


async def give_contact(
    session: AsyncSession, receipt: str, name: str, phone: str, now: datetime
) -> Booking:
    """Write down who comes and how to reach them.

    Raises:
        NoSuchBooking, NotNow: it is no longer active.
    """
    booking = await _active(session, receipt, now)
    booking.name, booking.phone, booking.updated_at = name, phone, now
    return booking


async def confirm(session: AsyncSession, receipt: str, now: datetime) -> Booking:
    """Turn a held place into a booking; one that lapsed is taken again if it is still free.

    Raises:
        NoSuchBooking: there is none.
        NotNow: it was cancelled, or nobody has said who comes.
        NotOffered, SlotFull: it lapsed, and the place is gone.
    """
    booking = await _found(session, receipt)
    service = await _locked(session, booking.court_code, booking.kind)
    await session.refresh(booking)
    if booking.state == BOOKED:
        return booking
    if not booking.phone:
        raise NotNow("还没有留联系电话。")
    if booking.state == CANCELLED:
        raise NotNow("这个预约已经取消了。")
    if booking.state == LAPSED or booking.held_until is None or booking.held_until <= now:
        await _lapse(session, booking, now)
        _, booking.place = await _place(session, service, booking.begins_at, now)
    booking.state, booking.held_until, booking.updated_at = BOOKED, None, now
    await session.flush()
    return booking


async def move(
    session: AsyncSession,
    receipt: str,
    begins_at: datetime,
    now: datetime,
    by: str = CITIZEN,
    reason: str = "",
) -> Booking:
    """Change a booking to another slot of the same service; the old place is free at once.

    Raises:
        NoSuchBooking, NotNow: there is none that could be changed.
        NotOffered, SlotFull: the new slot cannot be had; the booking stays as it was.
    """
    booking = await _found(session, receipt)
    service = await _locked(session, booking.court_code, booking.kind)
    await session.refresh(booking)
    _must_be_coming(booking, now)
    if booking.begins_at == begins_at:
        return booking
    slot, place = await _place(session, service, begins_at, now, but=booking, staff=by != CITIZEN)
    booking.begins_at, booking.ends_at, booking.place = slot.begins_at, slot.ends_at, place
    _note_change(booking, by, reason, now)
    await session.flush()
    return booking


async def cancel(
    session: AsyncSession, receipt: str, now: datetime, by: str = CITIZEN, reason: str = ""
) -> Booking:
    """Cancel a booking and free its place; cancelled twice is cancelled once.

    Raises:
        NoSuchBooking, NotNow: there is none, or it is over.
    """
    booking = await _found(session, receipt)
    await _locked(session, booking.court_code, booking.kind)
    await session.refresh(booking)
    if booking.state == CANCELLED:
        return booking
    if booking.begins_at <= now:
        raise NotNow("这个预约的时间已经过了。")
    booking.state, booking.place, booking.held_until = CANCELLED, None, None
    _note_change(booking, by, reason, now)
    await session.flush()
    return booking


async def by_receipt(session: AsyncSession, receipt: str) -> Booking | None:
    """Return the booking with this receipt number."""
    return await session.get(Booking, receipt)


async def of_conversation(
    session: AsyncSession, conversation_id: str, now: datetime
) -> Sequence[Booking]:
    """Return the coming confirmed bookings of a conversation, the next one first."""
    query = (
        select(Booking)
        .where(
            Booking.conversation_id == conversation_id,
            Booking.state == BOOKED,
            Booking.ends_at > now,
        )
        .order_by(Booking.begins_at)
    )
    return (await session.scalars(query)).all()


def _note_change(booking: Booking, by: str, reason: str, now: datetime) -> None:
    booking.changed_by, booking.reason, booking.updated_at = by, reason, now
    booking.sequence += 1


def _must_be_coming(booking: Booking, now: datetime) -> None:
    if booking.state != BOOKED:
        raise NotNow("这个预约已经不在了，请重新约。")
    if booking.begins_at <= now:
        raise NotNow("这个预约的时间已经过了。")


async def _found(session: AsyncSession, receipt: str) -> Booking:
    booking = await session.get(Booking, receipt)
    if booking is None:
        raise NoSuchBooking
    return booking


async def _active(session: AsyncSession, receipt: str, now: datetime) -> Booking:
    booking = await _found(session, receipt)
    if booking.state not in (*ACTIVE, LAPSED) or booking.begins_at <= now:
        raise NotNow("这个预约已经不在了，请重新约。")
    return booking


async def _locked(session: AsyncSession, court_code: str, kind: str) -> Service:
    service = await session.get(Service, (court_code, kind), with_for_update=True)
    if service is None:
        raise NotOffered
    return service


async def _release(session: AsyncSession, wanted: Wanted, now: datetime) -> None:
    """Free what was held too long, and what this conversation holds of the service."""
    held = (
        Booking.court_code == wanted.court_code,
        Booking.kind == wanted.kind,
        Booking.state == HELD,
    )
    lapsed = update(Booking).values(state=LAPSED, place=None, held_until=None, updated_at=now)
    mine = Booking.conversation_id == wanted.conversation_id
    await session.execute(lapsed.where(*held, mine | (Booking.held_until <= now)))


async def _lapse(session: AsyncSession, booking: Booking, now: datetime) -> None:
    booking.state, booking.place, booking.held_until = LAPSED, None, None
    booking.updated_at = now
    await session.flush()


async def _place(
    session: AsyncSession,
    service: Service,
    begins_at: datetime,
    now: datetime,
    but: Booking | None = None,
    staff: bool = False,
) -> tuple[Slot, int]:
    """Return a slot and a free place in it, ``but``'s own place counted as free.

    ``staff`` are not bound by the notice a citizen has to give.
    """
    day = begins_at.astimezone(CHINA).date()
    planned = await offering.planned_slots(session, service.court_code, service.kind, day, day)
    slot = next((each for each in planned if each.begins_at == begins_at), None)
    notice = timedelta() if staff else timedelta(hours=service.notice_hours)
    too_far = day > now.astimezone(CHINA).date() + timedelta(days=service.days_ahead)
    closed = not staff and (not service.open or too_far)
    if slot is None or closed or begins_at <= now or begins_at < now + notice:
        raise NotOffered
    others = [
        each
        for each in await offering.active(session, service.court_code, day, day, now)
        if but is None or each.receipt != but.receipt
    ]
    if offering.left(slot, others) <= 0:
        raise SlotFull
    used = await _used(session, slot)
    return slot, next(number for number in range(1, 10_000) if number not in used)


async def _used(session: AsyncSession, slot: Slot) -> set[int | None]:
    """Return the places of a slot that stand in a row, those of lapsed holds too."""
    query = select(Booking.place).where(
        Booking.court_code == slot.court_code,
        Booking.kind == slot.kind,
        Booking.begins_at == slot.begins_at,
        Booking.place.is_not(None),
    )
    return set((await session.scalars(query)).all())


async def _new_receipt(session: AsyncSession) -> str:
    """Return an unused receipt: digits only, for the phone; at random, so that none is guessed."""
    while True:
        receipt = f"{FIRST_DIGIT}{secrets.randbelow(10**11):011d}"
        if await session.get(Booking, receipt) is None:
            return receipt
