"""Two editors: one writes, the other compares and approves, and the file changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts.build_page import CONSOLE
from tests.browser.conftest import watch
from tests.browser.desk.knowledge_desk import ASKED, KnowledgeDesk

AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
SCREEN = {"width": 1366, "height": 768}
SHORT = "收到判决书次日起15日内交上诉状。"

SignIn = Callable[[str], Page]


@pytest.fixture
def desk(tmp_path: Path, dist: Path) -> Iterator[KnowledgeDesk]:
    """A desk of the test's own."""
    made = KnowledgeDesk(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def sign_in(browser: Browser, desk: KnowledgeDesk) -> Iterator[SignIn]:
    """Sign somebody in with a browser of their own; no page may have met an error."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(name: str) -> Page:
        context = browser.new_context(viewport=SCREEN, locale="zh-CN")
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, desk.url, faults)
        desk.sign_in(page, name)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def serious(page: Page) -> list[Any]:
    """Return what axe finds serious or worse."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    return [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_an_answer_is_changed_by_two_editors(sign_in: SignIn, desk: KnowledgeDesk) -> None:
    author = sign_in("zhao")
    author.get_by_label("搜答复").fill("不服一审判决怎么上诉")
    assert serious(author) == []
    author.get_by_role("link", name="不服一审判决怎么上诉").first.click()
    author.get_by_label("短答").fill(SHORT)
    author.get_by_label("依据1的条号").fill("85、999")
    author.get_by_role("button", name="检查和预览").press("Enter")
    expect(author.locator('.findings li[data-level="error"]')).to_contain_text("没有第999条")
    author.get_by_label("依据1的条号").fill("85、86、157、165、171、172、173、183")
    author.get_by_label("为什么改").fill("说得更短")
    author.get_by_role("button", name="提交审核").press("Enter")
    expect(author.locator(".edit-side")).to_contain_text("自己不能审核自己的")
    assert serious(author) == []

    second = sign_in("qian")
    second.get_by_role("link", name="草稿和审核").click()
    second.get_by_role("link", name="不服一审判决怎么上诉").click()
    expect(second.locator(".edit-changes ins")).to_have_text(SHORT)
    publish = second.get_by_role("button", name="通过并发布")
    expect(publish).to_be_disabled()
    second.get_by_label("我已对照依据的原文核对").check()
    publish.press("Enter")
    expect(second.locator(".edit-state")).to_contain_text("已发布")
    text = (desk.knowledge / "appeal.yml").read_text(encoding="utf-8")
    assert f"  short: {SHORT}\n" in text


def test_a_wrong_answer_is_marked_and_reviewed_by_another(
    sign_in: SignIn, desk: KnowledgeDesk
) -> None:
    agent = sign_in("wang")
    agent.locator(".queue-row").first.click()
    agent.get_by_role("button", name="答得不对").press("Enter")
    expect(agent.get_by_label("当事人的话")).to_have_value(ASKED)
    agent.get_by_role("combobox", name="正确的事项").fill("抚养费")
    agent.get_by_role("option", name="抚养费", exact=True).click()
    assert serious(agent) == []
    agent.get_by_role("button", name="交给同事复核").press("Enter")
    expect(agent.get_by_text("记下了")).to_be_visible()

    editor = sign_in("qian")
    editor.get_by_role("link", name="纠错").click()
    expect(editor.locator(".correct-said")).to_contain_text(ASKED)
    adopt = editor.get_by_role("button", name="采用", exact=True)
    expect(adopt).to_be_disabled()
    editor.get_by_label("没有姓名等个人信息").check()
    assert serious(editor) == []
    adopt.press("Enter")
    expect(editor.get_by_text("这里没有纠错。")).to_be_visible()
    written = [path.read_text(encoding="utf-8") for path in desk.corrections.iterdir()]
    assert [text.split("\n")[:2] for text in written] == [
        [f"- text: {ASKED}", "  topic: child_support_suit"]
    ]
    editor.get_by_role("link", name="没答上来的").click()
    expect(editor.locator(".correct-alike li")).to_contain_text(ASKED)
    assert serious(editor) == []


def test_a_change_of_law_holds_what_rests_on_it(sign_in: SignIn, desk: KnowledgeDesk) -> None:
    page = sign_in("zhao")
    page.get_by_role("link", name="法律变动").click()
    page.get_by_role("combobox", name="哪部法律").click()
    page.get_by_role("option", name="民事诉讼法", exact=True).click()
    page.get_by_label("条号").fill("171")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="不服一审判决怎么上诉")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="暂停选中的").click()
    page.locator(".el-message-box textarea").fill("新法施行，待核对")
    page.get_by_role("button", name="确定").click()
    expect(page.locator('.know-state[data-state="held"]').first).to_be_visible()
    assert "held: 新法施行，待核对" in (desk.knowledge / "appeal.yml").read_text(encoding="utf-8")
