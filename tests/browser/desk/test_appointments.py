"""A supervisor opens slots, a citizen books, an agent changes and cancels; the citizen reads it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from bot.court.holidays import HolidayCalendar
from bot.court.zone import CHINA
from bot.db import Database
from bot.desk.appointments import booking, offering
from bot.desk.appointments.booking import Wanted
from bot.desk.appointments.kinds import KIND_NAMES
from bot.desk.models import Conversation
from bot.settings import Settings
from tests.browser.conftest import PHONE, say
from tests.browser.desk.conftest import COURT, OpenDesk, TalkDesk, serious

DAY = datetime.now(CHINA).date() + timedelta(days=1)
BEGINS = datetime.combine(DAY, time(9), CHINA)
WEEKDAY = f"周{'一二三四五六日'[DAY.weekday()]}"
DAY_NAME = f"{DAY.month}月{DAY.day}日 {WEEKDAY}"


@pytest.fixture(autouse=True)
def worked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow is a working day, whatever day it is today."""
    calendar = HolidayCalendar({DAY: True})
    monkeypatch.setattr(offering, "default_calendar", lambda: calendar)


async def _book(settings: Settings) -> str:
    """Do what the actions do for the citizen whose page is open: the engine is only a script."""
    database, now = Database(settings.database), datetime.now(CHINA)
    async with database.write() as session:
        someone = (await session.scalars(select(Conversation.id))).one()
        wanted = Wanted("m1", someone, COURT, "remote_reception", BEGINS)
        held = await booking.hold(session, wanted, now)
        await booking.give_contact(session, held.receipt, "王某某", "13900000000", now)
        made = await booking.confirm(session, held.receipt, now)
    await database.close()
    return made.receipt


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).press("Enter")
    page.get_by_role("option", name=option).click()


def _to_the_week(page: Page) -> None:
    page.get_by_role("link", name="预约", exact=True).click()
    expect(page.get_by_role("heading", name="预约", exact=True)).to_be_visible()
    if DAY.weekday() == 0:
        page.get_by_role("button", name="下一周").click()


def _because(page: Page, reason: str) -> None:
    page.get_by_role("dialog").last.get_by_role("textbox").fill(reason)
    page.get_by_role("button", name="确定").click()


def test_slots_are_opened_booked_changed_and_cancelled(
    open_desk: OpenDesk, citizen: Page, talks: TalkDesk
) -> None:
    boss = open_desk("boss")
    _to_the_week(boss)
    expect(boss.get_by_text("还没有设置号源")).to_be_visible()
    boss.get_by_role("button", name="每周号源").click()
    boss.get_by_label("地点").fill("视频接待室")
    boss.get_by_label("最少提前小时").fill("0")
    boss.get_by_role("button", name="加一段时间").click()
    _choose(boss, "星期", WEEKDAY)
    boss.get_by_label("结束").fill("10:00")
    assert serious(boss) == []
    boss.get_by_role("button", name="保存").click()
    day = boss.get_by_role("region", name=DAY_NAME)
    expect(day.locator(".appointments-slot b")).to_have_text(["09:00—09:30", "09:30—10:00"])

    say(citizen, "帮我约个远程接访")
    expect(citizen.get_by_text("智能助手在答。")).to_be_visible()
    with ThreadPoolExecutor(1) as pool:
        receipt = pool.submit(asyncio.run, _book(talks.settings)).result()

    agent = open_desk("wang")
    _to_the_week(agent)
    expect(agent.get_by_role("button", name="每周号源")).to_have_count(0)
    booked = agent.get_by_role("region", name=DAY_NAME).locator(".appointments-booking")
    expect(booked).to_have_text("王** *********00")
    assert serious(agent) == []
    booked.focus()
    agent.keyboard.press("Enter")
    expect(agent.get_by_role("dialog")).to_contain_text(receipt)
    agent.get_by_role("button", name="看完整联系方式").click()
    _because(agent, "打电话确认材料")
    expect(agent.get_by_text("王某某 13900000000")).to_be_visible()
    _choose(agent, "改到哪个时间", f"{DAY_NAME} 09:30（余 1）")
    agent.get_by_role("button", name="改时间").click()
    _because(agent, "法官上午有庭")
    moved = agent.get_by_role("region", name=DAY_NAME).locator(".appointments-slot").nth(1)
    expect(moved.locator(".appointments-booking")).to_be_visible()
    expect(citizen.get_by_text(f"您预约的{KIND_NAMES['remote_reception']}改时间了")).to_be_visible()

    moved.locator(".appointments-booking").click()
    agent.get_by_role("button", name="取消预约").click()
    _because(agent, "设备故障")
    expect(moved.locator(".appointments-booking")).to_have_count(0)
    expect(citizen.get_by_text("原因：设备故障")).to_be_visible()


def test_on_a_phone_the_days_stand_below_each_other(open_desk: OpenDesk) -> None:
    page = open_desk("boss", PHONE)
    _to_the_week(page)
    days = page.locator(".appointments-day")
    expect(days).to_have_count(7)
    boxes = [box for box in (days.nth(0).bounding_box(), days.nth(1).bounding_box()) if box]
    assert boxes[0]["x"] == boxes[1]["x"] and boxes[0]["y"] < boxes[1]["y"]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    assert serious(page) == []
