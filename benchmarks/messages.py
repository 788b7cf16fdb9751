"""What the measured citizens say: whole conversations as people hold them, and lone questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Say(NamedTuple):
    """One message. ``expects``: the part of a reply that shows it was answered as intended."""

    text: str
    expects: str = ""


class DemoCase(NamedTuple):
    """A demo case a citizen can ask about."""

    number: str
    query_code: str


Conversation = tuple[Say, ...]

# Answered the same at any point of a conversation, and with nothing left open.
LONE: Conversation = (
    Say("标的额五十万诉讼费多少", "sources"),
    Say("不服一审判决怎么上诉", "sources"),
    Say("你好"),
    Say("对方不还钱怎么申请强制执行", "sources"),
    Say("谢谢"),
)

QUESTIONS = (
    "我的案子到哪一步了",
    "案号是（2026）京0105民初12345号，帮我看看开庭了没有",
    "邻居借了我三万块两年没还，借条还在，我想去法院告他要带什么",
    "一审判我输了，我不服，上诉要在多少天里交到哪里",
    "标的额一百二十万的借款合同纠纷，诉讼费要交多少",
    "被告一直联系不上，传票送不到怎么办",
    "老赖名下有房子，能不能申请拍卖",
    "开庭那天我在外地，可以申请延期或者网上开庭吗",
    "判决书上的迟延履行利息怎么算",
    "我想找工作人员",
    "您好，请问法律援助要什么条件",
    "今天天气怎么样",
)


def conversations(cases: Sequence[DemoCase]) -> list[Conversation]:
    """Return one conversation for each case; each begins at another place of the same talk.

    Greeting, the own case by form with its query code and two follow-ups, fee, two questions on
    procedure, something nobody understands, thanks.
    """
    return [tuple(_told(case, place)) for place, case in enumerate(cases)]


def _told(case: DemoCase, place: int) -> Iterator[Say]:
    parts = _parts(case)
    first = place % len(parts)
    for part in (*parts[first:], *parts[:first]):
        yield from part


def _parts(case: DemoCase) -> list[Conversation]:
    return [
        (Say("你好"),),
        (
            Say("我的案子到哪一步了", "buttons"),
            Say(case.number, "buttons"),
            Say(f"查询码 {case.query_code}", "timeline"),
            Say("法官电话多少"),
            Say("那我现在要做什么"),
        ),
        (Say("标的额五十万诉讼费多少", "sources"),),
        (Say("不服一审判决怎么上诉", "sources"),),
        (Say("对方不还钱怎么申请强制执行", "sources"),),
        (Say("嗯那个就是那个啥来着", "buttons"),),
        (Say("谢谢"),),
    ]
