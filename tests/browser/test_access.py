"""Everyone can use it: by keyboard, by ear, in large letters, on a narrow phone, in the dark."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts.build_page import CONSOLE
from tests.browser.conftest import say
from tests.browser.gateway import FakeGateway, Refusal
from tests.browser.test_replies import CASE

OpenPage = Callable[..., Page]

AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = {"width": 1366, "height": 768}
NARROW = {"width": 360, "height": 640}
LARGEST = 3
"""Presses of A+ from the standard size to the largest."""

TARGETS = "button:visible, textarea:visible, summary:visible"


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """The chat page on a narrow phone, with the notice read."""
    return open_page(viewport=NARROW)


def everything(page: Page, gateway: FakeGateway) -> None:
    """Bring every part of the page on the screen: timeline, sources, buttons, a failed message."""
    buttons = [{"title": title, "payload": title} for title in ("法官电话多少", "换一个案子")]
    gateway.answer = lambda _message: [{**CASE, "buttons": buttons}]
    say(page, "我的案子到哪一步了，请把能说的都告诉我，谢谢")
    expect(page.locator(".reply")).to_have_count(2)
    page.locator("summary").click()
    gateway.refusals.append(Refusal(503, "系统正忙，您的话没有丢，请稍后再发一次。"))
    say(page, "然后呢")
    expect(page.locator(".problem")).to_be_visible()


def enlarge(page: Page, times: int = LARGEST) -> None:
    """Press A+."""
    for _ in range(times):
        page.get_by_role("button", name="放大字号").click()


def findings(page: Page, *without: str) -> list[dict[str, Any]]:
    """Return what axe-core objects to, short: rule, weight, places."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text())
    rules = {rule: {"enabled": False} for rule in without}
    found = page.evaluate("rules => axe.run(document, { rules })", rules)
    return [
        {"rule": each["id"], "impact": each["impact"], "at": [n["target"] for n in each["nodes"]]}
        for each in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(
    open_page: OpenPage, gateway: FakeGateway, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    everything(page, gateway)
    assert findings(page) == []
    page.get_by_role("button", name="重新开始").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_text_has_the_higher_contrast(page: Page, gateway: FakeGateway) -> None:
    everything(page, gateway)
    page.evaluate("() => document.querySelectorAll('[disabled]').forEach(b => b.remove())")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text())
    run = "axe.run(document, { runOnly: ['color-contrast-enhanced'] })"
    found = page.evaluate(run)["violations"]
    assert [node["html"] for each in found for node in each["nodes"]] == []


def test_a_question_is_asked_and_answered_with_the_keyboard_alone(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    gateway.answer = lambda message: [
        {"text": f"收到：{message.get('text') or message['payload']}",
         "buttons": [{"title": "下一步", "payload": "/next"}],
         "sources": [{"law": "民事诉讼法", "articles": ["171"]}]}
    ]  # fmt: skip
    page = open_page(notice=True)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("heading", name="使用前请您了解")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="我知道了")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()

    page.reload()
    expect(page.locator(".reply")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到输入框")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("输入您的问题")).to_be_focused()
    page.keyboard.type("怎么上诉")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(2)

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="下一步")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(3)
    expect(page.get_by_label("输入您的问题")).to_be_focused()
    for name in ("下一步", "复制这条回复"):
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name=name).last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("《民事诉讼法》第171条").last).to_be_visible()


def test_focus_is_always_visible(page: Page) -> None:
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineStyle, parseFloat(s.outlineWidth)] }"
        )
        assert outline == ["solid", 3]


def test_a_dialog_gives_focus_back(page: Page) -> None:
    opener = page.get_by_role("button", name="重新开始")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="要重新开始吗？")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_finger_on_a_button_does_not_raise_the_keyboard(page: Page) -> None:
    page.get_by_role("button", name="算诉讼费").click()
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.get_by_role("log")).to_be_focused()


def test_new_replies_are_read_out_and_restored_ones_are_not(
    page: Page, gateway: FakeGateway
) -> None:
    log = page.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "polite")
    say(page, "你好")
    expect(page.locator(".reply")).to_have_count(2)
    page.add_init_script(
        "window.addedWhile = [];"
        "new MutationObserver(all => all.forEach(({ target, addedNodes }) => {"
        "  const log = target.closest?.('[role=log]');"
        "  for (const node of addedNodes) if (log && node.matches?.('.reply'))"
        "    addedWhile.push(log.getAttribute('aria-live'));"
        "})).observe(document, { childList: true, subtree: true });"
    )
    page.reload()
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    say(page, "再问一句")
    expect(page.locator(".reply")).to_have_count(3)
    assert page.evaluate("addedWhile") == ["off", "off", "polite"]
    assert gateway.said() == ["你好", "再问一句"]


def test_what_only_the_eye_would_notice_is_also_said(page: Page) -> None:
    status = page.get_by_role("status")
    enlarge(page, 1)
    expect(status.last).to_have_text("字号：大")
    page.get_by_label("输入您的问题").fill("字" * 990)
    expect(status.nth(1)).to_have_text("还可以写 10 字")


def test_letters_grow_in_steps_and_the_size_is_remembered(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.paragraph')).fontSize)"
    sizes = [page.evaluate(size)]
    for _ in range(LARGEST):
        enlarge(page, 1)
        sizes.append(page.evaluate(size))
    assert sizes == [18, 21, 24, 28]
    expect(page.get_by_role("button", name="放大字号")).to_have_attribute("aria-disabled", "true")
    page.reload()
    expect(page.locator(".reply")).to_be_visible()
    assert page.evaluate(size) == 28
    for _ in range(LARGEST + 1):
        page.get_by_role("button", name="缩小字号").click()
    assert page.evaluate(size) == 16


@pytest.mark.parametrize("steps", [0, LARGEST])
def test_a_narrow_phone_never_scrolls_sideways(
    page: Page, gateway: FakeGateway, steps: int
) -> None:
    enlarge(page, steps)
    everything(page, gateway)
    say(page, "w" * 300)
    expect(page.locator(".bubble")).to_have_count(3)
    too_wide = page.evaluate(
        "() => [...document.querySelectorAll('.app *')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)"
    )
    assert too_wide == []
    log = page.get_by_role("log")
    assert log.evaluate("element => element.scrollWidth - element.clientWidth") == 0
    expect(page.get_by_label("输入您的问题")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="转人工")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["phone", "desktop"])
def test_whatever_can_be_pressed_is_large_enough(
    open_page: OpenPage, gateway: FakeGateway, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    everything(page, gateway)
    boxes = [(each.inner_text(), each.bounding_box()) for each in page.locator(TARGETS).all()]
    assert len(boxes) > 10
    small = [name for name, box in boxes if box and min(box["width"], box["height"]) < 44]
    assert small == []


def test_a_screen_lying_down_scrolls_as_a_whole(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 640, "height": 320})
    assert page.evaluate("document.documentElement.scrollHeight > innerHeight")
    page.get_by_label("输入您的问题").scroll_into_view_if_needed()
    expect(page.get_by_label("输入您的问题")).to_be_in_viewport(ratio=1)


def test_nothing_moves_for_those_who_asked_for_stillness(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    page = open_page(reduced_motion="reduce")
    gateway.hold.clear()
    say(page, "你好")
    expect(page.locator(".busy")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_page_is_light(dist: Path) -> None:
    page = (dist / "index.html").read_text()
    # Its own scripts; those of the staff's console are none of a citizen's business.
    named = re.findall(r'"\./(assets/[^"]+\.js)"', page)
    scripts = [gzip.compress((dist / name).read_bytes()) for name in named]
    assert len(named) >= 1
    assert 0 < sum(map(len, scripts)) < 60_000
    assert "<style" not in page and " style=" not in page
    assert page.count("<script") == page.count('<script type="module" crossorigin src="./assets/')
