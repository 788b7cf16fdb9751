"""Who may call what: every route, every role; what is not listed is refused."""

from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from console.api.access import guard, permissions_of, routes
from console.api.app import PUBLIC, ROUTERS
from tests.functional.console.conftest import STAFF, SignedIn

AGENTS = {"agent", "second", "boss", "far"}
SUPERVISORS = {"boss"}
READERS = AGENTS | {"auditor"}
EDITORS = {"editor", "second_editor"}
EVERYBODY = set(STAFF)
# Route by route: who gets past the door. A new route needs a line here.
MATRIX = {
    ("POST", "/session"): None,
    ("GET", "/session"): EVERYBODY,
    ("DELETE", "/session"): EVERYBODY,
    ("GET", "/queue"): READERS,
    ("GET", "/queue/events"): READERS,
    ("GET", "/conversations/{conversation_id}"): READERS,
    ("GET", "/conversations/{conversation_id}/background"): READERS,
    ("POST", "/conversations/{conversation_id}/take"): AGENTS,
    ("POST", "/conversations/{conversation_id}/answers"): AGENTS,
    ("POST", "/conversations/{conversation_id}/hand-back"): AGENTS,
    ("POST", "/conversations/{conversation_id}/notes"): AGENTS,
    ("POST", "/conversations/{conversation_id}/forwards"): AGENTS,
    ("GET", "/conversations/{conversation_id}/replies"): AGENTS,
    ("GET", "/names"): READERS,
    ("GET", "/colleagues"): AGENTS,
    ("GET", "/forwards"): AGENTS,
    ("POST", "/forwards/{number}/accept"): AGENTS,
    ("POST", "/forwards/{number}/decline"): AGENTS,
    ("GET", "/orders"): READERS,
    ("GET", "/orders/words"): READERS,
    ("GET", "/orders/promises"): READERS,
    ("PUT", "/orders/promises"): {"boss", "admin"},
    ("POST", "/orders"): AGENTS,
    ("GET", "/orders/{receipt}"): READERS,
    ("PUT", "/orders/{receipt}/form"): AGENTS,
    ("POST", "/orders/{receipt}/assign"): AGENTS,
    ("POST", "/orders/{receipt}/start"): AGENTS,
    ("POST", "/orders/{receipt}/return"): AGENTS,
    ("POST", "/orders/{receipt}/supervise"): {"boss"},
    ("POST", "/orders/{receipt}/answer"): AGENTS,
    ("POST", "/orders/{receipt}/reopen"): AGENTS,
    ("POST", "/orders/{receipt}/reveal/{field}"): AGENTS,
    ("POST", "/search"): READERS,
    ("GET", "/search/choices"): READERS,
    ("POST", "/exports/search"): SUPERVISORS,
    ("POST", "/exports/conversations/{conversation_id}"): SUPERVISORS,
    ("GET", "/overview"): SUPERVISORS | {"auditor"},
    ("GET", "/overview/charts/{identity}"): SUPERVISORS | {"auditor"},
    ("GET", "/knowledge/articles"): READERS | EDITORS,
    ("GET", "/knowledge/articles/{identity}"): READERS | EDITORS,
    ("GET", "/knowledge/articles/{identity}/as-of"): READERS | EDITORS,
    ("GET", "/knowledge/choices"): READERS | EDITORS,
    ("POST", "/knowledge/preview"): EDITORS,
    ("GET", "/knowledge/drafts"): EDITORS,
    ("POST", "/knowledge/drafts"): EDITORS,
    ("GET", "/knowledge/drafts/{number}"): EDITORS,
    ("PUT", "/knowledge/drafts/{number}"): EDITORS,
    ("POST", "/knowledge/drafts/{number}/submit"): EDITORS,
    ("POST", "/knowledge/drafts/{number}/withdraw"): EDITORS,
    ("POST", "/knowledge/drafts/{number}/decline"): EDITORS,
    ("POST", "/knowledge/drafts/{number}/approve"): EDITORS,
    ("GET", "/knowledge/impact"): EDITORS,
    ("POST", "/knowledge/impact/hold"): EDITORS,
    ("POST", "/corrections"): AGENTS | EDITORS,
    ("GET", "/corrections"): AGENTS | EDITORS,
    ("GET", "/corrections/unanswered"): {"boss"} | EDITORS,
    ("POST", "/corrections/{number}/approve"): {"boss"} | EDITORS,
    ("POST", "/corrections/{number}/decline"): {"boss"} | EDITORS,
    ("GET", "/appointments/week"): AGENTS,
    ("GET", "/appointments/setup"): AGENTS,
    ("PUT", "/appointments/services/{kind}"): {"boss"},
    ("POST", "/appointments/closures"): {"boss"},
    ("DELETE", "/appointments/closures/{number}"): {"boss"},
    ("POST", "/appointments/bookings/{receipt}/cancel"): AGENTS,
    ("POST", "/appointments/bookings/{receipt}/move"): AGENTS,
    ("POST", "/appointments/bookings/{receipt}/contact"): AGENTS,
}


def test_the_matrix_names_every_route() -> None:
    assert {(method, route.path) for method, route in routes(ROUTERS)} == set(MATRIX)


@pytest.mark.parametrize("name", sorted(STAFF))
async def test_a_role_gets_past_the_doors_of_the_matrix_and_no_other(
    signed_in: SignedIn, name: str
) -> None:
    client = await signed_in(name)
    refused = set()
    for method, path in MATRIX:
        if path.endswith(("/session", "/events")):
            continue
        names = dict.fromkeys(("conversation_id", "identity", "receipt", "field", "kind"), "none")
        address = path.format(**names, number=1)
        answer = await client.request(method, address, json={})
        assert answer.status_code < 500, answer.text
        if answer.status_code == 403:
            refused.add((method, path))
    expected = {
        key
        for key, people in MATRIX.items()
        if people is not None and name not in people and not key[1].endswith("/events")
    }
    assert refused == expected


async def test_the_stream_is_for_readers(signed_in: SignedIn) -> None:
    editor = await signed_in("editor")
    assert (await editor.get("/queue/events")).status_code == 403


def test_a_route_that_does_not_say_who_may_is_not_served() -> None:
    router = APIRouter()

    @router.get("/open-by-mistake")
    def open_by_mistake() -> None:
        """Forget to ask who calls."""

    with pytest.raises(RuntimeError, match="GET /open-by-mistake"):
        guard([router], PUBLIC)


def test_only_signing_in_is_public() -> None:
    silent = {
        (method, route.path) for method, route in routes(ROUTERS) if permissions_of(route) is None
    }
    assert silent == set(PUBLIC) == {("POST", "/session")}


async def test_the_description_is_served(console: FastAPI) -> None:
    transport = httpx.ASGITransport(app=console, root_path="/console")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        described = await client.get("/console/api/openapi.json")
    assert set(described.json()["paths"]) == {f"/api{path}" for _, path in MATRIX}
