"""Signing in and out, and who is signed in."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response
from pydantic import BaseModel, Field

from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.staff import accounts, sessions
from bot.desk.staff.accounts import SignIn
from bot.desk.staff.roles import ALLOWED, ROLE_NAMES, Role
from bot.desk.staff.sessions import Person
from console.api.access import COOKIE, Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/session", tags=["session"])

# Checking a password takes a tenth of a second of a core: strangers get two at a time.
_CHECKS = asyncio.Semaphore(2)
_WAITING = 40


class Credentials(BaseModel):
    """What is given to sign in."""

    name: str = Field(max_length=64)
    password: str = Field(max_length=500)
    one_time_code: str = Field("", max_length=10)


class Me(BaseModel):
    """Who is signed in and what they may do."""

    name: str
    display_name: str
    role: Role
    role_name: str
    court_code: str
    permissions: list[str]
    csrf: str
    demo: bool


@router.post("")
async def sign_in(given: Credentials, request: Request, response: Response) -> Me:
    """Begin a session. Wrong names, passwords and codes are refused alike."""
    found, at = console(request), now()
    waiting = _CHECKS._waiters
    if waiting is not None and len(waiting) > _WAITING:
        raise ConsoleError(503, "busy", "现在登录的人太多，请过一会儿再试。")
    async with _CHECKS:
        account = await accounts.authenticate(found.database, SignIn(**given.model_dump()), at)
    if account == "locked":
        raise ConsoleError(429, "locked", "输错太多次，账号已锁定十五分钟，之后再试。")
    if account == "wrong" or (account.demo and found.settings.environment == "production"):
        raise ConsoleError(401, "wrong", "账号、密码或动态口令不对。")
    async with found.database.write() as session:
        token = await sessions.begin(session, account, at)
        act = Act(account.name, "session.begin", account.court_code, f"staff:{account.name}")
        await audit.write(session, act)
        person = await sessions.person_of(session, token, at)
    assert person is not None
    response.set_cookie(
        COOKIE,
        token,
        path="/console",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https" or found.settings.environment == "production",
    )
    return me(person)


@router.get("")
async def who(person: Annotated[Person, Depends(Allowed())]) -> Me:
    """Return who is signed in."""
    return me(person)


@router.delete("", status_code=204)
async def sign_out(
    request: Request,
    response: Response,
    person: Annotated[Person, Depends(Allowed())],
    console_session: Annotated[str, Cookie(include_in_schema=False)] = "",
) -> None:
    """End this session."""
    async with console(request).database.write() as session:
        await sessions.end(session, console_session)
        act = Act(person.name, "session.end", person.court_code, f"staff:{person.name}")
        await audit.write(session, act)
    response.delete_cookie(COOKIE, path="/console")


def me(person: Person) -> Me:
    """Return a person as the page knows them."""
    return Me(
        name=person.name,
        display_name=person.display_name,
        role=person.role,
        role_name=ROLE_NAMES[person.role],
        court_code=person.court_code,
        permissions=sorted(one.value for one in ALLOWED[person.role]),
        csrf=person.csrf,
        demo=person.demo,
    )
