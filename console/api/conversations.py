"""One conversation: what was said and understood, and what staff do with it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit, record
from bot.desk.audit import Act
from bot.desk.errors import UnknownConversation
from bot.desk.handover import notes, ownership
from bot.desk.handover.approved import TOOLS
from bot.desk.handover.models import Handover
from bot.desk.models import RecordEntry, WorkOrder
from bot.desk.orders import handling, work_orders
from bot.desk.orders.stages import STAGES
from bot.desk.replies import Reply
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, actor, now
from console.api.background import Background, background_of
from console.api.errors import ConsoleError
from console.api.queue import QueueRow, row_of
from console.api.state import console

router = APIRouter(prefix="/conversations/{conversation_id}", tags=["conversations"])
Id = Annotated[str, Path(min_length=1, max_length=32)]
Reader = Annotated[Person, Depends(Allowed(Permission.READ_CONVERSATIONS))]
Agent = Annotated[Person, Depends(Allowed(Permission.ANSWER))]

LONGEST_ANSWER = 2_000
PAGE = 200


class Entry(BaseModel):
    """One entry of the record. ``sender``: citizen, assistant, staff or system."""

    seq: int
    sender: str
    by: str
    channel: str
    at: datetime
    text: str
    body: dict[str, Any]
    understood: dict[str, Any] | None


class NoteView(BaseModel):
    """A note of staff; citizens never see it."""

    by: str
    at: datetime
    text: str
    whisper: bool


class OrderView(BaseModel):
    """A work order of this conversation."""

    receipt: str
    kind: str
    priority: str
    stage: str
    stage_name: str
    summary: str
    created_at: datetime
    due_at: datetime | None


class ConversationView(BaseModel):
    """A conversation as staff see it; ``earlier`` says whether older entries exist."""

    handover: QueueRow
    summary: str
    owner: str
    entries: list[Entry]
    earlier: bool
    notes: list[NoteView]
    orders: list[OrderView]


class Answer(BaseModel):
    """What staff say. ``message_id`` is the page's own, so that a retry says nothing twice.

    ``tools`` are buttons for the citizen to press once the bot answers again.
    """

    text: str = Field(min_length=1, max_length=LONGEST_ANSWER)
    tools: list[Literal["fee", "time_limit", "interest", "case"]] = Field([], max_length=3)
    message_id: str = Field(pattern=r"^[A-Za-z0-9-]{8,40}$")


class HandBack(BaseModel):
    """A summary for the bot and the next colleague."""

    summary: str = Field("", max_length=1_000)


class NewNote(BaseModel):
    """A note for colleagues; a whisper is for the holder alone to act on."""

    text: str = Field(min_length=1, max_length=2_000)
    whisper: bool = False


@router.get("")
async def read(
    conversation_id: Id,
    request: Request,
    person: Reader,
    before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> ConversationView:
    """Return the newest entries (those before ``before``) and all that belongs to them."""
    database = console(request).database
    async with database.read() as session:
        handover = await of_own_court(session, conversation_id, person)
        found = await record.conversation(session, conversation_id)
        entries = await record.newest(session, conversation_id, PAGE + 1, before=before or None)
        orders = await work_orders.of_conversation(session, conversation_id, 50)
        said = await notes.notes_of(session, conversation_id)
    async with database.write() as session:
        act = Act(person.name, "conversation.read", handover.court_code, f"talk:{conversation_id}")
        await audit.write(session, act)
    return ConversationView(
        handover=row_of(handover),
        summary=handover.summary,
        owner=found.owner,
        entries=[entry_of(entry) for entry in entries[-PAGE:]],
        earlier=len(entries) > PAGE,
        notes=[NoteView.model_validate(note, from_attributes=True) for note in said],
        orders=[order_of(order) for order in orders],
    )


@router.get("/background")
async def background(conversation_id: Id, request: Request, person: Reader) -> Background:
    """Return what stands beside a conversation: proven cases, what was told, the door's limits."""
    found = console(request)
    library = await asyncio.to_thread(found.knowledge.get)
    async with found.database.read() as session:
        handover = await of_own_court(session, conversation_id, person)
        orders = await work_orders.of_conversation(session, conversation_id, 1)
        collected = orders[0].collected if orders else {}
        shown = await background_of(session, handover, collected, library, now())
    async with found.database.write() as session:
        for case in shown.cases:
            await _log(session, person, "case.read", conversation_id, case=case.case_number)
    return shown


@router.post("/take")
async def take(conversation_id: Id, request: Request, person: Agent) -> QueueRow:
    """Take the conversation: the bot falls silent, the citizen is told."""
    async with console(request).database.write() as session:
        handover = await ownership.take(session, conversation_id, actor(person), now())
        await handling.taken_in_talk(session, conversation_id, person.name, now())
        await _log(session, person, "conversation.take", conversation_id)
        return row_of(handover)


@router.post("/answers")
async def answer(conversation_id: Id, given: Answer, request: Request, person: Agent) -> Entry:
    """Say something to the citizen at the door they used last."""
    async with console(request).database.write() as session:
        entry = await ownership.answer(
            session,
            conversation_id,
            actor(person),
            Reply(text=given.text, buttons=tuple(TOOLS[name] for name in given.tools)),
            f"staff:{given.message_id}",
            now(),
        )
        await _log(session, person, "conversation.answer", conversation_id, seq=entry.seq)
        return entry_of(entry)


@router.post("/hand-back", status_code=204)
async def hand_back(conversation_id: Id, given: HandBack, request: Request, person: Agent) -> None:
    """Give the conversation back to the bot."""
    async with console(request).database.write() as session:
        await ownership.hand_back(session, conversation_id, actor(person), given.summary, now())
        await handling.settled_in_talk(session, conversation_id, person.name, now())
        await _log(session, person, "conversation.hand_back", conversation_id)


@router.post("/notes", status_code=201)
async def add_note(
    conversation_id: Id, given: NewNote, request: Request, person: Agent
) -> NoteView:
    """Add a note that citizens never see."""
    if given.whisper and not actor(person).supervises:
        raise ConsoleError(403, "forbidden", "只有主管可以耳语。")
    async with console(request).database.write() as session:
        handover = await of_own_court(session, conversation_id, person)
        note = await notes.add_note(
            session, conversation_id, person.name, given.text, now(), whisper=given.whisper
        )
        handover.changed_at = note.at  # open consoles show it at once
        await _log(session, person, "conversation.note", conversation_id)
        return NoteView.model_validate(note, from_attributes=True)


async def of_own_court(session: AsyncSession, conversation_id: str, person: Person) -> Handover:
    """Return a conversation that was handed over to this person's court.

    Raises:
        UnknownConversation: there is none, which is also what another court's looks like.
    """
    handover = await session.get(Handover, conversation_id)
    if handover is None or handover.court_code not in ("", person.court_code):
        raise UnknownConversation(conversation_id)
    return handover


def entry_of(entry: RecordEntry) -> Entry:
    """Return an entry of the record as staff see it."""
    body = dict(entry.body)
    understood, by = body.pop("understood", None), body.pop("by", "")
    return Entry(
        seq=entry.seq,
        sender=entry.sender,
        by=by,
        channel=entry.channel,
        at=record.aware(entry.created_at),
        text=entry.text,
        body=body,
        understood=understood,
    )


def order_of(order: WorkOrder) -> OrderView:
    """Return a work order as staff see it."""
    return OrderView(
        receipt=order.receipt,
        kind=order.kind,
        priority=order.priority,
        stage=order.stage,
        stage_name=STAGES[order.stage],
        summary=order.summary,
        created_at=order.created_at,
        due_at=order.due_at,
    )


async def _log(
    session: AsyncSession, person: Person, action: str, conversation_id: str, **detail: Any
) -> None:
    act = Act(person.name, action, person.court_code, f"talk:{conversation_id}", detail=detail)
    await audit.write(session, act)
