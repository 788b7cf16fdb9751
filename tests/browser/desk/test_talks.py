"""Two members of staff and one citizen at once: taken, answered, forwarded, given back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, say
from tests.browser.desk.conftest import OpenDesk, TalkDesk, serious

BOT = "智能助手在答。"
TAKEN = "工作人员已接入，下面由工作人员回复您。"
RETURNED = "工作人员已经处理完，智能助手继续为您服务。需要人工时随时说“人工”。"


def take(desk: Page) -> None:
    """Open the only conversation and take it."""
    desk.locator(".queue-row").click()
    desk.get_by_role("button", name="接待", exact=True).click()
    expect(desk.get_by_role("heading", name="您正在接待")).to_be_visible()


def write(desk: Page, text: str) -> None:
    """Answer the citizen, with the keyboard."""
    desk.get_by_label("回复当事人").fill(text)
    desk.keyboard.press("Enter")
    expect(desk.locator(".talk-entry[data-sender=staff] .talk-text").last).to_have_text(text)


def ask_for_a_human(citizen: Page) -> None:
    say(citizen, "人工")
    expect(citizen.locator(".reply .paragraph").last).to_have_text(BOT)


def test_a_citizen_is_taken_answered_and_given_back_while_a_colleague_watches(
    talks: TalkDesk, open_desk: OpenDesk, citizen: Page
) -> None:
    wang, zhou = open_desk("wang"), open_desk("zhou")
    expect(wang.get_by_text("这里没有对话。")).to_be_visible()
    expect(zhou.get_by_text("这里没有对话。")).to_be_visible()
    ask_for_a_human(citizen)
    for desk in (wang, zhou):
        expect(desk.locator(".queue-row")).to_contain_text("没人接")
    zhou.locator(".queue-row").click()
    take(wang)
    expect(zhou.get_by_role("heading", name="王敏 在接待")).to_be_visible()
    expect(wang.locator(".side")).to_contain_text("标的额50万")

    said = citizen.locator(".reply .paragraph")
    notes = citizen.locator(".note")
    expect(notes.last).to_have_text(TAKEN)
    turns = len(talks.engine.turns)
    say(citizen, "我的孩子抚养费怎么办")
    expect(wang.locator(".talk-entry[data-sender=citizen]").last).to_contain_text("抚养费")
    write(wang, "您好，请问判决下来了吗？")
    expect(said.last).to_have_text("您好，请问判决下来了吗？")
    expect(citizen.locator(".reply.staff .author").last).to_contain_text("工作人员")
    assert len(talks.engine.turns) == turns

    wang.get_by_role("button", name="交回助手").click()
    wang.get_by_role("dialog").get_by_role("textbox").fill("已告知起诉材料")
    wang.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(notes.last).to_have_text(RETURNED)
    expect(wang.get_by_role("heading", name="智能助手在接待")).to_be_visible()
    say(citizen, "诉讼费多少")
    expect(said.last).to_have_text(BOT)
    assert len(talks.engine.turns) == turns + 1


def test_a_forward_is_declined_with_a_reason_and_another_accepted(
    open_desk: OpenDesk, citizen: Page
) -> None:
    wang, zhou = open_desk("wang"), open_desk("zhou")
    ask_for_a_human(citizen)
    take(wang)
    forward(wang, "周强", "执行的事您熟")
    offer = zhou.get_by_role("region", name="转给您的")
    expect(offer).to_contain_text("王敏 转给您：执行的事您熟")
    offer.get_by_role("button", name="退回").click()
    zhou.get_by_role("dialog").get_by_role("textbox").fill("在开庭")
    zhou.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(offer).to_be_hidden()
    expect(wang.locator(".pane-forward")).to_have_text("周强 退回了转交：在开庭")
    forward(wang, "周强", "庭开完了吧")
    expect(wang.locator(".pane-forward")).to_have_text("已转给 周强，等对方接受。")
    offer.get_by_role("button", name="接受").click()
    expect(zhou.get_by_role("heading", name="您正在接待")).to_be_visible()
    expect(wang.get_by_role("heading", name="周强 在接待")).to_be_visible()
    write(zhou, "您好，我来接着办。")
    expect(citizen.locator(".reply .paragraph").last).to_have_text("您好，我来接着办。")


def forward(desk: Page, to: str, reason: str) -> None:
    """Offer the conversation to a colleague."""
    desk.get_by_role("button", name="转交同事").click()
    dialog = desk.get_by_role("dialog", name="转交同事")
    dialog.get_by_label("转给谁").click()
    desk.get_by_role("option", name=to).click()
    dialog.get_by_label("原因").fill(reason)
    dialog.get_by_role("button", name="转交").click()
    expect(dialog).to_be_hidden()


def test_an_approved_reply_and_a_calculator_are_sent(
    talks: TalkDesk, open_desk: OpenDesk, citizen: Page
) -> None:
    wang = open_desk("wang")
    ask_for_a_human(citizen)
    take(wang)
    wang.get_by_role("button", name="快捷回复").click()
    picker = wang.get_by_role("dialog", name="快捷回复")
    picker.get_by_label("搜快捷回复和答复").fill("期限不等人")
    expect(picker.get_by_role("region", name="快捷回复").get_by_role("button")).to_have_count(1)
    assert serious(wang) == []
    picker.get_by_role("button", name="期限不等人").press("Enter")
    answer = wang.get_by_label("回复当事人")
    expect(answer).to_have_value(re.compile("^提醒您：上诉、异议、申请这些法定期限"))
    wang.get_by_role("button", name="快捷回复").click()
    picker.get_by_role("button", name="算期限").click()
    expect(wang.get_by_role("button", name="去掉按钮算期限")).to_be_visible()
    wang.get_by_role("button", name="发送").click()
    expect(answer).to_have_value("")
    wang.get_by_role("button", name="交回助手").click()
    wang.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(citizen.locator(".note").last).to_have_text(RETURNED)
    citizen.get_by_role("button", name="算期限").last.click()
    expect(citizen.locator(".reply .paragraph").last).to_have_text(BOT)
    assert talks.engine.turns[-1]["content"] == "/calculate_time_limit"


def test_a_supervisor_watches_whispers_and_takes_over(open_desk: OpenDesk, citizen: Page) -> None:
    wang, boss = open_desk("wang"), open_desk("boss")
    ask_for_a_human(citizen)
    take(wang)
    boss.get_by_role("tab", name="全部").click()
    boss.locator(".queue-row").click()
    expect(boss.get_by_role("heading", name="王敏 在接待")).to_be_visible()
    boss.get_by_label("内部备注").fill("先问有没有判决")
    boss.get_by_label("耳语").check()
    boss.get_by_role("button", name="添加备注").click()
    expect(wang.locator(".side-whisper")).to_contain_text("先问有没有判决")
    expect(wang.locator(".side-whisper")).to_contain_text("李主任")
    boss.get_by_role("button", name="接管").click()
    expect(boss.get_by_role("heading", name="您正在接待")).to_be_visible()
    expect(wang.get_by_role("heading", name="李主任 在接待")).to_be_visible()
    expect(wang.get_by_label("回复当事人")).to_have_count(0)
    write(boss, "您好，我是主管。")
    said = citizen.locator(".reply .paragraph")
    expect(said.last).to_have_text("您好，我是主管。")
    assert "先问有没有判决" not in citizen.content()


def test_an_agent_cannot_take_what_a_colleague_holds(open_desk: OpenDesk, citizen: Page) -> None:
    wang, zhou = open_desk("wang"), open_desk("zhou")
    ask_for_a_human(citizen)
    zhou.locator(".queue-row").click()
    expect(zhou.get_by_role("button", name="接待", exact=True)).to_be_visible()
    take(wang)
    expect(zhou.get_by_role("heading", name="王敏 在接待")).to_be_visible()
    expect(zhou.get_by_role("button", name="接管")).to_have_count(0)


def test_everything_is_reached_with_the_keyboard_alone(open_desk: OpenDesk, citizen: Page) -> None:
    ask_for_a_human(citizen)
    desk = open_desk("wang")
    press_until(desk, ".queue-row")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="接待", exact=True)).to_be_visible()
    press_until(desk, ".pane-acts .el-button")
    desk.keyboard.press("Enter")
    answer = desk.get_by_label("回复当事人")
    expect(answer).to_be_visible()
    press_until(desk, "textarea")
    desk.keyboard.type("您好，请讲。")
    desk.keyboard.press("Enter")
    expect(citizen.locator(".reply .paragraph").last).to_have_text("您好，请讲。")


def press_until(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until what matches has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {most} presses")


def test_axe_finds_nothing_serious_on_a_screen_or_a_phone(
    open_desk: OpenDesk, citizen: Page
) -> None:
    ask_for_a_human(citizen)
    desk, phone = open_desk("wang"), open_desk("zhou", PHONE)
    assert serious(desk) == []
    take(desk)
    write(desk, "您好。")
    assert serious(desk) == []
    phone.get_by_role("tab", name="全部").click()
    assert serious(phone) == []
    phone.locator(".queue-row").click()
    expect(phone.locator(".talk-entry").first).to_be_visible()
    assert serious(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
