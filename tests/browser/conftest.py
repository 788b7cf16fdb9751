"""The page in a real Chromium, talking to a gateway that each test scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from scripts.build_page import CONSOLE, build
from scripts.chromium import browser as find_browser
from tests.browser.gateway import GREETING, FakeGateway

PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def dist() -> Path:
    """The folder of the built page, built now if its sources have changed."""
    build()
    return CONSOLE / "web" / "dist"


# Playwright keeps an event loop in this thread; ended with the module, it is in nobody's way.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium."""
    path = find_browser()
    if path is None:
        pytest.fail("Chromium is missing; run: .venv/bin/python scripts/chromium.py")
    launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    yield launched
    launched.close()


@pytest.fixture
def gateway(dist: Path) -> Iterator[FakeGateway]:
    """A gateway of the test's own."""
    made = FakeGateway(dist)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def open_page(browser: Browser, gateway: FakeGateway) -> Iterator[OpenPage]:
    """Open the chat page in a fresh browser profile; the notice is read unless `notice=True`.

    After the test no page may have met an error, broken its policy or asked another host.
    """
    contexts = []
    faults: list[str] = []

    def open_it(*, notice: bool = False, **options: Any) -> Page:
        chosen = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, gateway.url, faults)
        page.goto(gateway.url)
        if not notice:
            page.get_by_role("button", name="我知道了").click()
            expect(page.locator(".reply").first).to_be_visible()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def watch(page: Page, origin: str, faults: list[str]) -> None:
    """Collect into `faults` what must not happen on a page."""

    def console(kind: str, text: str) -> None:
        # A status of 4xx or 5xx, or a lost connection, is what some tests are about.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            faults.append(text)

    def request(url: str) -> None:
        if not url.startswith(f"{origin}/"):
            faults.append(f"asked {url}")

    page.on("console", lambda message: console(message.type, message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda made: request(made.url))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The chat page on a phone, with the notice read."""
    return open_page()


def say(page: Page, text: str) -> None:
    """Write a message and send it with Enter."""
    page.get_by_label("输入您的问题").fill(text)
    page.keyboard.press("Enter")


def expect_talk(page: Page, *lines: str) -> None:
    """Expect that this was said after the greeting, in the order of the screen."""
    talk = page.locator(".words, .reply .paragraph")
    expect(talk).to_have_text([GREETING["text"], *lines])
