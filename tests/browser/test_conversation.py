"""Talking: what is sent, what is shown, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import expect_talk, say
from tests.browser.gateway import NOTICE, STARTERS, FakeGateway

OpenPage = Callable[..., Page]


def test_greets_and_says_first_what_it_is(open_page: OpenPage) -> None:
    page = open_page(notice=True)
    dialog = page.get_by_role("dialog", name="使用前请您了解")
    expect(dialog.get_by_role("listitem")).to_have_text(
        [
            "我是机器，不是法官。",
            "对话会被记录，用来答复您。",
            "随时可以说“人工”找工作人员。",
            "人工服务时间：工作日 9:00—12:00、13:30—17:00。",
            "请不要输入银行卡密码、短信验证码。用的是公共电脑时，离开前请点“重新开始”。",
        ]
    )
    dialog.get_by_role("button", name="我知道了").click()
    expect(dialog).to_be_hidden()
    expect_talk(page)
    expect(page).to_have_title("诉讼服务智能助手")
    expect(page.locator(".subtitle")).to_have_text("演示案件和人员均为虚构")


def test_notice_returns_on_request_and_when_its_words_change(
    page: Page, gateway: FakeGateway
) -> None:
    page.reload()
    expect(page.locator(".reply")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="使用须知").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    gateway.config["record_notice"] = f"{NOTICE}记录保存三年。"
    page.reload()
    expect(page.get_by_role("dialog")).to_contain_text("记录保存三年。")


def test_not_a_demo_is_not_called_one(open_page: OpenPage, gateway: FakeGateway) -> None:
    gateway.config["demo"] = False
    expect(open_page().locator(".subtitle")).to_have_text("程序咨询 · 案件查询 · 费用期限计算")


def test_enter_sends_what_was_written(page: Page, gateway: FakeGateway) -> None:
    say(page, "  不服判决怎么上诉  ")
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "不服判决怎么上诉", "收到：不服判决怎么上诉")
    (message,) = gateway.received
    assert set(message) == {"session", "message_id", "text"}
    assert message["text"] == "不服判决怎么上诉"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}",
                        message["message_id"])  # fmt: skip
    expect(page.get_by_label("输入您的问题")).to_have_value("")
    expect(page.get_by_label("输入您的问题")).to_be_focused()


def test_shift_enter_writes_a_second_line(page: Page, gateway: FakeGateway) -> None:
    page.get_by_label("输入您的问题").type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".bubble")).to_have_count(1)
    assert gateway.said() == ["第一行\n第二行"]


def test_nothing_is_sent_when_nothing_is_written(page: Page, gateway: FakeGateway) -> None:
    say(page, " \n ")
    page.get_by_role("button", name="发送").click(force=True)
    say(page, "在吗")
    expect(page.locator(".reply")).to_have_count(2)
    assert gateway.said() == ["在吗"]


def test_enter_inside_an_input_method_does_not_send(page: Page, gateway: FakeGateway) -> None:
    field = page.get_by_label("输入您的问题")
    field.fill("我要")
    devtools = page.context.new_cdp_session(page)
    composed = {"text": "li an", "selectionStart": 5, "selectionEnd": 5}
    devtools.send("Input.imeSetComposition", composed)
    expect(field).to_have_value("我要li an")
    # What the browser reports when Enter chooses a word; Safari first ends the composition, then
    # reports the key and marks it with 229.
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 13, "isComposing": True})
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    devtools.send("Input.insertText", {"text": "立案"})
    expect(field).to_have_value("我要立案")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_have_count(2)
    assert gateway.said() == ["我要立案"]


def test_a_message_of_more_than_a_thousand_characters_is_kept_but_not_sent(
    page: Page, gateway: FakeGateway
) -> None:
    count = page.locator("#message-count")
    field = page.get_by_label("输入您的问题")
    say(page, "𠮷" * 1003)
    expect(count).to_have_text("超出 3 字，请删减后再发送")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="发送")).to_have_attribute("aria-disabled", "true")
    expect(field).to_have_value("𠮷" * 1003)
    assert gateway.said() == []
    say(page, "𠮷" * 1000)
    expect(page.locator(".reply")).to_have_count(2)
    assert gateway.said() == ["𠮷" * 1000]


def test_a_quick_reply_sends_its_payload_and_only_the_newest_can_be_pressed(
    page: Page, gateway: FakeGateway
) -> None:
    gateway.answer = lambda _message: [
        {"text": "请问标的额是多少？", "buttons": [{"title": "五十万", "payload": "/inform-50"}]},
        {"text": "也可以直接找人。", "buttons": [{"title": "找工作人员", "payload": "/human"}]},
    ]
    page.get_by_role("button", name="算诉讼费").click()
    expect(page.locator(".reply")).to_have_count(3)
    (message,) = gateway.received
    assert (message["payload"], message["title"]) == ("/calculate_fee", "算诉讼费")
    assert "text" not in message
    expect(page.get_by_role("button", name="查我的案件")).to_be_disabled()
    expect(page.get_by_role("button", name="算诉讼费")).to_have_text("算诉讼费已选")
    expect(page.get_by_role("button", name="五十万")).to_be_enabled()
    expect(page.get_by_role("button", name="找工作人员")).to_be_enabled()


def test_starters_are_offered_until_the_first_message(page: Page, gateway: FakeGateway) -> None:
    starters = page.locator("main").get_by_role("region", name="大家常问")
    expect(starters.get_by_role("button")).to_have_text(list(STARTERS))
    starters.get_by_role("button", name=STARTERS[1]).click()
    expect(page.locator(".reply")).to_have_count(2)
    expect(starters).to_be_hidden()
    assert gateway.said() == [STARTERS[1]]


def test_a_wide_screen_keeps_starters_and_notice_beside_the_talk(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 1366, "height": 768})
    say(page, "你好")
    expect(page.locator(".reply")).to_have_count(2)
    aside = page.get_by_role("complementary")
    expect(aside.get_by_role("button")).to_have_text(list(STARTERS))
    expect(aside).to_contain_text(NOTICE)
    expect(aside).to_contain_text("工作日 9:00—12:00、13:30—17:00")


def test_a_person_can_be_asked_for_at_any_time(page: Page, gateway: FakeGateway) -> None:
    for _ in range(12):
        say(page, "再说一遍")
    expect(page.locator(".reply")).to_have_count(13)
    button = page.get_by_role("button", name="转人工")
    expect(button).to_be_in_viewport()
    button.click()
    expect(page.locator(".reply")).to_have_count(14)
    assert gateway.said()[-1] == "转人工"


def test_messages_written_while_waiting_are_sent_in_order(page: Page, gateway: FakeGateway) -> None:
    gateway.hold.clear()
    say(page, "第一句")
    expect(page.locator(".busy")).to_have_text("正在回复")
    say(page, "第二句")
    expect(page.locator(".citizen .status")).to_have_text(["正在发送", "等待发送"])
    assert gateway.said() == ["第一句"]
    gateway.hold.set()
    expect(page.locator(".reply")).to_have_count(3)
    expect_talk(page, "第一句", "收到：第一句", "第二句", "收到：第二句")
    expect(page.locator(".busy")).to_be_hidden()


def test_an_answer_that_takes_long_is_said_to(open_page: OpenPage, gateway: FakeGateway) -> None:
    page = open_page()
    page.clock.install()
    gateway.hold.clear()
    say(page, "慢慢来")
    expect(page.locator(".busy")).to_have_text("正在回复")
    page.clock.fast_forward(6_000)
    expect(page.locator(".busy")).to_have_text("还在处理，请稍候")


def test_a_reply_of_staff_comes_by_itself_and_once(page: Page, gateway: FakeGateway) -> None:
    gateway.answer = lambda _message: []
    say(page, "人工")
    expect(page.locator(".citizen .status")).to_have_text("已收到")
    assert gateway.listening.wait(10)
    gateway.push("typing", {})
    expect(page.locator(".busy")).to_have_text("对方正在输入")
    reply = {"id": 3, "from": "staff", "at": "2026-11-24T02:05:00+00:00", "text": "您好，我来办。"}
    gateway.push("reply", reply)
    gateway.push("reply", reply)
    gateway.push("reply", {**reply, "id": 4, "text": "请稍等。"})
    expect(page.locator(".staff .paragraph")).to_have_text(["您好，我来办。", "请稍等。"])
    expect(page.locator(".staff .author").first).to_contain_text("工作人员")
    expect(page.locator(".busy")).to_be_hidden()


def test_an_answer_that_also_comes_as_an_event_is_shown_once(
    page: Page, gateway: FakeGateway
) -> None:
    assert gateway.listening.wait(10)
    gateway.hold.clear()
    say(page, "你好")
    expect(page.locator(".busy")).to_be_visible()
    while not gateway.received:
        page.wait_for_timeout(20)
    gateway.push("reply", {"id": 3, "from": "assistant", "text": "收到：你好"})
    expect(page.locator(".reply")).to_have_count(2)
    gateway.hold.set()
    expect(page.locator(".busy")).to_be_hidden()
    expect_talk(page, "你好", "收到：你好")


def test_a_reader_of_older_lines_is_not_pulled_away(page: Page, gateway: FakeGateway) -> None:
    for number in range(12):
        say(page, f"第{number}句")
    expect(page.locator(".reply")).to_have_count(13)
    log = page.get_by_role("log")
    log.evaluate("element => { element.scrollTop = 0 }")
    assert gateway.listening.wait(10)
    gateway.push("reply", {"id": 99, "from": "staff", "text": "有新的消息。"})
    expect(page.locator(".reply")).to_have_count(14)
    assert log.evaluate("element => element.scrollTop") == 0
    page.get_by_role("button", name="有新回复").click()
    expect(page.get_by_text("有新的消息。")).to_be_in_viewport()
    expect(page.get_by_role("button", name="有新回复")).to_be_hidden()


def test_a_long_answer_is_read_from_its_question_on(page: Page, gateway: FakeGateway) -> None:
    gateway.answer = lambda _message: [{"text": "很长的一段。\n\n" * 60}]
    say(page, "说详细点")
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.locator(".bubble")).to_be_in_viewport(ratio=1)
