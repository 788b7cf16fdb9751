"""The knowledge base as it stands: its articles, their history, and what the forms offer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path as Directory
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from bot.court.zone import CHINA
from bot.desk.editing import drafts, previews, shelf
from bot.desk.editing.fields import ArticleFields
from bot.desk.editing.previews import Preview
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from bot.knowledge.article import CONFIDENCES, FACET_NAMES, LEADS_TO, Article
from bot.knowledge.history import read_history, said
from console.api.access import Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/knowledge", tags=["knowledge"])
Editor = Annotated[Person, Depends(Allowed(Permission.EDIT_KNOWLEDGE))]
# Who answers may look up what is told; nobody but editors sees drafts.
Reader = Annotated[
    Person, Depends(Allowed(Permission.EDIT_KNOWLEDGE, Permission.READ_CONVERSATIONS))
]
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


@router.get("/articles")
async def articles(
    request: Request,
    person: Reader,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=16)] = "",
    topic: Annotated[str, Query(max_length=64)] = "",
) -> ArticlePage:
    """Return the articles, those nearest to ``q`` first where it is given."""
    found = await asyncio.to_thread(_found, directory_of(request), q.strip(), topic)
    async with console(request).database.read() as session:
        working = {draft.article_id: draft.id for draft in await drafts.open_drafts(session)}
    labels, every = found
    rows = [_row(article, labels, working) for article in every]
    counts = {name: sum(row.state == name for row in rows) for name in STATES}
    return ArticlePage(rows=[row for row in rows if state in ("", row.state)], counts=counts)


@router.get("/articles/{identity}")
async def article(identity: Identity, request: Request, person: Reader) -> ArticleView:
    """Return one article as it stands, with its history and how it is told at each door."""
    directory = directory_of(request)

    def work() -> ArticleView:
        at = shelf.article(directory, identity)
        found = _article_of(directory, identity)
        state = found.state(today()) if found else "unconfirmed"
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
    directory = directory_of(request)

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
    directory = directory_of(request)

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


def directory_of(request: Request) -> Directory:
    return console(request).settings.knowledge_dir


def today() -> date:
    return now().astimezone(CHINA).date()


def _found(directory: Directory, q: str, topic: str) -> tuple[Mapping[str, str], list[Article]]:
    found = shelf.contents(directory)
    labels = {name: each.label for name, each in found.topics.items()}
    every = [one for one in found.articles if topic in ("", one.topic)]
    return labels, previews.search(every, q) if q else every


def _row(article: Article, labels: Mapping[str, str], working: Mapping[str, int]) -> ArticleRow:
    state = article.state(today())
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


def _article_of(directory: Directory, identity: str) -> Article | None:
    every = shelf.contents(directory).articles
    return next((one for one in every if one.id == identity), None)
