"""Who may call a route. A route that does not say is refused before it is served.

A session is a cookie that scripts cannot read; what changes something also needs the session's own
CSRF token in a header, which no other site can know.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Annotated, Any

from fastapi import APIRouter, Cookie, Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from bot.desk.handover.ownership import Actor
from bot.desk.staff import sessions
from bot.desk.staff.roles import Permission, may
from bot.desk.staff.sessions import Person
from console.api.errors import ConsoleError
from console.api.state import console

COOKIE = "console_session"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_LONGEST_TOKEN = 100


def now() -> datetime:
    """The time now, aware."""
    return datetime.now(timezone.utc)


async def signed_in(
    request: Request,
    console_session: Annotated[str, Cookie(include_in_schema=False)] = "",
    x_csrf_token: Annotated[str, Header(include_in_schema=False)] = "",
) -> Person:
    """Return who calls.

    Raises:
        ConsoleError: nobody is signed in, or the request does not come from our own page.
    """
    if not console_session or len(console_session) > _LONGEST_TOKEN:
        raise ConsoleError(401, "signed_out", "请先登录。")
    database, at = console(request).database, now()
    async with database.read() as session:
        person = await sessions.person_of(session, console_session, at)
    if person is None:
        raise ConsoleError(401, "signed_out", "登录已过期，请重新登录。")
    if request.method not in _SAFE and not hmac.compare_digest(
        x_csrf_token.encode(), person.csrf.encode()
    ):
        raise ConsoleError(403, "csrf", "请求不是从工作台页面发出的，请刷新页面后再试。")
    if sessions.is_use_due(person, at):
        async with database.write() as session:
            await sessions.note_use(session, console_session, at)
    return person


class Allowed:
    """A dependency that lets pass who has one of the permissions; none: whoever is signed in."""

    def __init__(self, *permissions: Permission) -> None:
        """Ask for one of ``permissions``."""
        self.permissions = permissions

    async def __call__(self, person: Annotated[Person, Depends(signed_in)]) -> Person:
        """Return who calls. Raises ConsoleError if their role may not."""
        if self.permissions and not any(may(person.role, one) for one in self.permissions):
            raise ConsoleError(403, "forbidden", "您的角色不能做这件事。")
        return person


def actor(person: Person) -> Actor:
    """Return a person as ownership knows them."""
    return Actor(person.name, person.court_code, may(person.role, Permission.SUPERVISE))


def guard(routers: Iterable[APIRouter], public: frozenset[tuple[str, str]]) -> None:
    """Refuse to serve a route that says neither who may call it nor that all may.

    ``public``: methods and paths that are called before anybody is signed in.

    Raises:
        RuntimeError: names the route.
    """
    for method, route in routes(routers):
        if (method, route.path) not in public and permissions_of(route) is None:
            raise RuntimeError(f"{method} {route.path} does not say who may call it")


def routes(routers: Iterable[APIRouter]) -> Iterator[tuple[str, APIRoute]]:
    """Yield the routes of routers, one for each method."""
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield from ((method, route) for method in sorted(route.methods or ()))


def permissions_of(route: APIRoute) -> tuple[Permission, ...] | None:
    """Return the permissions of which one is needed; ``None`` if the route does not say."""
    return next(
        (each.permissions for each in _calls(route.dependant) if isinstance(each, Allowed)), None
    )


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for below in dependant.dependencies:
        yield from _calls(below)
