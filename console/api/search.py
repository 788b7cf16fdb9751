"""Searching what was said and ordered in one's own court."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.orders.kinds import kinds
from bot.desk.searching.errors import TooShort
from bot.desk.searching.search import PAGE, Hit, Wanted, search, snippet, words_of
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed
from console.api.errors import ConsoleError
from console.api.overview import FIRST_DAY, LAST_DAY, labels
from console.api.state import console

router = APIRouter(prefix="/search", tags=["search"])
Reader = Annotated[Person, Depends(Allowed(Permission.READ_CONVERSATIONS))]

_CODE = r"^[a-z0-9_/]*$"
_LAST = 2**53
_NARROWED = {"what", "channel", "topic", "kind", "sender", "since", "until"}


class Search(BaseModel):
    """What is looked for; in a body, because names must not stand in addresses and their logs."""

    words: str = Field("", max_length=100)
    what: Literal["", "said", "order"] = ""
    channel: str = Field("", max_length=16, pattern=_CODE)
    topic: str = Field("", max_length=48, pattern=_CODE)
    kind: str = Field("", max_length=24, pattern=_CODE)
    sender: Literal["", "citizen", "assistant", "staff", "system"] = ""
    since: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)
    until: date | None = Field(None, ge=FIRST_DAY, le=LAST_DAY)
    before: int | None = Field(None, ge=0, le=_LAST)

    def wanted(self, limit: int = PAGE) -> Wanted:
        """Return it as the desk knows it.

        Raises:
            ConsoleError: no word has two characters.
        """
        try:
            words_of(self.words)
        except TooShort as error:
            raise ConsoleError(422, "too_short", str(error)) from error
        given = {name: getattr(self, name) for name in Search.model_fields}
        return Wanted(**given, limit=limit)


class Found(BaseModel):
    """One thing found, with the neighbourhood of the words."""

    id: int
    conversation_id: str
    seq: int
    receipt: str
    sender: str
    channel: str
    kind: str
    topic: str
    court_code: str
    stage: str
    at: datetime
    snippet: str


class Choices(BaseModel):
    """What a search can be narrowed to: names by their codes."""

    topics: dict[str, str]
    kinds: dict[str, str]


class FoundPage(BaseModel):
    """One page; ``next`` is given back as ``before`` for the page behind it."""

    hits: list[Found]
    words: list[str]
    next: int | None


@router.get("/choices")
async def choices(request: Request, person: Reader) -> Choices:
    """Return topics and kinds of orders with their names."""
    named = {code: kind.name for code, kind in kinds().items()}
    return Choices(topics=dict(await labels(request)), kinds=named)


@router.post("")
async def find(given: Search, request: Request, person: Reader) -> FoundPage:
    """Return a page of what fits, newest first. Words shorter than two characters are refused."""
    database = console(request).database
    async with database.read() as session:
        hits = await search(session, person.court_code, given.wanted())
    async with database.write() as session:
        await log_search(session, person, "search", given, hits)
    words = words_of(given.words)
    return FoundPage(
        hits=[_found(hit, words) for hit in hits],
        words=words,
        next=hits[-1].id if len(hits) == PAGE else None,
    )


async def log_search(
    session: AsyncSession,
    person: Person,
    action: str,
    given: Search,
    hits: Sequence[Hit],
    reason: str = "",
) -> None:
    """Note who looked and whose words they read; not what they looked for, which may be a name."""
    narrowed = given.model_dump(mode="json", include=_NARROWED, exclude_defaults=True)
    talks = sorted({hit.conversation_id for hit in hits})
    detail = {**narrowed, "length": len(given.words), "found": len(hits), "talks": talks[:PAGE]}
    await audit.write(
        session, Act(person.name, action, person.court_code, reason=reason, detail=detail)
    )


def _found(hit: Hit, words: Sequence[str]) -> Found:
    shown = {name: getattr(hit, name) for name in Found.model_fields if name != "snippet"}
    return Found(**shown, snippet=snippet(hit.text, words))
