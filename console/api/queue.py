"""The queue of conversations that wait for a person, and what is new in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.desk.handover import queue
from bot.desk.handover.models import Handover
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed
from console.api.state import console

router = APIRouter(prefix="/queue", tags=["queue"])
Reader = Annotated[Person, Depends(Allowed(Permission.READ_CONVERSATIONS))]

PAGE = 50


class QueueRow(BaseModel):
    """One conversation in the queue. ``urgency``: 0 danger, 1 near date, 2 the rest."""

    conversation_id: str
    court_code: str
    channel: str
    topic: str
    reason: str
    urgency: int
    state: str
    holder: str
    unanswered: bool
    deadline_on: date | None
    waiting_since: datetime
    citizen_at: datetime
    staff_at: datetime | None


class QueuePage(BaseModel):
    """One page; ``next`` is given back as ``after`` for the page behind it."""

    rows: list[QueueRow]
    counts: dict[str, int]
    next: str | None


@router.get("")
async def read(
    request: Request,
    person: Reader,
    view: Literal["unanswered", "mine", "waiting", "all"] = "unanswered",
    channel: Annotated[str, Query(max_length=16)] = "",
    topic: Annotated[str, Query(max_length=48)] = "",
    after: Annotated[str, Query(max_length=120)] = "",
) -> QueuePage:
    """Return a page of the queue of one's own court, and how many there are in each view."""
    chosen = queue.Filter(view, channel, topic, _after(after), PAGE)
    async with console(request).database.read() as session:
        found = await queue.page(session, person.court_code, person.name, chosen)
        counts = await queue.counts(session, person.court_code, person.name)
    rows = [row_of(each) for each in found]
    return QueuePage(rows=rows, counts=counts, next=_next(found))


@router.get("/events", response_class=EventSourceResponse)
async def events(request: Request, person: Reader) -> EventSourceResponse:
    """Stream ``changed``: rows of the queue that are new or different."""
    live = console(request).live

    async def stream() -> AsyncIterator[ServerSentEvent]:
        with live.listen() as items:
            async for row in items:
                if row.court_code in ("", person.court_code):
                    yield ServerSentEvent(row_of(row).model_dump_json(), event="changed")

    return EventSourceResponse(stream(), ping=20)


def row_of(row: Handover) -> QueueRow:
    """Return a handover as the page knows it."""
    return QueueRow.model_validate(row, from_attributes=True)


def _next(rows: Sequence[Handover]) -> str | None:
    if len(rows) < PAGE:
        return None
    last = rows[-1]
    return json.dumps([last.urgency, last.waiting_since.isoformat(), last.conversation_id])


def _after(text: str) -> tuple[int, datetime, str] | None:
    """Read a mark that this API gave; anything else begins at the front."""
    try:
        urgency, since, last = json.loads(text)
        moment = datetime.fromisoformat(since)
        known = isinstance(urgency, int) and isinstance(last, str) and moment.tzinfo is not None
        return (urgency, moment, last) if known and abs(urgency) < 10 else None
    except (ValueError, TypeError):
        return None
