"""When sending fails, sessions end or pages close: nothing is lost and nothing is sent twice."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import expect_talk, say
from tests.browser.gateway import FakeGateway, Refusal

OpenPage = Callable[..., Page]

NETWORK = "没有发出去。请检查网络，再点“重试”。"
EXPIRED = "隔了较长时间，为保护您的信息，上一次对话已经结束。现在是新的对话。"


def ids(gateway: FakeGateway) -> list[str]:
    """Return the ids of the messages that arrived."""
    return [message["message_id"] for message in gateway.received]


def test_a_message_whose_answer_got_lost_is_retried_under_its_id(
    page: Page, gateway: FakeGateway
) -> None:
    gateway.refusals.append(None)
    say(page, "我要上诉")
    expect(page.locator(".problem p")).to_have_text(NETWORK)
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "我要上诉", "收到：我要上诉")
    assert gateway.said() == ["我要上诉", "我要上诉"]
    assert len(set(ids(gateway))) == 1
    expect(page.locator(".problem")).to_be_hidden()


def test_a_message_lost_twice_and_found_in_the_record_is_shown_once(
    page: Page, gateway: FakeGateway
) -> None:
    gateway.refusals.extend((None, None))
    say(page, "我要上诉")
    expect(page.locator(".problem")).to_be_visible()
    assert gateway.listening.wait(10)
    gateway.hang_up()
    expect(page.locator(".reply")).to_have_count(2)
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".problem")).to_be_hidden()
    expect(page.locator(".words")).to_have_count(1)
    expect_talk(page, "我要上诉", "收到：我要上诉")
    assert len(set(ids(gateway))) == 1


def test_the_servers_own_words_are_shown(page: Page, gateway: FakeGateway) -> None:
    gateway.refusals.append(Refusal(503, "系统正忙，您的话没有丢，请稍后再发一次。"))
    say(page, "你好")
    expect(page.locator(".problem p")).to_have_text("系统正忙，您的话没有丢，请稍后再发一次。")
    expect(page.get_by_role("button", name="重试")).to_be_visible()


def test_too_fast_waits_as_long_as_the_server_says(page: Page, gateway: FakeGateway) -> None:
    page.clock.install()
    gateway.refusals.append(Refusal(429, "您发得太快了，请过一会儿再发。", retry_after=10))
    say(page, "你好")
    expect(page.locator(".problem p")).to_have_text("您发得太快了，请过一会儿再发。")
    page.clock.run_for(9_000)
    assert gateway.said() == ["你好"]
    page.clock.run_for(1_000)
    expect(page.locator(".reply")).to_have_count(2)
    assert len(set(ids(gateway))) == 1


def test_what_waits_behind_a_failed_message_keeps_its_place(
    page: Page, gateway: FakeGateway
) -> None:
    gateway.refusals.append(Refusal(503, "系统正忙。"))
    say(page, "第一句")
    expect(page.locator(".problem")).to_be_visible()
    say(page, "第二句")
    expect(page.locator(".citizen .status")).to_have_text(["等待发送"])
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".reply")).to_have_count(3)
    assert gateway.said() == ["第一句", "第一句", "第二句"]


def test_a_refused_message_can_be_corrected(page: Page, gateway: FakeGateway) -> None:
    gateway.refusals.append(Refusal(413, "内容太长了，可以分几次发。"))
    say(page, "一大段话")
    expect(page.locator(".problem p")).to_have_text("内容太长了，可以分几次发。")
    say(page, "另一句")
    expect(page.locator(".reply")).to_have_count(2)
    page.get_by_role("button", name="修改").click()
    expect(page.get_by_label("输入您的问题")).to_have_value("一大段话")
    expect(page.get_by_label("输入您的问题")).to_be_focused()
    expect_talk(page, "另一句", "收到：另一句")


def test_no_answer_for_half_a_minute_can_be_retried(page: Page, gateway: FakeGateway) -> None:
    page.clock.install()
    gateway.hold.clear()
    say(page, "你好")
    expect(page.locator(".busy")).to_be_visible()
    page.clock.run_for(31_000)
    expect(page.locator(".problem p")).to_have_text(
        "等了很久还没有收到答复。请点“重试”，不会重复提交。"
    )
    gateway.hold.set()
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".reply")).to_have_count(2)
    assert len(set(ids(gateway))) == 1


def test_offline_keeps_what_is_written_and_sends_it_later(page: Page, gateway: FakeGateway) -> None:
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_have_text("网络已断开。您写的内容会留着，恢复后再发送。")
    say(page, "断网时写的")
    expect(page.locator(".problem p")).to_have_text(NETWORK)
    page.context.set_offline(False)
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.get_by_role("alert")).to_be_hidden()
    assert gateway.said() == ["断网时写的"]


def test_reload_restores_the_talk_and_the_draft(page: Page, gateway: FakeGateway) -> None:
    say(page, "不服判决怎么上诉")
    expect(page.locator(".reply")).to_have_count(2)
    page.get_by_label("输入您的问题").fill("还没写完")
    page.reload()
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "不服判决怎么上诉", "收到：不服判决怎么上诉")
    expect(page.get_by_label("输入您的问题")).to_have_value("还没写完")
    expect(page.get_by_role("button", name="算诉讼费")).to_be_disabled()
    expect(page.locator(".reply time").first).to_have_text("1月5日 10:00")
    assert len(gateway.histories) == 1


def test_reload_sends_what_had_no_answer_yet_once(page: Page, gateway: FakeGateway) -> None:
    gateway.hold.clear()
    say(page, "第一句")
    say(page, "第二句")
    expect(page.locator(".busy")).to_be_visible()
    page.reload()
    expect(page.locator(".busy")).to_be_visible()
    gateway.hold.set()
    expect(page.locator(".reply")).to_have_count(3)
    expect_talk(page, "第一句", "收到：第一句", "第二句", "收到：第二句")
    assert gateway.said() == ["第一句", "第一句", "第二句"]
    assert len(set(ids(gateway))) == 2


def test_an_expired_session_gives_way_to_a_new_one_with_the_message(
    page: Page, gateway: FakeGateway
) -> None:
    say(page, "我的案子")
    expect(page.locator(".reply")).to_have_count(2)
    gateway.expire()
    say(page, "什么时候开庭")
    expect(page.locator(".note")).to_have_text(EXPIRED)
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "什么时候开庭", "收到：什么时候开庭")
    first, *_, last = gateway.received
    assert first["session"] != last["session"]


def test_a_button_of_an_expired_session_is_not_pressed_in_the_new_one(
    page: Page, gateway: FakeGateway
) -> None:
    gateway.expire()
    page.get_by_role("button", name="算诉讼费").click()
    expect(page.locator(".problem p")).to_have_text(
        "这个按钮属于上一次对话，已经失效。请重新选择，或者直接输入您的问题。"
    )
    assert gateway.said() == ["/calculate_fee"]
    # Newer than the button that lapsed, the new greeting offers its own.
    expect(page.locator(".reply")).to_have_count(1)


def test_a_page_opened_after_the_session_expired_begins_anew(
    page: Page, gateway: FakeGateway
) -> None:
    say(page, "我的案子")
    expect(page.locator(".reply")).to_have_count(2)
    gateway.expire()
    page.reload()
    expect(page.locator(".note")).to_have_text(EXPIRED)
    expect_talk(page)


def test_what_an_expired_page_left_unsent_is_carried_over(page: Page, gateway: FakeGateway) -> None:
    gateway.refusals.append(Refusal(503, "系统正忙。"))
    page.get_by_role("button", name="算诉讼费").click()
    expect(page.locator(".problem")).to_be_visible()
    say(page, "什么时候开庭")
    gateway.expire()
    page.reload()
    expect(page.locator(".note")).to_have_text(EXPIRED)
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "算诉讼费", "什么时候开庭", "收到：什么时候开庭")
    expect(page.locator(".problem p")).to_contain_text("这个按钮属于上一次对话，已经失效。")
    assert gateway.said() == ["/calculate_fee", "什么时候开庭"]


def test_a_connection_that_returns_meanwhile_opens_no_second_session(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    gateway.refuse_sessions = Refusal(503, "系统正忙。")
    page = open_page(notice=True)
    expect(page.get_by_role("alert")).to_be_visible()
    gateway.refuse_sessions = None
    gateway.hold_sessions.clear()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.evaluate("dispatchEvent(new Event('online'))")
    with page.expect_response("**/api/chat/sessions"):
        gateway.hold_sessions.set()
    expect(page.locator(".reply")).to_have_count(1)
    assert len(gateway.histories) == 1


def test_a_service_that_is_away_is_tried_until_it_is_back(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    gateway.refuse_sessions = Refusal(503, "系统正忙。")
    page = open_page(notice=True)
    page.clock.install()
    page.reload()
    page.get_by_role("button", name="我知道了").click()
    expect(page.get_by_role("alert")).to_contain_text("暂时连接不上服务，正在重新连接。")
    say(page, "等不及先写了")
    expect(page.locator(".citizen .status")).to_have_text("等待发送")
    gateway.refuse_sessions = None
    page.clock.run_for(9_000)
    expect(page.locator(".reply")).to_have_count(2)
    expect(page.get_by_role("alert")).to_be_hidden()
    expect_talk(page, "等不及先写了", "收到：等不及先写了")
    assert len(gateway.histories) == 1


def test_what_staff_said_while_the_stream_was_broken_is_fetched(
    page: Page, gateway: FakeGateway
) -> None:
    say(page, "人工")
    expect(page.locator(".reply")).to_have_count(2)
    assert gateway.listening.wait(10)
    gateway.hang_up()
    (history,) = gateway.histories.values()
    history.append({"id": 9, "from": "staff", "at": "2026-11-24T03:00:00Z", "text": "我看到了。"})
    expect(page.locator(".staff .paragraph")).to_have_text("我看到了。")
    expect_talk(page, "人工", "收到：人工", "我看到了。")


def test_restart_asks_first(page: Page, gateway: FakeGateway) -> None:
    say(page, "我的案子")
    expect(page.locator(".reply")).to_have_count(2)
    page.get_by_role("button", name="重新开始").click()
    dialog = page.get_by_role("dialog", name="要重新开始吗？")
    dialog.get_by_role("button", name="继续当前对话").click()
    expect(page.locator(".reply")).to_have_count(2)
    page.get_by_role("button", name="重新开始").click()
    dialog.get_by_role("button", name="重新开始").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".bubble")).to_have_count(0)
    expect_talk(page)
    page.reload()
    expect(page.locator(".reply")).to_have_count(1)
    assert len(gateway.histories) == 2


def test_a_restart_that_fails_changes_nothing(page: Page, gateway: FakeGateway) -> None:
    say(page, "我的案子")
    expect(page.locator(".reply")).to_have_count(2)
    gateway.refuse_sessions = Refusal(503, "系统正忙。")
    page.get_by_role("button", name="重新开始").click()
    dialog = page.get_by_role("dialog", name="要重新开始吗？")
    dialog.get_by_role("button", name="重新开始").click()
    expect(dialog.get_by_role("alert")).to_have_text("没能重新开始，请检查网络后再试一次。")
    dialog.get_by_role("button", name="继续当前对话").click()
    say(page, "还在吗")
    expect(page.locator(".reply")).to_have_count(3)
    assert len({message["session"] for message in gateway.received}) == 1


def test_an_answer_to_a_talk_left_behind_does_not_follow(page: Page, gateway: FakeGateway) -> None:
    gateway.hold.clear()
    say(page, "旧的问题")
    expect(page.locator(".busy")).to_be_visible()
    page.get_by_role("button", name="重新开始").click()
    page.get_by_role("dialog").get_by_role("button", name="重新开始").click()
    expect(page.locator(".bubble")).to_have_count(0)
    gateway.hold.set()
    say(page, "新的问题")
    expect(page.locator(".reply")).to_have_count(2)
    expect_talk(page, "新的问题", "收到：新的问题")


def test_a_browser_that_stores_nothing_still_talks(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    page = open_page(notice=True)
    refuse = "() => { throw new DOMException('refused', 'SecurityError') }"
    page.add_init_script(
        f"for (const name of ['localStorage', 'sessionStorage'])"
        f" Object.defineProperty(window, name, {{ get: {refuse} }});"
    )
    page.reload()
    page.get_by_role("button", name="我知道了").click()
    say(page, "你好")
    expect(page.locator(".reply")).to_have_count(2)
