"""Names for what the API gives in codes: colleagues of one's court, and topics."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from bot.desk.staff import accounts
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from console.api.access import Allowed
from console.api.state import console

router = APIRouter(prefix="/names", tags=["names"])
Reader = Annotated[Person, Depends(Allowed(Permission.READ_CONVERSATIONS))]


class Names(BaseModel):
    """Account → display name, for all who ever worked at this court; topic → label."""

    people: dict[str, str]
    topics: dict[str, str]


@router.get("")
async def names(request: Request, person: Reader) -> Names:
    """Return the names a page needs to show people and topics as people know them."""
    found = console(request)
    async with found.database.read() as session:
        rows = await accounts.of_court(session, person.court_code)
    library = await asyncio.to_thread(found.knowledge.get)
    return Names(
        people={row.name: row.display_name for row in rows},
        topics={name: topic.label for name, topic in library.topics.items()},
    )
