"""A supervisor finds what was said, takes it along, reads the overview and prints the week."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Download, Page, expect
from pydantic import SecretStr

from bot.db import Database
from bot.desk import addresses, record
from bot.desk.handover import queue
from bot.desk.staff import accounts
from bot.desk.staff.accounts import NewStaff
from bot.desk.staff.roles import Role
from bot.migrations import upgrade
from bot.settings import Settings
from channels.app import create_app
from console.part import ConsolePart
from scripts.build_page import CONSOLE
from tests.browser.conftest import watch

AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "很长很难猜到的一个密码"
COURT = "京0105"
NOW = datetime.now(timezone.utc)
SERIOUS = {"serious", "critical"}
SCREENS = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


async def fill(chosen: Settings) -> None:
    """Write staff and conversations of the last ten days."""
    database = Database(chosen.database)
    await upgrade(database)
    async with database.write() as session:
        for name, role in (("boss", Role.SUPERVISOR), ("wang", Role.AGENT)):
            await accounts.add(session, NewStaff(name, name, role, COURT), PASSWORD)
        for number in range(24):
            at = NOW - timedelta(days=number % 10, minutes=number)
            found = await addresses.conversation_at(session, "web", f"citizen-{number}")
            talk = await record.conversation(session, found)
            read = {"intent": "procedure", "topics": [{"topic": "appeal", "confidence": 0.9}]}
            entry = record.append(
                talk, "citizen", "m1", f"第{number}位问上诉期限", {"understood": read}
            )
            entry.created_at = at
            session.add(entry)
            await session.flush()
            request = queue.Request(found, "web", "human", court_code=COURT)
            await queue.hand_over(session, request, at)
    await database.close()


@pytest.fixture
def url(tmp_path: Path, dist: Path) -> Iterator[str]:
    """The address of a gateway with its console, in a thread."""
    chosen = Settings(
        environment="test",
        var_dir=tmp_path,
        secret_key=SecretStr("a-secret-of-the-tests"),
        log_level="ERROR",
    )
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(chosen, [ConsolePart()])
    config = uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)

    async def serve() -> None:
        await fill(chosen)
        await server.serve(sockets=[listening])

    # Playwright keeps a loop in this thread.
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=sorted(SCREENS))
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """A supervisor who has signed in; no page may have met an error."""
    faults: list[str] = []
    context = browser.new_context(
        viewport=SCREENS[request.param], locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    watch(opened, url, faults)
    opened.goto(f"{url}/console/")
    opened.fill("#name", "boss")
    opened.fill("#password", PASSWORD)
    opened.keyboard.press("Enter")
    opened.wait_for_selector(".bar-menu a")
    yield opened
    context.close()
    assert faults == []


def findings(page: Page) -> list[dict[str, Any]]:
    """Return what axe-core takes for serious."""
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document)")
    return [
        {"rule": each["id"], "at": [node["target"] for node in each["nodes"]]}
        for each in found["violations"]
        if each["impact"] in SERIOUS
    ]


def content(taken: Download) -> bytes:
    """Return a downloaded file."""
    return Path(taken.path()).read_bytes()


def test_search_export_overview_and_report(page: Page) -> None:
    page.get_by_role("link", name="检索").click()
    page.get_by_label("找什么").fill("诉")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("请至少输入相连的两个字。")

    page.get_by_label("找什么").fill("上诉期限 第3位")
    page.keyboard.press("Enter")
    hits = page.locator(".search-hit")
    expect(hits).to_have_count(1)
    expect(hits.locator("mark")).to_have_text(["第3位", "上诉期限"])
    assert findings(page) == []

    page.get_by_role("button", name="导出 CSV").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("月度检查")
    with page.expect_download() as taken:
        page.get_by_role("button", name="确定").click()
    rows = list(csv.reader(io.StringIO(content(taken.value).decode("utf-8-sig"))))
    assert [row[-1] for row in rows] == ["内容", "第3位问上诉期限"]
    assert taken.value.suggested_filename.startswith("检索结果-")

    hits.get_by_role("link").click()
    page.get_by_role("button", name="导出 PDF").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("归入卷宗")
    with page.expect_download() as taken:
        page.get_by_role("button", name="确定").click()
    assert content(taken.value).startswith(b"%PDF-")

    page.get_by_role("link", name="概览").click()
    expect(page.locator(".figure").first).to_contain_text("对话")
    expect(page.locator(".chart canvas")).to_have_count(7)
    expect(page.locator(".chart-hotspots tbody tr")).to_have_text([re_row("上诉")])
    assert findings(page) == []
    topics = page.locator(".chart-topics")
    topics.get_by_role("button", name="看数据").focus()
    page.keyboard.press("Enter")
    expect(topics.locator("td").first).to_have_text("上诉")
    with page.expect_download() as taken:
        topics.get_by_role("link", name="下载数据：事项").click()
    assert content(taken.value).decode("utf-8-sig").startswith("事项,消息\r\n上诉,")

    page.get_by_role("link", name="周报").click()
    expect(page.get_by_role("heading", name="诉讼服务周报")).to_be_visible()
    expect(page.locator(".chart canvas")).to_have_count(7)
    assert findings(page) == []
    page.emulate_media(media="print")
    for hidden in (".bar", ".report-acts", ".chart-acts"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".report-head")).to_be_visible()


def re_row(topic: str) -> re.Pattern[str]:
    """Return what a row of hotspots about a topic looks like."""
    return re.compile(rf"^{topic}北京市朝阳区人民法院没有报案号\d+$")


def test_an_agent_neither_exports_nor_sees_the_overview(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport=SCREENS["desktop"], locale="zh-CN")
    page = context.new_page()
    page.goto(f"{url}/console/")
    page.fill("#name", "wang")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="检索").click()
    page.get_by_label("找什么").fill("上诉")
    page.keyboard.press("Enter")
    expect(page.locator(".search-hit")).to_have_count(24)
    expect(page.get_by_role("button", name="导出 Excel")).to_have_count(0)
    expect(page.get_by_role("link", name="概览")).to_have_count(0)
    context.close()
