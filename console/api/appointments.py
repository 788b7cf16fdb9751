"""Appointments: a week of slots with who comes, changes with a reason, plans and closures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.masking import mask
from bot.court.zone import CHINA
from bot.desk import audit
from bot.desk.appointments import booking, offering, setting_up, telling
from bot.desk.appointments.errors import NoSuchBooking
from bot.desk.appointments.kinds import KIND_NAMES, Kind
from bot.desk.appointments.models import BOOKED, Booking
from bot.desk.appointments.plan import Slot
from bot.desk.appointments.setting_up import Plan, Span
from bot.desk.audit import Act
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/appointments", tags=["appointments"])
Handler = Annotated[Person, Depends(Allowed(Permission.HANDLE_ORDERS))]
Supervisor = Annotated[Person, Depends(Allowed(Permission.SUPERVISE))]
Revealer = Annotated[Person, Depends(Allowed(Permission.REVEAL))]
Receipt = Annotated[str, Path(pattern=r"^[0-9]{12}$")]
Reason = Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]
_YEARS = (2020, 2100)


class BookingView(BaseModel):
    """One booking; the phone is masked."""

    receipt: str
    kind: str
    begins_at: datetime
    ends_at: datetime
    state: str
    name: str
    phone: str
    case_number: str
    conversation_id: str
    sequence: int


class SlotView(BaseModel):
    """A slot of the plan, or a time outside it in which somebody is booked (capacity 0)."""

    kind: str
    begins_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    bookings: list[BookingView]


class Week(BaseModel):
    """Seven days from a Monday."""

    monday: date
    slots: list[SlotView]


class SpanView(BaseModel):
    """A row of the weekly plan; ``weekday`` 0 is Monday."""

    weekday: int = Field(ge=0, le=6)
    begins: time
    ends: time
    minutes: int = Field(ge=5, le=480)
    capacity: int = Field(ge=1, le=100)


class PlanView(BaseModel):
    """A service and its weekly plan."""

    place: str = Field("", max_length=120)
    note: str = Field("", max_length=300)
    open: bool = True
    notice_hours: int = Field(ge=0, le=720)
    days_ahead: int = Field(ge=1, le=90)
    spans: list[SpanView] = Field(max_length=100)


class ServiceView(PlanView):
    """A service that the court has set up."""

    kind: str


class ClosureView(BaseModel):
    """A time without appointments; an empty ``kind`` closes every service."""

    id: int
    kind: str
    begins_at: datetime
    ends_at: datetime
    reason: str


class NewClosure(BaseModel):
    """A time to close."""

    kind: Kind | Literal[""] = ""
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Reason


class Closed(BaseModel):
    """What was closed, and who is booked in that time."""

    closure: ClosureView
    booked: list[BookingView]


class SetUp(BaseModel):
    """What the court offers. ``names`` are those of every service there can be."""

    names: dict[str, str]
    services: list[ServiceView]
    closures: list[ClosureView]


class Because(BaseModel):
    """Why something is done."""

    reason: Reason


class Move(Because):
    """A new time; it is one of the plan."""

    begins_at: AwareDatetime


class Contact(BaseModel):
    """Who comes, in full."""

    name: str
    phone: str


@router.get("/week")
async def week(request: Request, person: Handler, day: Annotated[date, Query()]) -> Week:
    """Return the slots and bookings of the week of a day."""
    if not _YEARS[0] <= day.year < _YEARS[1]:
        raise ConsoleError(422, "invalid", "这个日期太远了。")
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    async with console(request).database.write() as session:
        planned = await offering.planned_slots(session, person.court_code, "", monday, sunday)
        taken = await offering.active(session, person.court_code, monday, sunday, now())
        if taken:
            await _log(session, person, "appointments.read", f"week:{monday}", bookings=len(taken))
    return Week(monday=monday, slots=_slots(planned, taken))


@router.get("/setup")
async def set_up(request: Request, person: Handler) -> SetUp:
    """Return the services of the court with their plans, and closures that are not over."""
    async with console(request).database.read() as session:
        plans = await setting_up.plans(session, person.court_code)
        closures = await setting_up.closures(session, person.court_code, now())
    return SetUp(
        names=dict(KIND_NAMES),
        services=[ServiceView.model_validate(each, from_attributes=True) for each in plans],
        closures=[ClosureView.model_validate(each, from_attributes=True) for each in closures],
    )


@router.put("/services/{kind}", status_code=204)
async def put_service(kind: Kind, given: PlanView, request: Request, person: Supervisor) -> None:
    """Write a service and its weekly plan; bookings made before stay."""
    values = given.model_dump(exclude={"spans"})
    spans = tuple(Span(**span.model_dump()) for span in given.spans)
    async with console(request).database.write() as session:
        await setting_up.set_plan(session, Plan(person.court_code, kind, spans=spans, **values))
        detail = given.model_dump(mode="json")
        await _log(session, person, "appointments.plan", f"service:{kind}", plan=detail)


@router.post("/closures", status_code=201)
async def close(given: NewClosure, request: Request, person: Supervisor) -> Closed:
    """Close a service or all of them for a time; who is booked then is told by staff."""
    async with console(request).database.write() as session:
        closure, booked = await setting_up.close_for(
            session, person.court_code, given.kind, given.begins_at, given.ends_at, given.reason
        )
        subject = f"closure:{closure.id}"
        await _log(session, person, "appointments.close", subject, given.reason)
    shown = ClosureView.model_validate(closure, from_attributes=True)
    return Closed(closure=shown, booked=[_view(each) for each in booked])


@router.delete("/closures/{number}", status_code=204)
async def reopen(
    number: Annotated[int, Path(ge=1, le=2**31 - 1)], request: Request, person: Supervisor
) -> None:
    """Take a closure back."""
    async with console(request).database.write() as session:
        if not await setting_up.reopen(session, person.court_code, number):
            raise ConsoleError(404, "not_found", "没有这段停约。")
        await _log(session, person, "appointments.reopen", f"closure:{number}")


@router.post("/bookings/{receipt}/cancel")
async def cancel(
    receipt: Receipt, given: Because, request: Request, person: Handler
) -> BookingView:
    """Cancel a booking and tell the citizen why, at the door they used last."""
    async with console(request).database.write() as session:
        before = await _of_own_court(session, receipt, person)
        again = before.state != BOOKED
        gone = await booking.cancel(session, receipt, now(), person.name, given.reason)
        if not again:
            await telling.cancelled(session, gone, person.name, now())
            subject = f"appointment:{receipt}"
            await _log(session, person, "appointments.cancel", subject, given.reason)
        return _view(gone)


@router.post("/bookings/{receipt}/move")
async def move(receipt: Receipt, given: Move, request: Request, person: Handler) -> BookingView:
    """Change a booking to another slot and tell the citizen why."""
    async with console(request).database.write() as session:
        before = (await _of_own_court(session, receipt, person)).begins_at
        moved = await booking.move(
            session, receipt, given.begins_at, now(), person.name, given.reason
        )
        if moved.begins_at != before:
            await telling.moved(session, moved, before, person.name, now())
            subject = f"appointment:{receipt}"
            detail = {"from": before.isoformat(), "to": moved.begins_at.isoformat()}
            await _log(session, person, "appointments.move", subject, given.reason, **detail)
        return _view(moved)


@router.post("/bookings/{receipt}/contact")
async def contact(receipt: Receipt, given: Because, request: Request, person: Revealer) -> Contact:
    """Show name and phone in full; that is a logged act with a reason."""
    async with console(request).database.write() as session:
        found = await _of_own_court(session, receipt, person)
        subject = f"appointment:{receipt}"
        await _log(session, person, "appointments.reveal", subject, given.reason)
        return Contact(name=found.name, phone=found.phone)


def _slots(planned: Sequence[Slot], taken: Sequence[Booking]) -> list[SlotView]:
    """Return the slots of a plan, and those of older plans in which somebody is still booked."""
    known = {(slot.kind, slot.begins_at) for slot in planned}
    outside = {
        (each.kind, each.begins_at): Slot(
            each.court_code, each.kind, each.begins_at, each.ends_at, 0
        )
        for each in taken
        if (each.kind, each.begins_at) not in known
    }
    every = sorted([*planned, *outside.values()], key=lambda slot: (slot.begins_at, slot.kind))
    return [
        SlotView(
            kind=slot.kind,
            begins_at=slot.begins_at,
            ends_at=slot.ends_at,
            capacity=slot.capacity,
            free=offering.left(slot, taken),
            bookings=[
                _view(each)
                for each in taken
                if (each.kind, each.begins_at) == (slot.kind, slot.begins_at)
            ],
        )
        for slot in every
    ]


def _view(found: Booking) -> BookingView:
    return BookingView(
        receipt=found.receipt,
        kind=found.kind,
        begins_at=found.begins_at.astimezone(CHINA),
        ends_at=found.ends_at.astimezone(CHINA),
        state=found.state,
        name=found.name[:1] + "*" * len(found.name[1:]),
        phone=mask(found.phone),
        case_number=found.case_number,
        conversation_id=found.conversation_id,
        sequence=found.sequence,
    )


async def _of_own_court(session: AsyncSession, receipt: str, person: Person) -> Booking:
    found = await booking.by_receipt(session, receipt)
    if found is None or found.court_code != person.court_code:
        raise NoSuchBooking
    return found


async def _log(
    session: AsyncSession,
    person: Person,
    action: str,
    subject: str,
    reason: str = "",
    **detail: object,
) -> None:
    await audit.write(session, Act(person.name, action, person.court_code, subject, reason, detail))
