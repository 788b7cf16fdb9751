"""Signing in, and what protects a session."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.functional.console.conftest import PASSWORD, SignedIn

Make = Callable[[], httpx.AsyncClient]


async def test_signing_in_tells_who_one_is_and_sets_a_cookie_scripts_cannot_read(
    client_of: Make,
) -> None:
    client = client_of()
    answer = await client.post("/session", json={"name": "boss", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200
    assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(cookie.split("; "))
    body = answer.json()
    assert len(body.pop("csrf")) >= 40
    assert body == {
        "name": "boss",
        "display_name": "Boss",
        "role": "supervisor",
        "role_name": "督办主管",
        "court_code": "京0105",
        "permissions": [
            "answer",
            "export",
            "handle_orders",
            "read_conversations",
            "read_overview",
            "reveal",
            "supervise",
        ],
        "demo": False,
    }
    assert (await client.get("/session")).json()["name"] == "boss"


@pytest.mark.parametrize(("name", "password"), [("boss", "wrong"), ("nobody", PASSWORD)])
async def test_wrong_names_and_passwords_are_refused_alike(
    client_of: Make, name: str, password: str
) -> None:
    answer = await client_of().post("/session", json={"name": name, "password": password})
    assert answer.status_code == 401
    assert answer.json() == {"error": {"code": "wrong", "message": "账号、密码或动态口令不对。"}}


async def test_guessing_locks(client_of: Make) -> None:
    client = client_of()
    codes = [
        (await client.post("/session", json={"name": "boss", "password": "wrong"})).status_code
        for _ in range(6)
    ]
    assert codes == [401, 401, 401, 401, 429, 429]
    right = await client.post("/session", json={"name": "boss", "password": PASSWORD})
    assert right.status_code == 429


async def test_nothing_is_told_to_whoever_is_not_signed_in(client_of: Make) -> None:
    client = client_of()
    for address in ("/session", "/queue", "/forwards", "/conversations/x"):
        answer = await client.get(address)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed_out")
    client.cookies.set("console_session", "made-up", path="/console")
    assert (await client.get("/queue")).status_code == 401


async def test_a_change_needs_the_token_of_the_session(signed_in: SignedIn) -> None:
    client = await signed_in("agent")
    for token in ("", "made-up", "é" * 43):
        client.headers["x-csrf-token"] = token
        answer = await client.post("/conversations/x/take")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "csrf")


async def test_signing_out_ends_the_session(signed_in: SignedIn) -> None:
    client = await signed_in("agent")
    token = client.cookies["console_session"]
    assert (await client.delete("/session")).status_code == 204
    client.cookies.set("console_session", token, path="/console")
    assert (await client.get("/session")).status_code == 401
