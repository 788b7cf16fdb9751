"""Knowledge editing: articles, drafts and their approval, previews, the impact of a law."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path as Directory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.columns import CHINA
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.editing import drafts, previews, shelf
from bot.desk.editing.fields import ArticleFields
from bot.desk.editing.models import KnowledgeDraft
from bot.desk.editing.previews import Preview
from bot.desk.editing.shelf import Change
from bot.desk.staff.roles import ROLE_NAMES, Permission
from bot.desk.staff.sessions import Person
from bot.knowledge.article import CONFIDENCES, FACET_NAMES, LEADS_TO, Article
from bot.knowledge.checking import Finding
from bot.knowledge.errors import KnowledgeError
from bot.knowledge.history import read_history, said
from bot.knowledge.holding import hold
from bot.knowledge.impact import find_law
from bot.knowledge.impact import impact as find_impact
from bot.knowledge.provisions import Provision
from console.api.access import Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/knowledge", tags=["knowledge"])
Editor = Annotated[Person, Depends(Allowed(Permission.EDIT_KNOWLEDGE))]
# Who answers may look up what is told; nobody but editors sees drafts.
Reader = Annotated[
    Person, Depends(Allowed(Permission.EDIT_KNOWLEDGE, Permission.READ_CONVERSATIONS))
]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Identity = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]

STATES = {
    "served": "提供中",
    "unconfirmed": "待核实",
    "held": "已暂停",
    "expired": "已停用",
    "not_yet": "未生效",
}


class ArticleRow(BaseModel):
    """One article in the list. ``state``: served, unconfirmed, held, expired, not_yet."""

    id: str
    title: str
    topic: str
    topic_label: str
    main: bool
    state: str
    state_name: str
    held: str
    effective: date
    expires: date | None
    reviewed: date
    draft: int | None


class ArticlePage(BaseModel):
    """The articles found, and how many there are in each state."""

    rows: list[ArticleRow]
    counts: dict[str, int]


class FindingView(BaseModel):
    """What the check found: ``level`` is error, warning or info."""

    level: str
    where: str
    field: str
    problem: str


class VersionView(BaseModel):
    """An earlier text of an article."""

    since: date
    until: date | None
    title: str
    changed: str


class ArticleView(BaseModel):
    """One article with all that editors need. ``base`` is the mark of this text."""

    fields: ArticleFields
    file: str
    base: str
    state: str
    state_name: str
    reviewed: dict[str, Any]
    history: list[VersionView]
    preview: Preview | None
    draft: int | None


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
    changed_at: Any
    reviewer: str
    remark: str


class Approval(BaseModel):
    """Approval: ``compared`` says that the text was compared with the law, and must be true."""

    compared: bool
    remark: str = Field("", max_length=500)


class Refusal(BaseModel):
    """Why a draft goes back."""

    remark: str = Field(min_length=1, max_length=500)


class Choices(BaseModel):
    """What the form offers."""

    topics: list[dict[str, Any]]
    laws: list[dict[str, Any]]
    files: list[str]
    facets: dict[str, str]
    leads_to: list[str]
    confidences: list[str]
    articles: list[dict[str, str]]


class SaidView(BaseModel):
    """What an article said on a day; ``None`` when nothing was told."""

    day: date
    version: dict[str, Any] | None


class ImpactRow(BaseModel):
    """An article that rests on a law."""

    id: str
    title: str
    topic_label: str
    cited: list[str]
    reviewed: date
    state: str
    state_name: str


class ImpactView(BaseModel):
    """What rests on a law or one of its articles; calculations cannot be held."""

    law: str
    version: str
    provision: str
    articles: list[ImpactRow]
    results: list[dict[str, Any]]


class Hold(BaseModel):
    """Articles to be taken out of use, and why."""

    ids: list[str] = Field(min_length=1, max_length=300)
    reason: str = Field(min_length=1, max_length=200)


class Held(BaseModel):
    """How many articles are now held, and topics that nothing can be told about any more."""

    held: int
    silent: list[str]


@router.get("/articles")
async def articles(
    request: Request,
    person: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=16)] = "",
    topic: Annotated[str, Query(max_length=64)] = "",
) -> ArticlePage:
    """Return the articles, those nearest to ``q`` first where it is given."""
    found = await asyncio.to_thread(_found, _directory(request), q.strip(), topic)
    async with console(request).database.read() as session:
        working = {draft.article_id: draft.id for draft in await drafts.open_drafts(session)}
    labels, every = found
    rows = [_row(article, labels, working) for article in every]
    counts = {name: sum(row.state == name for row in rows) for name in STATES}
    return ArticlePage(rows=[row for row in rows if state in ("", row.state)], counts=counts)


@router.get("/articles/{identity}")
async def article(identity: Identity, request: Request, person: Reader) -> ArticleView:
    """Return one article as it stands, with its history and how it is told at each door."""
    directory = _directory(request)

    def work() -> ArticleView:
        at = shelf.article(directory, identity)
        found = _article_of(directory, identity)
        state = found.state(_today()) if found else "unconfirmed"
        return ArticleView(
            fields=ArticleFields.of(at.row),
            file=at.file,
            base=at.base,
            state=state,
            state_name=STATES[state],
            reviewed=at.row.get("reviewed", {}),
            history=[
                VersionView.model_validate(version, from_attributes=True)
                for version in read_history(directory, identity, lambda _error: None)
            ],
            preview=previews.preview(found) if found else None,
            draft=None,
        )

    view = await asyncio.to_thread(work)
    async with console(request).database.read() as session:
        working = {draft.article_id: draft.id for draft in await drafts.open_drafts(session)}
    return view.model_copy(update={"draft": working.get(identity)})


@router.get("/articles/{identity}/as-of")
async def as_of(identity: Identity, day: date, request: Request, person: Reader) -> SaidView:
    """Return what an article said on a day."""
    directory = _directory(request)

    def work() -> SaidView:
        earlier = read_history(directory, identity, lambda _error: None)
        found = _article_of(directory, identity)
        if found is None and not earlier:
            raise ConsoleError(404, "not_found", "没有这条答复。")
        version = said(found, earlier, day)
        return SaidView(day=day, version=asdict(version) if version else None)

    return await asyncio.to_thread(work)


@router.get("/choices")
async def choices(request: Request, person: Reader) -> Choices:
    """Return topics, laws and what else the forms offer."""
    directory = _directory(request)

    def work() -> Choices:
        found = shelf.contents(directory)
        return Choices(
            topics=[
                asdict(topic) | {"in_scope": topic.in_scope} for topic in found.topics.values()
            ],
            laws=[asdict(law) for law in found.laws.values()],
            files=shelf.files(directory),
            facets=FACET_NAMES,
            leads_to=list(LEADS_TO),
            confidences=list(CONFIDENCES),
            articles=[
                {"id": one.id, "title": one.title, "topic": one.topic} for one in found.articles
            ],
        )

    return await asyncio.to_thread(work)


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
    directory = _directory(request)

    def work() -> list[DraftView]:
        return [_draft(one, _base(directory, one.article_id)) for one in found]

    return await asyncio.to_thread(work)


@router.get("/drafts/{number}")
async def draft(number: Number, request: Request, person: Editor) -> DraftView:
    """Return one draft."""
    async with console(request).database.read() as session:
        found = await drafts.get(session, number)
    return _draft(found, await asyncio.to_thread(_base, _directory(request), found.article_id))


@router.post("/drafts", status_code=201)
async def begin(given: Working, request: Request, person: Editor) -> DraftView:
    """Begin a draft of an article, or of a new one."""
    directory = _directory(request)
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
        reviewed = {"date": _today(), "role": ROLE_NAMES[person.role]}
        fields = ArticleFields(**done.fields)
        change = Change(done.file, fields, done.base, reviewed, done.reason)
        await asyncio.to_thread(shelf.write, _directory(request), change, _today())
        return _draft(done, done.base)


@router.get("/impact")
async def impact(
    request: Request,
    person: Editor,
    law: Annotated[str, Query(min_length=1, max_length=64)],
    provision: Annotated[str, Query(max_length=40)] = "",
) -> ImpactView:
    """Return what rests on a law, or on one of its articles."""
    return await asyncio.to_thread(_impact, _directory(request), law, provision.strip())


@router.post("/impact/hold")
async def hold_articles(given: Hold, request: Request, person: Editor) -> Held:
    """Take articles out of use at once: no longer telling something needs no second person."""
    directory, wanted = _directory(request), set(given.ids)

    def work() -> Held:
        located = [one for one in shelf.contents(directory).located if one[1].id in wanted]
        try:
            edits = hold(located, given.reason)
        except KnowledgeError as error:
            raise ConsoleError(422, "not_writable", str(error)) from error
        return Held(held=len(edits), silent=shelf.silent_topics(directory, given.ids, _today()))

    async with console(request).database.write() as session:
        detail = {"articles": sorted(wanted)}
        act = Act(person.name, "knowledge.hold", person.court_code, "", given.reason, detail)
        await audit.write(session, act)
        return await asyncio.to_thread(work)


def _found(directory: Directory, q: str, topic: str) -> tuple[Mapping[str, str], list[Article]]:
    found = shelf.contents(directory)
    labels = {name: each.label for name, each in found.topics.items()}
    every = [one for one in found.articles if topic in ("", one.topic)]
    return labels, previews.search(every, q) if q else every


def _row(article: Article, labels: Mapping[str, str], working: Mapping[str, int]) -> ArticleRow:
    state = article.state(_today())
    return ArticleRow(
        id=article.id,
        title=article.title,
        topic=article.topic,
        topic_label=labels.get(article.topic, article.topic),
        main=article.main,
        state=state,
        state_name=STATES[state],
        held=article.held,
        effective=article.effective,
        expires=article.expires,
        reviewed=article.reviewed,
        draft=working.get(article.id),
    )


def _impact(directory: Directory, law: str, text: str) -> ImpactView:
    found = shelf.contents(directory)
    known = find_law(found.laws, law)
    if known is None:
        raise ConsoleError(404, "not_found", f"法律目录里没有“{law}”。")
    provision = Provision.parse(text)
    if text and provision is None:
        raise ConsoleError(422, "provision", "条号请写成171、13(二)或236-238这样。")
    result = find_impact(found, known, provision)
    return ImpactView(
        law=known.key,
        version=known.version,
        provision=text,
        articles=[
            ImpactRow(
                id=one.article.id,
                title=one.article.title,
                topic_label=found.topics[one.article.topic].label,
                cited=list(one.cited),
                reviewed=one.article.reviewed,
                state=(state := one.article.state(_today())),
                state_name=STATES[state],
            )
            for one in result.articles
        ],
        results=[
            {"kind": one.result.kind, "label": one.result.label, "cited": list(one.cited)}
            for one in result.results
        ],
    )


async def _assessed(
    request: Request, person: Person, file: str, fields: ArticleFields
) -> Assessment:
    found = await asyncio.to_thread(
        shelf.assess, _directory(request), file, fields, _today(), ROLE_NAMES[person.role]
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


def _article_of(directory: Directory, identity: str) -> Article | None:
    every = shelf.contents(directory).articles
    return next((one for one in every if one.id == identity), None)


def _directory(request: Request) -> Directory:
    return console(request).settings.knowledge_dir


def _today() -> date:
    return now().astimezone(CHINA).date()


async def _log(session: AsyncSession, person: Person, action: str, found: KnowledgeDraft) -> None:
    detail = {"draft": found.id}
    act = Act(person.name, action, person.court_code, f"article:{found.article_id}", detail=detail)
    await audit.write(session, act)
