"""A change of law: what rests on it, and taking that out of use."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path as Directory
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.editing import shelf
from bot.knowledge.errors import KnowledgeError
from bot.knowledge.holding import hold
from bot.knowledge.impact import find_law
from bot.knowledge.impact import impact as find_impact
from bot.knowledge.provisions import Provision
from console.api.errors import ConsoleError
from console.api.knowledge import STATES, Editor, directory_of, today
from console.api.state import console

router = APIRouter(prefix="/knowledge/impact", tags=["knowledge"])


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


@router.get("")
async def impact(
    request: Request,
    person: Editor,
    law: Annotated[str, Query(min_length=1, max_length=64)],
    provision: Annotated[str, Query(max_length=40)] = "",
) -> ImpactView:
    """Return what rests on a law, or on one of its articles."""
    return await asyncio.to_thread(_impact, directory_of(request), law, provision.strip())


@router.post("/hold")
async def hold_articles(given: Hold, request: Request, person: Editor) -> Held:
    """Take articles out of use at once: no longer telling something needs no second person."""
    directory, wanted = directory_of(request), set(given.ids)

    def work() -> Held:
        located = [one for one in shelf.contents(directory).located if one[1].id in wanted]
        try:
            edits = hold(located, given.reason)
        except KnowledgeError as error:
            raise ConsoleError(422, "not_writable", str(error)) from error
        return Held(held=len(edits), silent=shelf.silent_topics(directory, given.ids, today()))

    async with console(request).database.write() as session:
        detail = {"articles": sorted(wanted)}
        act = Act(person.name, "knowledge.hold", person.court_code, "", given.reason, detail)
        await audit.write(session, act)
        return await asyncio.to_thread(work)


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
                state=(state := one.article.state(today())),
                state_name=STATES[state],
            )
            for one in result.articles
        ],
        results=[
            {"kind": one.result.kind, "label": one.result.label, "cited": list(one.cited)}
            for one in result.results
        ],
    )
