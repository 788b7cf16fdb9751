"""Known signs of fraud in a message that claims to be from a court. Pure.

They say what swindlers do, never what a court does: which channels a court uses is for the court
to publish. ``FRAUD`` signs lead to a warning whatever the ledger says; ``CAUTION`` signs only add
a sentence, because true messages have them too (short links, a bank card for a refund).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from bot.cases.dispatch.links import Link
from bot.cases.dispatch.parts import LONG, Extracted, extract
from bot.cases.dispatch.phrases import phrases_in


class Level(Enum):
    """How much a sign weighs."""

    FRAUD = "fraud"
    CAUTION = "caution"


@dataclass(frozen=True)
class Sign:
    """A sign with its name and the reason that citizens read, a clause without a full stop."""

    name: str
    level: Level
    reason: str


_FRAUD = {
    "safe_account": "让您把钱转到“安全账户”之类的账户，这是冒充公检法骗钱的典型说法",
    "transfer": "让您把钱转给个人，或者用微信、支付宝私下付",
    "pay_to_avoid": "让您先交一笔钱，才给解冻、撤案、不抓人",
    "code": "要您说出验证码，拿到验证码就可能动您的账户",
    "bank_secret": "要银行卡密码这类信息，密码谁都不能给",
    "download": "让您另外下载、安装软件，手机可能被别人控制",
    "screen": "让您共享屏幕，您的密码和验证码会被看到",
    "remote": "让您开远程控制，手机、电脑就由别人操作了",
    "arrest": "拿马上抓人来吓您，催您照办",
    "secrecy": "不让您告诉家人、不让您挂电话，是怕有人提醒您",
    "lookalike": "网址装成法院或政府网站的样子，其实不是",
    "numeric_link": "网址是一串数字，看不出是哪家网站",
    "program_link": "链接点开就会下载安装程序",
}  # fmt: skip
_CAUTION = {
    "code_input": "要在网页上填验证码，先核实这个网页是谁的",
    "card_number": "要填或者要报银行卡号，先核实再给",
    "court_app": "让您装一个和法院有关的软件，先向法院核实该用哪一个",
    "private_contact": "让您加微信、QQ，先核实对方是不是法院的人",
    "short_link": "用的是短链接，看不出会打开哪家网站",
    "other_domain": "网址不是 gov.cn 结尾的，我核实不了是谁的网站",
    "abroad": "号码带境外区号",
}  # fmt: skip
SIGNS = {
    name: Sign(name, level, reason)
    for level, reasons in ((Level.FRAUD, _FRAUD), (Level.CAUTION, _CAUTION))
    for name, reason in reasons.items()
}
# Words that nobody uses for anything else: of 17,000 other questions none holds one.
_UNMISTAKABLE = {"safe_account", "screen", "remote", "lookalike", "numeric_link", "program_link"}
# A fraud sign says it already.
_COVERED = {"code_input": "code", "card_number": "bank_secret", "court_app": "download"}


def signs(text: str, official: Iterable[str] = ()) -> tuple[Sign, ...]:
    """Return the signs in a message, the grave ones first.

    ``official`` are domains that the court has published as its own; their links are no sign.
    """
    return signs_in(extract(text), official)


def signs_in(message: Extracted, official: Iterable[str] = ()) -> tuple[Sign, ...]:
    """Return the signs in a message that has been taken apart already."""
    own = tuple(official)
    names = phrases_in(message.text) | {
        name for link in message.links for name in _of_link(link, own)
    }
    if message.abroad:
        names.add("abroad")
    names -= {lesser for lesser, graver in _COVERED.items() if graver in names}
    return tuple(sign for name, sign in SIGNS.items() if name in names)


def grave(found: Iterable[Sign]) -> tuple[Sign, ...]:
    """Return the signs that make a warning."""
    return tuple(sign for sign in found if sign.level is Level.FRAUD)


def _of_link(link: Link, official: tuple[str, ...]) -> Iterator[str]:
    if link.program:
        yield "program_link"
    if link.numeric:
        yield "numeric_link"
    elif link.pretends(official):
        yield "lookalike"
    elif link.shortened:
        yield "short_link"
    elif not link.within(("gov.cn", *official)):
        yield "other_domain"


def worth_checking(text: str) -> bool:
    """Whether a text holds a message, link or number to check, or tells of what swindlers do."""
    message = extract(text)
    return message.checkable or len(message.text) >= LONG or bool(grave(signs_in(message)))


def unmistakable(text: str) -> bool:
    """Whether a text speaks of fraud whatever else it is about."""
    return any(sign.name in _UNMISTAKABLE for sign in signs(text))
