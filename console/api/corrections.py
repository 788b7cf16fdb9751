"""Corrections: an answer marked wrong, its review, and the questions nobody could answer."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.corrections import corrections, unanswered
from bot.desk.corrections.corrections import Kind, Marked
from bot.desk.corrections.models import Correction
from bot.desk.editing import shelf
from bot.desk.errors import UnknownConversation
from bot.desk.handover.models import Handover
from bot.desk.staff.roles import Permission, may
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/corrections", tags=["corrections"])
Marker = Annotated[Person, Depends(Allowed(Permission.ANSWER, Permission.EDIT_KNOWLEDGE))]
Reviewer = Annotated[Person, Depends(Allowed(Permission.SUPERVISE, Permission.EDIT_KNOWLEDGE))]
MOST_GROUPS = 100
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class NewCorrection(BaseModel):
    """An entry of a conversation, and what would have been right."""

    conversation_id: str = Field(min_length=1, max_length=32)
    seq: int = Field(ge=1, le=2**31 - 1)
    kind: Kind
    topic: str = Field("", max_length=48)
    article_id: str = Field("", max_length=64)
    missing: str = Field("", max_length=2_000)
    text: str = Field("", max_length=2_000)


class CorrectionView(BaseModel):
    """A correction as staff see it; the message holds no case number and no long number."""

    id: int
    text: str
    answer: str
    read_as: str
    kind: str
    kind_name: str
    topic: str
    article_id: str
    missing: str
    state: str
    state_name: str
    author: str
    made_at: datetime
    reviewer: str
    remark: str


class Adopt(BaseModel):
    """Approval: ``anonymous`` says that no name or other personal data is left."""

    anonymous: bool
    text: str = Field("", max_length=2_000)
    remark: str = Field("", max_length=500)


class Reject(BaseModel):
    """Why a correction does not count."""

    remark: str = Field(min_length=1, max_length=500)


class Asked(BaseModel):
    """One message that was not understood."""

    conversation_id: str
    seq: int
    text: str


class AskedGroup(BaseModel):
    """Messages that ask much the same, and the topic they came nearest to."""

    size: int
    near: str
    shown: list[Asked]


@router.post("", status_code=201)
async def mark(given: NewCorrection, request: Request, person: Marker) -> CorrectionView:
    """Note that an answer was wrong."""
    await _check_known(request, given)
    async with console(request).database.write() as session:
        court = await _court_of(session, given, person)
        made = await corrections.mark(
            session, Marked(**given.model_dump()), court, person.name, now()
        )
        await _log(session, person, "correction.mark", made)
        return _view(made)


@router.get("")
async def read(
    request: Request, person: Marker, state: Annotated[str, Query(max_length=10)] = ""
) -> list[CorrectionView]:
    """Return the corrections of one's own court, the newest first."""
    async with console(request).database.read() as session:
        return [_view(one) for one in await corrections.of_court(session, person.court_code, state)]


@router.get("/unanswered")
async def without_answer(
    request: Request, person: Reviewer, days: Annotated[int, Query(ge=1, le=92)] = 30
) -> list[AskedGroup]:
    """Return what the bot did not understand in the last days, like questions together."""
    async with console(request).database.read() as session:
        since = now() - timedelta(days=days)
        found = await unanswered.unanswered(session, person.court_code, since)
    groups = await asyncio.to_thread(unanswered.grouped, found)
    return [_group(one) for one in groups[:MOST_GROUPS]]


@router.post("/{number}/approve")
async def approve(
    number: Number, given: Adopt, request: Request, person: Reviewer
) -> CorrectionView:
    """Let a colleague's correction count: from now on it is run as a regression."""
    if not given.anonymous:
        raise ConsoleError(422, "anonymous", "请先去掉姓名等个人信息，再勾选。")
    directory = console(request).settings.corrections_dir
    async with console(request).database.write() as session:
        done = await corrections.review(
            session,
            number,
            person.court_code,
            person.name,
            "approved",
            given.remark,
            now(),
            given.text,
        )
        await _log(session, person, "correction.approve", done)
        today = now().astimezone(CHINA).date()
        await asyncio.to_thread(corrections.write, directory, done, today)
        return _view(done)


@router.post("/{number}/decline")
async def decline(
    number: Number, given: Reject, request: Request, person: Reviewer
) -> CorrectionView:
    """Decide that a colleague's correction does not count."""
    async with console(request).database.write() as session:
        done = await corrections.review(
            session, number, person.court_code, person.name, "declined", given.remark, now()
        )
        await _log(session, person, "correction.decline", done)
        return _view(done)


async def _check_known(request: Request, given: NewCorrection) -> None:
    """Refuse a topic or an article that does not exist."""
    directory = console(request).settings.knowledge_dir
    found = await asyncio.to_thread(shelf.contents, directory)
    if given.topic and given.topic not in found.topics:
        raise ConsoleError(422, "topic", "没有这个事项。")
    if given.article_id and given.article_id not in {one.id for one in found.articles}:
        raise ConsoleError(422, "article", "没有这条答复。")


async def _court_of(session: AsyncSession, given: NewCorrection, person: Person) -> str:
    """Return the court of a conversation.

    Editors may mark what nobody was handed: they see such messages, masked, as unanswered.

    Raises:
        UnknownConversation: it is another court's, or was never handed to people.
    """
    handover = await session.get(Handover, given.conversation_id)
    if handover is None and may(person.role, Permission.EDIT_KNOWLEDGE):
        return ""
    if handover is None or handover.court_code not in ("", person.court_code):
        raise UnknownConversation(given.conversation_id)
    return handover.court_code


def _group(found: unanswered.Group) -> AskedGroup:
    shown = [Asked(conversation_id=o.conversation_id, seq=o.seq, text=o.text) for o in found.shown]
    return AskedGroup(size=found.size, near=found.near, shown=shown)


def _view(found: Correction) -> CorrectionView:
    return CorrectionView(
        id=found.id,
        text=found.text,
        answer=found.answer,
        read_as=found.read_as,
        kind=found.kind,
        kind_name=corrections.KINDS[found.kind],
        topic=found.topic,
        article_id=found.article_id,
        missing=found.missing,
        state=found.state,
        state_name=corrections.STATES[found.state],
        author=found.author,
        made_at=found.made_at,
        reviewer=found.reviewer,
        remark=found.remark,
    )


async def _log(session: AsyncSession, person: Person, action: str, found: Correction) -> None:
    detail = {"correction": found.id, "seq": found.seq}
    subject = f"talk:{found.conversation_id}"
    await audit.write(session, Act(person.name, action, person.court_code, subject, detail=detail))
