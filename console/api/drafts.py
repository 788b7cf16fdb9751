"""Drafts of articles: written by one editor, checked, and approved by another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path as Directory
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.editing import drafts, previews, shelf
from bot.desk.editing.fields import ArticleFields
from bot.desk.editing.models import KnowledgeDraft
from bot.desk.editing.previews import Preview
from bot.desk.editing.shelf import Change
from bot.desk.staff.roles import ROLE_NAMES
from bot.desk.staff.sessions import Person
from bot.knowledge.checking import Finding
from console.api.access import now
from console.api.errors import ConsoleError
from console.api.knowledge import Editor, directory_of, today
from console.api.state import console

router = APIRouter(prefix="/knowledge", tags=["knowledge"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class FindingView(BaseModel):
    """What the check found: ``level`` is error, warning or info."""

    level: str
    where: str
    field: str
    problem: str


class Assessment(BaseModel):
    """A draft as it would stand."""

    preview: Preview | None
    findings: list[FindingView]


class Working(BaseModel):
    """What an editor works on. ``base`` is the mark of the text it was begun from."""

    file: str = Field(max_length=64)
    base: str = Field("", max_length=64)
    fields: ArticleFields
    reason: str = Field("", max_length=500)


class DraftView(BaseModel):
    """A draft, and whether it rests on the text that is told now."""

    id: int
    article_id: str
    title: str
    file: str
    base: str
    outdated: bool
    fields: ArticleFields
    reason: str
    state: str
    state_name: str
    author: str
    changed_at: datetime
    reviewer: str
    remark: str


class Approval(BaseModel):
    """Approval: ``compared`` says that the text was compared with the law, and must be true."""

    compared: bool
    remark: str = Field("", max_length=500)


class Refusal(BaseModel):
    """Why a draft goes back."""

    remark: str = Field(min_length=1, max_length=500)


@router.post("/preview")
async def preview(given: Working, request: Request, person: Editor) -> Assessment:
    """Show a draft as each door would tell it, with all that the check finds; nothing is kept."""
    return await _assessed(request, person, given.file, given.fields)


@router.get("/drafts")
async def open_drafts(
    request: Request, person: Editor, decided: Annotated[bool, Query()] = False
) -> list[DraftView]:
    """Return the open drafts, or those that are decided."""
    async with console(request).database.read() as session:
        found = await (drafts.decided(session) if decided else drafts.open_drafts(session))
    directory = directory_of(request)

    def work() -> list[DraftView]:
        return [_draft(one, _base(directory, one.article_id)) for one in found]

    return await asyncio.to_thread(work)


@router.get("/drafts/{number}")
async def draft(number: Number, request: Request, person: Editor) -> DraftView:
    """Return one draft."""
    async with console(request).database.read() as session:
        found = await drafts.get(session, number)
    return _draft(found, await asyncio.to_thread(_base, directory_of(request), found.article_id))


@router.post("/drafts", status_code=201)
async def begin(given: Working, request: Request, person: Editor) -> DraftView:
    """Begin a draft of an article, or of a new one."""
    directory = directory_of(request)
    at = await asyncio.to_thread(shelf.standing, directory, given.fields.id)
    if given.file not in await asyncio.to_thread(shelf.files, directory):
        raise ConsoleError(422, "file", "请选一个现有的文件。")
    if bool(at) != bool(given.base):
        raise ConsoleError(409, "exists", "这个编号已经有答复了。" if at else "没有这条答复。")
    async with console(request).database.write() as session:
        made = await drafts.begin(
            session, person.name, given.file, given.base, given.fields, given.reason, now()
        )
        await _log(session, person, "knowledge.draft", made)
        return _draft(made, made.base)


@router.put("/drafts/{number}")
async def save(number: Number, given: Working, request: Request, person: Editor) -> DraftView:
    """Keep a new text of one's own draft."""
    async with console(request).database.write() as session:
        kept = await drafts.save(
            session, number, person.name, given.base, given.fields, given.reason, now()
        )
        await _log(session, person, "knowledge.save", kept)
        return _draft(kept, kept.base)


@router.post("/drafts/{number}/submit")
async def submit(number: Number, request: Request, person: Editor) -> DraftView:
    """Ask another editor for approval; what has errors is not asked for."""
    async with console(request).database.read() as session:
        found = await drafts.get(session, number)
    if not found.reason.strip():
        raise ConsoleError(422, "reason", "请写明为什么改，历史里要留。")
    await _refuse_errors(request, person, found)
    async with console(request).database.write() as session:
        asked = await drafts.submit(session, number, person.name, now())
        await _log(session, person, "knowledge.submit", asked)
        return _draft(asked, asked.base)


@router.post("/drafts/{number}/withdraw")
async def withdraw(number: Number, request: Request, person: Editor) -> DraftView:
    """Give one's own draft up."""
    async with console(request).database.write() as session:
        gone = await drafts.withdraw(session, number, person.name, now())
        await _log(session, person, "knowledge.withdraw", gone)
        return _draft(gone, gone.base)


@router.post("/drafts/{number}/decline")
async def decline(number: Number, given: Refusal, request: Request, person: Editor) -> DraftView:
    """Send a colleague's draft back with a reason."""
    async with console(request).database.write() as session:
        back = await drafts.review(session, number, person.name, "declined", given.remark, now())
        await _log(session, person, "knowledge.decline", back)
        return _draft(back, back.base)


@router.post("/drafts/{number}/approve")
async def approve(number: Number, given: Approval, request: Request, person: Editor) -> DraftView:
    """Approve a colleague's draft: it is written into the files and told from then on."""
    if not given.compared:
        raise ConsoleError(422, "compared", "请先对照依据的原文核对，再勾选。")
    async with console(request).database.read() as session:
        found = await drafts.get(session, number)
    await _refuse_errors(request, person, found)
    async with console(request).database.write() as session:
        done = await drafts.review(session, number, person.name, "approved", given.remark, now())
        # The audit log's head is locked from here on: changes are written one after the other.
        await _log(session, person, "knowledge.approve", done)
        reviewed = {"date": today(), "role": ROLE_NAMES[person.role]}
        fields = ArticleFields(**done.fields)
        change = Change(done.file, fields, done.base, reviewed, done.reason)
        await asyncio.to_thread(shelf.write, directory_of(request), change, today())
        return _draft(done, done.base)


async def _assessed(
    request: Request, person: Person, file: str, fields: ArticleFields
) -> Assessment:
    found = await asyncio.to_thread(
        shelf.assess, directory_of(request), file, fields, today(), ROLE_NAMES[person.role]
    )
    return Assessment(
        preview=previews.preview(found.article) if found.article else None,
        findings=_findings(found.findings),
    )


async def _refuse_errors(request: Request, person: Person, found: KnowledgeDraft) -> None:
    assessed = await _assessed(request, person, found.file, ArticleFields(**found.fields))
    wrong = [one for one in assessed.findings if one.level == "error"]
    if wrong:
        raise ConsoleError(
            422, "has_errors", f"还有{len(wrong)}处要改：{wrong[0].field}，{wrong[0].problem}"
        )


def _findings(found: Sequence[Finding]) -> list[FindingView]:
    return [
        FindingView(level=one.level, where=one.where, field=one.field, problem=one.problem)
        for one in found
    ]


def _draft(found: KnowledgeDraft, base: str) -> DraftView:
    return DraftView(
        id=found.id,
        article_id=found.article_id,
        title=found.fields.get("title", ""),
        file=found.file,
        base=found.base,
        outdated=found.open_for is not None and found.base != base,
        fields=ArticleFields(**found.fields),
        reason=found.reason,
        state=found.state,
        state_name=drafts.STATES[found.state],
        author=found.author,
        changed_at=found.changed_at,
        reviewer=found.reviewer,
        remark=found.remark,
    )


def _base(directory: Directory, identity: str) -> str:
    found = shelf.standing(directory, identity)
    return found.base if found else ""


async def _log(session: AsyncSession, person: Person, action: str, found: KnowledgeDraft) -> None:
    detail = {"draft": found.id}
    act = Act(person.name, action, person.court_code, f"article:{found.article_id}", detail=detail)
    await audit.write(session, act)
