"""What an answer looks like: links, timeline, sources, copying, paper; and that text stays text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import say
from tests.browser.gateway import FakeGateway

OpenPage = Callable[..., Page]

CASE = {
    "text": "现在到了开庭这一步。",
    "timeline": [
        {"date": "2026-09-02", "stage": "立案", "note": "", "state": "done"},
        {"date": "2026年12月3日 9:30", "stage": "开庭", "note": "第12法庭", "state": "current"},
        {"date": "", "stage": "宣判", "note": "", "state": "expected"},
    ],
    "sources": [
        {
            "law": "民事诉讼法",
            "articles": ["152", "第一百六十四条"],
            "version": "2023年修正",
            "effective": "2024-01-01",
            "reviewed": "2026-11-22",
            "title": "审理期限",
        },
        {"law": "", "articles": [], "title": "案件信息库", "version": "2026-11-24"},
    ],
}

HOSTILE = (
    '<img src=x onerror="document.title=1">',
    "<script>document.title=1</script>",
    "<svg onload=alert(1)>",
    "{{constructor.constructor('document.title=1')()}}",
    "[a](javascript:alert(1)) <a href='javascript:alert(1)'>点我</a>",
    "</p></div><style>*{display:none}</style>",
)


def answered(page: Page, gateway: FakeGateway, *replies: dict[str, object]) -> None:
    """Have the gateway answer a question with these replies."""
    gateway.answer = lambda _message: list(replies)
    say(page, "请讲")
    expect(page.locator(".reply")).to_have_count(1 + len(replies))


def test_timeline_tells_past_present_and_expected_apart_by_word_and_shape(
    page: Page, gateway: FakeGateway
) -> None:
    answered(page, gateway, CASE)
    stages = page.get_by_role("list", name="案件进展").get_by_role("listitem")
    expect(stages).to_have_text(
        [
            "立案（已完成）2026年9月2日",
            "开庭当前2026年12月3日 9:30第12法庭",
            "宣判预计时间待定",
        ]
    )
    current = [stage.get_attribute("aria-current") for stage in stages.all()]
    assert current == [None, "step", None]
    shapes = [stage.locator("svg").inner_html() for stage in stages.all()]
    assert len(set(shapes)) == 3
    line = "element => getComputedStyle(element, '::before').borderLeftStyle"
    assert [stage.evaluate(line) for stage in stages.all()] == ["solid", "dashed", "none"]


def test_sources_unfold_to_law_version_and_dates(page: Page, gateway: FakeGateway) -> None:
    answered(page, gateway, CASE)
    details = page.locator("details")
    expect(details.locator("ul")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("summary")).to_have_text("依据（2 条）")
    expect(details.locator("li")).to_have_text(
        [
            "《民事诉讼法》第152条、第一百六十四条审理期限"
            "版本2023年修正施行2024年1月1日本答复核对2026年11月22日",
            "案件信息库版本2026-11-24",
        ]
    )


def test_an_answer_is_copied_whole(open_page: OpenPage, gateway: FakeGateway) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    answered(page, gateway, CASE)
    page.get_by_role("button", name="复制这条回复").last.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "现在到了开庭这一步。\n\n"
        "2026年9月2日 立案 （已完成）\n"
        "2026年12月3日 9:30 开庭 （当前）：第12法庭\n"
        "时间待定 宣判 （预计）\n\n"
        "依据：《民事诉讼法》第152条、第一百六十四条\n"
        "依据：案件信息库"
    )


def test_copying_works_where_the_browser_has_no_clipboard_api(
    open_page: OpenPage, gateway: FakeGateway
) -> None:
    page = open_page(permissions=["clipboard-read"])
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    page.get_by_role("button", name="复制这条回复").click()
    expect(page.locator(".copy")).to_have_text("已复制")
    assert "查案件、问程序" in page.evaluate("navigator.clipboard.readText()")
    expect(page.locator(".copy")).to_be_focused()


def test_only_addresses_of_courts_become_links(page: Page, gateway: FakeGateway) -> None:
    text = (
        "网上立案：https://zxfw.court.gov.cn/#/home。"
        "失信查询（http://zxgk.court.gov.cn/shixin/）；根 https://court.gov.cn.\n"
        "不是：https://court.gov.cn.evil.example/ https://evilcourt.gov.cn/ "
        "https://evil.example/court.gov.cn https://user@zxfw.court.gov.cn/ "
        "https://zxfw.court.gov.cn@evil.example/ ftp://zxfw.court.gov.cn/ "
        "javascript:alert(1)//court.gov.cn zxfw.court.gov.cn"
    )
    answered(page, gateway, {"text": text})
    links = page.locator(".reply a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://zxfw.court.gov.cn/#/home",
        "http://zxgk.court.gov.cn/shixin/",
        "https://court.gov.cn/",
    ]
    for link in links.all():
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener noreferrer"
    shown = page.locator(".reply .paragraph").last.text_content() or ""
    assert shown.replace("（在新窗口打开）", "") == text


def test_paragraphs_and_lines_are_kept(page: Page, gateway: FakeGateway) -> None:
    answered(page, gateway, {"text": "第一段\n第二行\n\n\n第二段"})
    shown = page.locator(".reply").last.locator(".paragraph").all_inner_texts()
    assert shown == ["第一段\n第二行", "第二段"]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(page: Page, gateway: FakeGateway, text: str) -> None:
    gateway.answer = lambda _message: [
        {
            "text": text,
            "buttons": [{"title": text, "payload": "/a"}],
            "sources": [{"law": text, "articles": [text], "title": text, "version": text}],
            "timeline": [{"date": text, "stage": text, "note": text, "state": "current"}],
        }
    ]
    elements = "document.querySelectorAll('img, script, svg, style, a').length"
    before = page.evaluate(elements)
    say(page, text)
    expect(page.locator(".reply")).to_have_count(2)
    # The sign of the one stage of the timeline is an svg of the page's own.
    assert page.evaluate(elements) == before + 1
    assert page.title() == "诉讼服务智能助手"
    assert page.locator(".words").inner_text() == text
    assert page.locator(".reply .paragraph").last.inner_text() == text
    assert page.locator(".quick button").last.inner_text() == text
    assert page.locator(".stage .name").inner_text() == text


def test_paper_shows_the_talk_with_its_sources_and_nothing_to_press(
    page: Page, gateway: FakeGateway
) -> None:
    answered(page, gateway, CASE)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("《民事诉讼法》第152条、第一百六十四条")).to_be_visible()
    expect(page.locator("button:visible, textarea:visible, a:visible")).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    log = page.get_by_role("log")
    assert log.evaluate("element => element.scrollHeight === element.clientHeight")
