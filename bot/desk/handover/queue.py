"""The queue: conversations that wait for a person, the most urgent first.

Order: urgency (danger, then near dates, then the rest), then who has waited longest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import table
from bot.desk.handover.models import Handover

WAITING, HELD, CLOSED = "waiting", "held", "closed"
URGENCY: Mapping[str, int] = {"urgent": 0, "high": 1, "normal": 2}
View = Literal["unanswered", "mine", "waiting", "all"]


_HANDOVERS = table(Handover)
# Part of every turn, so it is made once.
_SPOKE = (
    update(_HANDOVERS)
    .where(_HANDOVERS.c.conversation_id == bindparam("this"), _HANDOVERS.c.state != CLOSED)
    .values(unanswered=True, citizen_at=bindparam("now"), changed_at=bindparam("now"))
)


@dataclass(frozen=True)
class Request:
    """Why a conversation is handed to people. ``priority`` is of ``bot.desk.urgency``."""

    conversation_id: str
    channel: str
    reason: str
    priority: str = "normal"
    topic: str = ""
    court_code: str = ""
    deadline_on: date | None = None


@dataclass(frozen=True)
class Filter:
    """What of the queue is shown; empty fields show everything."""

    view: View = "unanswered"
    channel: str = ""
    topic: str = ""
    after: tuple[int, datetime, str] | None = None
    limit: int = 50


async def hand_over(session: AsyncSession, request: Request, now: datetime) -> Handover:
    """Put a conversation into the queue; asking again makes it more urgent, never less.

    One that a colleague holds stays theirs. The caller's transaction writes.
    """
    found = await session.get(Handover, request.conversation_id, with_for_update=True)
    urgency = URGENCY[request.priority]
    if found is None:
        found = Handover(
            conversation_id=request.conversation_id,
            holder="",
            opened_at=now,
            urgency=urgency,
            summary="",
            staff_at=None,
            state=CLOSED,
            court_code="",
            topic="",
        )
        session.add(found)
    if found.state == CLOSED:
        found.state, found.waiting_since, found.closed_at = WAITING, now, None
        found.urgency, found.reason, found.deadline_on = urgency, request.reason, None
    elif urgency < found.urgency:
        found.urgency, found.reason = urgency, request.reason
    found.channel = request.channel
    found.topic = request.topic or found.topic
    found.court_code = request.court_code or found.court_code
    found.deadline_on = request.deadline_on or found.deadline_on
    found.unanswered, found.citizen_at, found.changed_at = True, now, now
    await session.flush()
    return found


async def citizen_spoke(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    """Note that a citizen wrote, if people are asked for. The caller's transaction writes."""
    connection = await session.connection()
    await connection.execute(_SPOKE, {"this": conversation_id, "now": now})


async def changed(session: AsyncSession, after: datetime, limit: int = 500) -> Sequence[Handover]:
    """Return what changed after a moment, oldest change first: what open consoles must show."""
    query = (
        select(Handover)
        .where(Handover.changed_at > after)
        .order_by(Handover.changed_at)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def page(
    session: AsyncSession, court_code: str, name: str, chosen: Filter
) -> Sequence[Handover]:
    """Return one page of the queue of a court, for one member of staff.

    Conversations that name no court belong to whoever answers first: every court sees them.
    """
    query = _of_court(select(Handover), court_code)
    query = _viewed(query, name, chosen.view)
    if chosen.channel:
        query = query.where(Handover.channel == chosen.channel)
    if chosen.topic:
        query = query.where(Handover.topic == chosen.topic)
    order = (Handover.urgency, Handover.waiting_since, Handover.conversation_id)
    if chosen.after is not None:
        urgency, since, last = chosen.after
        query = query.where(
            or_(
                Handover.urgency > urgency,
                (Handover.urgency == urgency) & (Handover.waiting_since > since),
                (Handover.urgency == urgency)
                & (Handover.waiting_since == since)
                & (Handover.conversation_id > last),
            )
        )
    return (await session.scalars(query.order_by(*order).limit(chosen.limit))).all()


async def counts(session: AsyncSession, court_code: str, name: str) -> dict[str, int]:
    """Return how many conversations each view holds."""
    open_ = Handover.state != CLOSED
    columns = {
        "unanswered": open_ & Handover.unanswered & Handover.holder.in_(("", name)),
        "mine": open_ & (Handover.holder == name),
        "waiting": Handover.state == WAITING,
        "all": open_,
    }
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in columns.values()]
    row = (await session.execute(_of_court(select(*sums), court_code).where(open_))).one()
    return dict(zip(columns, row, strict=True))


def _of_court(query: Select[Any], court_code: str) -> Select[Any]:
    return query.where(Handover.court_code.in_((court_code, "")))


def _viewed(query: Select[Any], name: str, view: View) -> Select[Any]:
    if view == "waiting":
        return query.where(Handover.state == WAITING)
    if view == "mine":
        return query.where(Handover.holder == name, Handover.state == HELD)
    open_ = query.where(Handover.state.in_((WAITING, HELD)))
    if view == "unanswered":
        return open_.where(Handover.unanswered, Handover.holder.in_(("", name)))
    return open_
