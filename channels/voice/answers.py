"""The assistant's replies as a caller hears them: the first breaths, then what may follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.court.case_number import find_all
from bot.desk.replies import Reply
from channels.limits import Voice
from channels.voice.dialogue import to_follow
from channels.voice.speech import breaths
from channels.voice.state import CallState, Choice

# Always at hand on the phone, so never read out.
_UNSPOKEN = ("转人工", "先不办了")
_ASKS_NUMBER = re.compile(
    r"请(?:告诉我|说|报|把)[^。？]{0,6}案号|换(?:一个)?案号|还要有|案号里少了"
)
# Answers written for a screen, said for a telephone.
_ON_SCREEN = (
    (re.compile(r"请?(?:点击?|按)[“「]([^”」]{1,12})[”」]"), r"请说“\1”"),
    (re.compile(r"(?:直接)?打字(?=告诉我)"), ""),
    (re.compile(r"(?:直接)?(?:打字|打出来|发给我|发过来|发我)"), "告诉我"),
    (re.compile(r"(?<=请)(?:发|把[^。]{0,8}发)(?=查询码|登记|完整|案号|新的)"), "说"),
    (re.compile(r"再发一次"), "再说一次"),
    (re.compile(r"；?括号和空格写不写都行"), ""),
    (re.compile(r"在这个对话里回复您"), "答复您"),
    (re.compile(r"下面哪一个"), "哪一个"),
)


def after(
    state: CallState, replies: Sequence[Reply], today: date, may_send: bool = False
) -> tuple[CallState, list[str]]:
    """Return the state and the breaths after replies: three at most, and what is offered then.

    ``may_send``: an SMS could reach this caller.
    """
    said = [breath for reply in replies for breath in breaths(text_of(reply), today)]
    first, rest = said[: Voice.BREATHS_AT_ONCE], said[Voice.BREATHS_AT_ONCE :]
    settled = state.settled().but(
        rest=tuple(rest),
        choices=choices(replies),
        sms=sms_text(replies) if may_send and rest else "",
        expects_number=any(_ASKS_NUMBER.search(reply.text) for reply in replies),
    )
    all_said = [*first, *to_follow(settled)]
    return settled.but(said=tuple(all_said)), all_said


def text_of(reply: Reply) -> str:
    """Return what is said of a reply: its spoken form, else its text in words for a telephone."""
    if reply.voice:
        return reply.voice
    text = reply.text
    for written, said in _ON_SCREEN:
        text = written.sub(said, text)
    return text


def choices(replies: Iterable[Reply]) -> tuple[Choice, ...]:
    """Return the choices of the last reply that are read out."""
    buttons = next((reply.buttons for reply in reversed(list(replies)) if reply.buttons), ())
    told = [button for button in buttons if button.title not in _UNSPOKEN]
    return tuple(
        Choice(title=button.title, payload=button.payload) for button in told[: Voice.CHOICES]
    )


def sms_text(replies: Iterable[Reply]) -> str:
    """Return the text an SMS would carry, "" if the answer may hold anything private.

    Only reviewed articles of procedure may leave by SMS: a phone can be anybody's, and who holds
    it later has proved nothing. An article offers its facets; no answer about a case does.
    """
    texts = []
    for reply in replies:
        reviewed = reply.sources and all(source.reviewed for source in reply.sources)
        is_article = any('"facet"' in button.payload for button in reply.buttons)
        if not (reviewed and is_article) or reply.timeline or find_all(reply.text):
            return ""
        texts.append(reply.text)
    return "\n".join(texts)[: Voice.SMS_CHARACTERS]
