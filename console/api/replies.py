"""Approved replies and short answers that staff can put into an answer."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from bot.cases.grants import current_grants
from bot.court.zone import CHINA
from bot.desk.handover import approved
from bot.desk.orders import work_orders
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed, now
from console.api.conversations import of_own_court
from console.api.state import console

router = APIRouter(prefix="/conversations/{conversation_id}/replies", tags=["replies"])
Agent = Annotated[Person, Depends(Allowed(Permission.ANSWER))]
ARTICLES = 3


class ReplyView(BaseModel):
    """A reply to insert; ``missing`` names variables that stand in 【】 and are to be written."""

    title: str
    text: str
    missing: list[str]


class ToolView(BaseModel):
    """A button that can go with an answer."""

    name: str
    title: str


class Replies(BaseModel):
    """What can be inserted or sent along: replies, articles nearest to the words, buttons."""

    replies: list[ReplyView]
    articles: list[ReplyView]
    tools: list[ToolView]


@router.get("")
async def read(
    conversation_id: Annotated[str, Path(min_length=1, max_length=32)],
    request: Request,
    person: Agent,
    words: Annotated[str, Query(max_length=60)] = "",
) -> Replies:
    """Return the approved replies with these words, filled in, and the nearest short answers."""
    found = console(request)
    async with found.database.read() as session:
        await of_own_court(session, conversation_id, person)
        grants = await current_grants(session, conversation_id, now())
        orders = await work_orders.of_conversation(session, conversation_id, 1)
    values = {
        "案号": grants[0].key.text if grants else "",
        "回执号": orders[0].receipt if orders else "",
        "姓名": person.display_name,
    }
    replies = [
        approved.filled(each, values) for each in approved.search(words, approved.approved())
    ]
    return Replies(
        replies=[ReplyView.model_validate(each, from_attributes=True) for each in replies],
        articles=await asyncio.to_thread(_articles, request, words) if words.strip() else [],
        tools=[ToolView(name=name, title=one.title) for name, one in approved.TOOLS.items()],
    )


def _articles(request: Request, words: str) -> list[ReplyView]:
    """Return the short answers nearest to the words: only what may be told today."""
    library = console(request).knowledge.get()
    servable = library.servable(now().astimezone(CHINA).date())
    nearest = library.find(words, ARTICLES, servable)
    return [ReplyView(title=one.title, text=one.short, missing=[]) for one, _ in nearest]
