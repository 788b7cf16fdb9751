"""The terminal conversation, against a gateway that answers by a script."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from bot.commands.chat import MaskedHistory, Piped, talk
from bot.commands.client import Conversation, GatewayError

GREETING = {"text": "您好。", "buttons": [{"title": "转人工", "payload": "/talk_to_human"}]}
TIMELINE = {
    "text": "您的案件已开庭。",
    "timeline": [
        {"date": "2026年3月2日", "stage": "立案", "state": "done"},
        {"date": "2026年12月11日", "stage": "开庭", "note": "第三法庭", "state": "current"},
        {"date": "", "stage": "宣判", "state": "expected"},
    ],
    "sources": [
        {"law": "民事诉讼法", "articles": ["171", "172"], "version": "2023年修正"},
        {"title": "演示案件数据"},
    ],
    "buttons": [
        {"title": "什么时候开庭", "payload": "/hearing_time_query"},
        {"title": "转人工", "payload": "/talk_to_human"},
    ],
}


class Gateway:
    """Answers each message with the next of ``answers`` and remembers what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.sessions = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/chat/sessions":
            self.sessions += 1
            greeting = {"session": f"s{self.sessions}", "greeting": {"replies": [GREETING]}}
            return httpx.Response(200, json=greeting)
        body = json.loads(request.content)
        assert len(body.pop("message_id")) == 32
        self.asked.append(body)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, json={"replies": [answer]})


async def talked(gateway: Gateway, lines: str, *, hint: bool = False) -> str:
    """Return what is on the screen after these lines."""
    console = Console(file=io.StringIO(), width=80, highlight=False)
    conversation = Conversation("http://test", transport=httpx.MockTransport(gateway))
    await talk(conversation, Piped(io.StringIO(lines)), console, hint=hint)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_a_conversation_is_drawn_whole() -> None:
    gateway = Gateway(TIMELINE)
    assert await talked(gateway, "我的案子到哪一步了\n") == (
        "助手：您好。\n"
        "  [1] 转人工\n"
        "助手：您的案件已开庭。\n"
        "  ● 2026年3月2日    立案\n"
        "  ◉ 2026年12月11日  开庭  第三法庭\n"
        "  ○ 待定            宣判\n"
        "  依据：《民事诉讼法》第171条、第172条（2023年修正）\n"
        "  依据：演示案件数据\n"
        "  [1] 什么时候开庭\n"
        "  [2] 转人工\n"
    )
    assert gateway.asked == [{"session": "s1", "text": "我的案子到哪一步了"}]


async def test_a_basis_named_in_the_text_is_not_said_twice() -> None:
    source = {"law": "诉讼费用交纳办法", "articles": ["13(一)"], "version": "国务院令第481号"}
    gateway = Gateway(
        {"text": "50元。\n依据：第13条", "sources": [source]},
        {"text": "50元。", "sources": [source]},
    )
    screen = await talked(gateway, "一\n二\n")
    assert screen.splitlines()[2:] == [
        "助手：50元。",
        "依据：第13条",
        "助手：50元。",
        "  依据：《诉讼费用交纳办法》第13条(一)（国务院令第481号）",
    ]


async def test_a_number_presses_the_button_shown_last() -> None:
    gateway = Gateway(TIMELINE, {"text": "明天。"}, {"text": "多少？"})
    await talked(gateway, "案子\n1\n1\n")
    assert gateway.asked[1:] == [
        {"session": "s1", "payload": "/hearing_time_query", "title": "什么时候开庭"},
        # No button is left to press, so the number is what was said.
        {"session": "s1", "text": "1"},
    ]


async def test_a_number_beyond_the_buttons_is_text() -> None:
    gateway = Gateway({"text": "好的。"})
    await talked(gateway, "2\n")
    assert gateway.asked == [{"session": "s1", "text": "2"}]


@pytest.mark.parametrize("word", ["退出", "/quit", "/exit", "quit", "exit", "  退出  "])
async def test_words_that_leave_are_not_sent(word: str) -> None:
    gateway = Gateway()
    await talked(gateway, f"{word}\n还有\n")
    assert gateway.asked == []


async def test_a_new_conversation_has_a_new_session() -> None:
    gateway = Gateway({"text": "好的。"})
    await talked(gateway, "重新开始\n你好\n")
    assert gateway.asked == [{"session": "s2", "text": "你好"}]


async def test_empty_lines_are_not_sent_and_the_last_line_needs_no_end() -> None:
    gateway = Gateway({"text": "好的。"})
    await talked(gateway, "\n  \n你好")
    assert gateway.asked == [{"session": "s1", "text": "你好"}]


async def test_a_refusal_is_shown_and_the_conversation_goes_on() -> None:
    too_fast = {"error": {"code": "too_fast", "message": "您发得太快了。"}}
    gateway = Gateway(httpx.Response(429, json=too_fast), {"text": "好的。"})
    screen = await talked(gateway, "一\n二\n")
    assert screen.splitlines()[2:] == ["! 您发得太快了。", "助手：好的。"]


async def test_a_hint_tells_a_person_what_can_be_typed() -> None:
    screen = await talked(Gateway(), "", hint=True)
    assert screen.splitlines()[2] == "输入编号可选按钮；“重新开始”开新对话，“退出”离开。"


async def test_markup_in_an_answer_is_text() -> None:
    gateway = Gateway(
        {"text": "[red]不是颜色[/red]", "buttons": [{"title": "[b]", "payload": "x"}]}
    )
    screen = await talked(gateway, "你好\n")
    assert screen.splitlines()[2:] == ["助手：[red]不是颜色[/red]", "  [1] [b]"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (httpx.ConnectError("refused"), "连不上 http://test。请先在另一个终端运行 make run。"),
        (httpx.ReadTimeout("slow"), "等了很久没有答复，请过一会儿再试。"),
        (httpx.ReadError("broken"), "http://test 上运行的不是本系统，或者出了故障。"),
    ],
)
async def test_a_gateway_that_is_not_there(failure: httpx.HTTPError, said: str) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise failure

    async with Conversation("http://test", transport=httpx.MockTransport(answer)) as conversation:
        with pytest.raises(GatewayError) as refused:
            await conversation.begin()
    assert str(refused.value) == said


async def test_something_else_on_the_port() -> None:
    page = httpx.MockTransport(lambda _request: httpx.Response(200, text="<html>"))
    async with Conversation("http://test", transport=page) as conversation:
        with pytest.raises(GatewayError, match="运行的不是本系统"):
            await conversation.begin()


async def test_the_history_holds_no_codes(tmp_path: Path) -> None:
    history = MaskedHistory(str(tmp_path / "history"))
    history.append_string("查询码 39481726")
    history.append_string("（2026）京0105民初12345号")
    written = (tmp_path / "history").read_text(encoding="utf-8")
    assert "+查询码 ******26\n" in written
    assert "+（2026）京0105民初12345号\n" in written
    assert "39481726" not in written
