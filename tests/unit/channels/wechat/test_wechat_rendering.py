"""How replies look in WeChat: few messages, each short enough, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.choices import chosen
from bot.desk.replies import HUMAN, Button, Reply, Source, TimelineEntry
from channels.limits import WeChat
from channels.wechat.rendering import Part, parts_of, split

FEE = Button(title="算诉讼费", payload="/calculate_fee")
LIMIT = Button(title="算期限", payload="/calculate_time_limit")


def test_a_reply_with_everything_is_one_text() -> None:
    reply = Reply(
        text="您的案件正在审理。",
        timeline=(
            TimelineEntry(date="2026年1月5日", stage="立案", state="done"),
            TimelineEntry(date="", stage="宣判", note="时间待定", state="expected"),
        ),
        sources=(
            Source(law="民事诉讼法", articles=("171",), version="2023-09-01修正"),
            Source(title="案件库"),
        ),
        buttons=(FEE, LIMIT, HUMAN),
    )
    [part] = parts_of([reply])
    assert part.plain == (
        "您的案件正在审理。\n"
        "● 2026年1月5日 立案\n"
        "○ 待定 宣判（时间待定）\n"
        "依据：《民事诉讼法》第171条（2023-09-01修正）；案件库\n\n"
        "1. 算诉讼费\n2. 算期限\n3. 转人工\n（回复“第二个”或选项文字都可以）"
    )


def test_what_is_numbered_can_be_picked() -> None:
    buttons = (FEE, LIMIT, HUMAN)
    [part] = parts_of([Reply(text="选吧。", buttons=buttons)])
    assert [chosen(f"第{n}个", buttons) for n in (1, 2, 3)] == list(buttons)
    assert [chosen(title, buttons) for title in part.choices] == list(buttons)


def test_several_replies_are_merged_and_only_the_last_is_numbered() -> None:
    [part] = parts_of(
        [
            Reply(text="第一条。", buttons=(FEE, HUMAN)),
            Reply(text="第二条。", buttons=(LIMIT, HUMAN)),
        ]
    )
    assert part == Part("第一条。\n\n第二条。", ("算期限", "转人工"), ("算诉讼费",))
    assert part.plain == (
        "第一条。\n\n第二条。\n\n1. 算期限\n2. 转人工\n（回复“第二个”或选项文字都可以）\n"
        "也可以回复：算诉讼费"
    )


def test_sources_in_the_text_are_not_said_again() -> None:
    reply = Reply(
        text="十五日。依据：《民事诉讼法》第171条。",
        sources=(Source(law="民事诉讼法", articles=("171",)),),
    )
    assert [part.plain for part in parts_of([reply])] == [reply.text]


def test_a_long_answer_is_cut_at_the_ends_of_sentences() -> None:
    text = "".join(f"第{number}句话说的是期限的事。" for number in range(200))
    parts = parts_of([Reply(text=text, buttons=(FEE, HUMAN))])
    assert "".join(part.text for part in parts) == text
    assert all(len(part.plain.encode()) <= WeChat.TEXT_BYTES for part in parts)
    assert all(part.text.endswith("。") for part in parts)
    assert [part.choices for part in parts] == [()] * (len(parts) - 1) + [("算诉讼费", "转人工")]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert split("他说：“请到庭。”然后走了。", 30) == ["他说：“请到庭。”", "然后走了。"]


@given(st.text(max_size=400), st.integers(4, 200))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece and len(piece.encode("utf-8", "surrogatepass")) <= limit for piece in pieces)


def test_a_limit_below_one_character_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        split("a", 3)


def test_nothing_to_say_is_nothing() -> None:
    assert parts_of([]) == []
