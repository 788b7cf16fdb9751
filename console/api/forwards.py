"""Forwarding: offering a conversation to a colleague, and taking or refusing it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.handover import ownership
from bot.desk.handover.models import Forward
from bot.desk.staff import accounts
from bot.desk.staff.roles import Permission, Role, may
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, actor, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(tags=["forwards"])
Agent = Annotated[Person, Depends(Allowed(Permission.ANSWER))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class NewForward(BaseModel):
    """To whom, and why."""

    to: str = Field(min_length=1, max_length=32)
    reason: str = Field(min_length=1, max_length=500)


class Refusal(BaseModel):
    """Why a forward is declined."""

    reason: str = Field(min_length=1, max_length=500)


class ForwardView(BaseModel):
    """A forward. ``state``: offered, accepted, declined or withdrawn."""

    id: int
    conversation_id: str
    by: str
    to: str
    reason: str
    state: str
    answer: str
    made_at: datetime


class Colleague(BaseModel):
    """Somebody a conversation can be forwarded to."""

    name: str
    display_name: str


@router.get("/colleagues")
async def colleagues(request: Request, person: Agent) -> list[Colleague]:
    """Return who of this court can take a conversation."""
    async with console(request).database.read() as session:
        rows = await accounts.of_court(session, person.court_code)
    return [
        Colleague(name=row.name, display_name=row.display_name)
        for row in rows
        if row.active and row.name != person.name and may(Role(row.role), Permission.ANSWER)
    ]


@router.get("/forwards")
async def offered(request: Request, person: Agent) -> list[ForwardView]:
    """Return what is offered to this person now."""
    async with console(request).database.read() as session:
        rows = await ownership.offered_to(session, person.name)
    return [view(row) for row in rows]


@router.post("/conversations/{conversation_id}/forwards", status_code=201)
async def forward(
    conversation_id: Annotated[str, Path(min_length=1, max_length=32)],
    given: NewForward,
    request: Request,
    person: Agent,
) -> ForwardView:
    """Offer the conversation to a colleague; it stays with its holder until taken."""
    async with console(request).database.write() as session:
        await _must_be_colleague(session, person, given.to)
        row = await ownership.forward(
            session, conversation_id, actor(person), given.to, given.reason, now()
        )
        await _log(session, person, "conversation.forward", row)
        return view(row)


@router.post("/forwards/{number}/accept")
async def accept(number: Number, request: Request, person: Agent) -> ForwardView:
    """Take a conversation that was offered."""
    async with console(request).database.write() as session:
        row = await ownership.accept(session, number, actor(person), [], now())
        await _log(session, person, "forward.accept", row)
        return view(row)


@router.post("/forwards/{number}/decline")
async def decline(number: Number, given: Refusal, request: Request, person: Agent) -> ForwardView:
    """Refuse a conversation that was offered, with the reason."""
    async with console(request).database.write() as session:
        row = await ownership.decline(session, number, actor(person), [], given.reason, now())
        await _log(session, person, "forward.decline", row)
        return view(row)


def view(row: Forward) -> ForwardView:
    """Return a forward as the page knows it."""
    return ForwardView.model_validate(row, from_attributes=True)


async def _must_be_colleague(session: AsyncSession, person: Person, name: str) -> None:
    rows = await accounts.of_court(session, person.court_code)
    takes = {row.name for row in rows if row.active and may(Role(row.role), Permission.ANSWER)}
    if name == person.name or name not in takes:
        raise ConsoleError(422, "no_colleague", "请从本院可以接待的同事里选一位。")


async def _log(session: AsyncSession, person: Person, action: str, row: Forward) -> None:
    subject = f"talk:{row.conversation_id}"
    detail = {"forward": row.id, "to": row.to}
    await audit.write(session, Act(person.name, action, person.court_code, subject, detail=detail))
