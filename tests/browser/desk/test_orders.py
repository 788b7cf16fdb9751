"""A work order with two members of staff and the citizen: sorted, passed on, answered, rated."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, say
from tests.browser.desk.conftest import OpenDesk, TalkDesk, serious


def open_order(desk: Page) -> None:
    """Go to the orders and open the only one, with the keyboard."""
    desk.get_by_role("link", name="工单", exact=True).press("Enter")
    desk.locator(".orders-table a").press("Enter")
    expect(desk.locator(".order-steps li").first).to_contain_text("登记")


def choose(desk: Page, label: str, option: str) -> None:
    """Choose from a list."""
    desk.get_by_role("dialog").get_by_label(label, exact=True).press("Enter")
    desk.get_by_role("option", name=option, exact=True).click()


def test_an_order_goes_from_the_citizen_to_a_colleague_and_back_with_an_answer(
    talks: TalkDesk, open_desk: OpenDesk, citizen: Page
) -> None:
    wang, zhou = open_desk("wang"), open_desk("zhou", PHONE)
    say(citizen, "人工")
    expect(citizen.locator(".reply .paragraph").last).to_have_text("智能助手在答。")

    open_order(wang)
    expect(wang.locator(".order-clock").last).to_have_text("没有承诺时间")
    assert serious(wang) == []
    choose(wang, "种类", "联系法官")
    wang.get_by_label("想说的事").fill("想改开庭日期")
    choose(wang, "怎么回复", "在对话里回复")
    wang.get_by_role("button", name="保存登记内容").press("Enter")
    expect(wang.locator(".order-steps li")).to_have_count(2)
    wang.get_by_label("承办部门").fill("民一庭")
    choose(wang, "承办人", "周强")
    wang.get_by_role("button", name="转办", exact=True).press("Enter")
    expect(wang.locator(".order-steps li").last).to_contain_text("王敏 转办 给 民一庭 zhou")
    # Whoever passed it on does not answer in the colleague's place.
    expect(wang.get_by_role("button", name="答复并办结")).to_be_hidden()

    open_order(zhou)
    zhou.get_by_role("button", name="开始办理").press("Enter")
    expect(zhou.locator(".order-head")).to_contain_text("正在办理")
    zhou.get_by_label("答复内容").fill("法官同意改到下周三上午九点。")
    assert serious(zhou) == []
    zhou.get_by_role("button", name="答复并办结").press("Enter")
    expect(zhou.locator(".order-answer")).to_have_text("法官同意改到下周三上午九点。")

    expect(citizen.get_by_text("法官同意改到下周三上午九点。")).to_be_visible()
    citizen.get_by_role("button", name="非常满意").click()
    expect(citizen.locator(".reply .paragraph").last).to_have_text("智能助手在答。")
    assert '"choice": "rate:' in str(talks.engine.turns[-1])


def test_a_supervisor_sets_what_the_court_promises(open_desk: OpenDesk) -> None:
    boss = open_desk("boss")
    boss.get_by_role("link", name="工单", exact=True).press("Enter")
    expect(boss.get_by_text("这里没有工单。")).to_be_visible()
    promises = boss.get_by_role("button", name="办理时限")
    expect(promises).to_be_enabled()
    promises.press("Enter")
    expect(boss.get_by_text("还没有设置人工服务时间")).to_be_visible()
    boss.get_by_label("投诉几小时内答复").fill("40")
    boss.get_by_label("投诉提前几小时提醒").fill("8")
    row = boss.get_by_role("row").filter(has=boss.get_by_label("投诉几小时内答复"))
    row.get_by_role("button", name="保存").press("Enter")
    expect(boss.get_by_text("已保存，从现在起登记的工单按这个时间。")).to_be_visible()
    assert serious(boss) == []
