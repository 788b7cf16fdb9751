"""Going on at another door: what every door asks before a turn.

A door calls ``joined`` with the message it is about to hand to ``turns.take`` and the address it
came from, and when it gets entries they are the answer, as those of ``turns.take`` would be:

    written = await joined(gateway, message, address)
    if written is None:
        written = await gateway.turns.take(message, shown_as)

It is the same for the web (address: the session's id), WeChat (the openid) and the phone (the
CallSid; ``asked=True`` while six keys are awaited). Everything happens in one transaction, and a
message that is sent again gets the same entries, so a power cut costs neither code nor answer.
``conversation_of`` finds the conversation of a message, also when it is sent again after a move.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import addresses, inbox, record
from bot.desk.greeting import MENU
from bot.desk.inbox import Incoming
from bot.desk.joining import CODE_DIGITS, PLACES, Joined, NotJoined
from bot.desk.models import InboxMessage, RecordEntry
from bot.desk.record import utcnow
from bot.desk.replies import HUMAN, Reply
from channels.state import Gateway

_JOINED = (
    "接上了{place}的对话，您接着说就行。为了保护您的案件信息，要看案件，请在这里重新核验。"
    "这边说的话，那边也能看到：如果您没有在别处和我说过话，请不要在这里核验，说“人工”。"
)
_JOINED_SPOKEN = "接上了，您接着说就行。要查案件，请重新核验。"
ASK = Reply(
    text="请把接续码的六位数字发给我。还没有的话，在原来的对话里说“给我接续码”。",
    voice="请报接续码，六位数字，一个一个报，或者按键输入。",
)
REFUSED = Reply(
    text="没有接上。接续码是六位数字，十分钟内有效，用过一次就作废。请核对后再发一次；"
    "或者在原来的对话里说“给我接续码”，换一个新的。",
    buttons=(HUMAN,),
    voice="没有接上。请核对六位接续码，再报一次，或者换一个新的。",
)
_ALREADY_HERE = Reply(
    text="您现在就在这次对话里，不用再接。请到另一个地方（网页、微信或电话）说这个接续码。"
)
_LOCKED = "接续码试错的次数太多，{minutes} 分钟内不能再试。您要办的事可以直接在这里说，或者转人工。"

_DIGIT = "[0-9零〇洞幺一二两三四五六七拐八九勾]"
_PLAIN = str.maketrans("零〇洞幺一二两三四五六七拐八九勾", "0001122345677899")
_NUMBER = rf"(?P<number>{_DIGIT}(?:[\s,，\-]*{_DIGIT})*)"
_BEFORE = r"(?:您好|你好|喂|嗯|那|请|麻烦|帮我|我要|我想|我|用|输入|这是|这个|是|[,，。!！\s])*"
# 接着、继续 alone are said for many things; with the conversation named they mean this.
_TALK = r"(?:对话|会话|聊天|通话|聊的|说的|谈的)"
_CALLED = (
    r"(?:(?P<code>(?:的|有|报)?(?:一个|个)?接[续序]码(?:号|数字)?)"
    rf"|(?:接着|继续|接上|接续)(?:说|聊|办)?[^0-9，,。]{{0,8}}{_TALK}(?:说|聊|办)?)"
)
_SAID = re.compile(rf"{_BEFORE}{_CALLED}(?:[是为:,，\s]*{_NUMBER})?[。.!！，,吧啊呢谢\s]*")
_HAS_ONE = re.compile(r"我?(?:这里)?(?:有|要输入|要用|输入|填写?|报)(?:一个|个|一下|下)?接续码")
_BARE = re.compile(rf"\s*{_NUMBER}[。.\s]*")
# Longer messages tell a story; nobody says a code in them.
_LONGEST = 60


async def conversation_of(
    session: AsyncSession, channel: str, address: str, message_id: str
) -> str | None:
    """Return where a message belongs: where it was first taken, else where its address speaks.

    ``None``: the address has not spoken yet.
    """
    stored = await session.get(InboxMessage, (channel, message_id))
    return stored.conversation_id if stored else await addresses.find(session, channel, address)


async def joined(
    gateway: Gateway, message: Incoming, address: str, asked: bool = False
) -> Sequence[RecordEntry] | None:
    """Return what is answered to a message that joins; ``None``: it is an ordinary message.

    ``asked``: the door itself has asked for a code, so that six digits alone are one. Otherwise
    they are only after we asked for it in words: they may as well be a query code.
    """
    said = said_in(message.content) if message.kind == "text" else None
    if said is None:
        return None
    number, is_bare = said
    if is_bare and not (asked or await _asked(gateway, message)):
        return None
    async with gateway.database.write() as session:
        stored = await session.get(InboxMessage, (message.channel, message.message_id))
        if stored is not None and stored.state == inbox.ACCEPTED:
            return None
        if stored is not None:
            there = replace(message, conversation_id=stored.conversation_id)
            return await inbox.answers_to(session, there)
        conversation_id, reply = await _redeemed(gateway, session, message, address, number)
        there = replace(message, conversation_id=conversation_id)
        await inbox.accept(session, there)
        return await inbox.finish(session, there, [reply])


def said_in(text: str) -> tuple[str, bool] | None:
    """Return the digits that a message gives as a code, and whether it says nothing else.

    The digits are "" when it speaks of a code it does not give, as at the other door:
    接着刚才的对话. ``None``: the message is about something else.
    """
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if bare := _BARE.fullmatch(plain):
        digits = _digits(bare["number"])
        return (digits, True) if len(digits) == CODE_DIGITS else None
    found = _SAID.fullmatch(plain)
    if found is None:
        return None
    # 接续码 by itself may mean that one is wanted: the engine asks or gives.
    if found["code"] and not found["number"] and not _HAS_ONE.fullmatch(plain):
        return None
    return _digits(found["number"] or ""), False


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.translate(_PLAIN))


async def _asked(gateway: Gateway, message: Incoming) -> bool:
    """Whether the last thing said asks for a code, or this very message was taken before."""
    async with gateway.database.read() as session:
        if await session.get(InboxMessage, (message.channel, message.message_id)):
            return True
        newest = await record.newest(session, message.conversation_id, 1)
    return any(entry.text in (ASK.text, REFUSED.text) for entry in newest)


async def _redeemed(
    gateway: Gateway, session: AsyncSession, message: Incoming, address: str, number: str
) -> tuple[str, Reply]:
    """Return the conversation that the address speaks in from now on, and the answer."""
    if not number:
        return message.conversation_id, ASK
    outcome = await gateway.joining.redeem(session, message, address, number, utcnow())
    if isinstance(outcome, Joined):
        text = _JOINED.format(place=PLACES.get(outcome.channel, "别处"))
        reply = Reply(text=text, buttons=(MENU[0], HUMAN), voice=_JOINED_SPOKEN)
        return outcome.conversation_id, reply
    locked = Reply(text=_LOCKED.format(minutes=gateway.settings.lock_minutes), buttons=(HUMAN,))
    replies = {NotJoined.LOCKED: locked, NotJoined.ALREADY_HERE: _ALREADY_HERE}
    return message.conversation_id, replies.get(outcome, REFUSED)
