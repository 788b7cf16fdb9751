"""A one-time code: the page goes on in the conversation that the code was given in."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import expect_talk, say
from tests.browser.gateway import GREETING, FakeGateway

JOINED = "从微信接续了这次对话。如果不是您本人，请马上说“人工”。"


def _at(number: int) -> str:
    return f"2026-01-05T03:0{number}:00+00:00"


def _other_conversation(gateway: FakeGateway) -> list[dict[str, Any]]:
    """Make the answers of the gateway those of a code that joins another conversation."""
    said = [
        {"from": "assistant", **GREETING},
        {"from": "citizen", "text": "我想问保全"},
        {"from": "assistant", "text": "保全要先申请。"},
        {"from": "system", "text": JOINED},
        {"from": "citizen", "text": "接续码****78"},
    ]
    history = [{"id": place, "at": _at(place), **entry} for place, entry in enumerate(said, 1)]

    def join(message: dict[str, Any]) -> list[dict[str, Any]]:
        gateway.reload = True
        gateway.histories[message["session"]] = history
        return [{"text": "接上了微信的对话，您接着说就行。"}]

    gateway.answer = join
    return history


def test_after_a_code_the_page_shows_the_conversation_it_joined(
    page: Page, gateway: FakeGateway
) -> None:
    say(page, "在吗")
    expect_talk(page, "在吗", "收到：在吗")
    _other_conversation(gateway)
    say(page, "接续码345678")
    joined = ("我想问保全", "保全要先申请。", "接续码****78", "接上了微信的对话，您接着说就行。")
    expect_talk(page, *joined)
    expect(page.locator(".note")).to_have_text([JOINED])
    # What comes by itself is not taken for an entry of the conversation left.
    gateway.push("reply", {"id": 7, "from": "staff", "at": _at(9), "text": "我来接着办。"})
    expect_talk(page, *joined, "我来接着办。")


def test_another_page_of_the_session_follows_when_it_is_told(
    page: Page, gateway: FakeGateway
) -> None:
    expect_talk(page)
    assert gateway.listening.wait(10)
    (session,) = gateway.histories
    gateway.histories[session] = _other_conversation(gateway)
    gateway.push("reload", {})
    expect_talk(page, "我想问保全", "保全要先申请。", "接续码****78")
    expect(page.locator(".note")).to_have_text([JOINED])


def test_the_page_is_told_when_somebody_joins(page: Page, gateway: FakeGateway) -> None:
    expect_talk(page)
    assert gateway.listening.wait(10)
    gateway.push("reply", {"id": 2, "from": "system", "at": _at(1), "text": JOINED})
    expect(page.locator(".note")).to_have_text([JOINED])
    expect_talk(page)
