"""Words that concern the call itself: heard here, before anybody else."""

from __future__ import annotations

import re
from typing import Literal

Command = Literal[
    "human", "repeat", "slower", "louder", "back", "hang_up", "keypad", "go_on", "sms", "no", "yes"
]

_POLITE = (
    r"(?:请|想要|想|要|麻烦|那|你|您|我|能不能|可不可以|可以|帮我|给我|就|先|嗯|哎|喂|啊|，|,)*"
)
_ENDING = r"(?:吧|啊|呀|哦|了|吗|呢|好吗|行吗|一下|谢谢|可以吗|好不好|行不行|，|,)*"
_PHRASES: dict[Command, str] = {
    "human": r"(?:按?零|转接?|接通?|找|叫|换|来)?(?:一?个|到|给|下)?"
    r"(?:人工|真人|活人|客服|工作人员|接线员|话务员|坐席|值班(?:人员|的)?)"
    r"(?:的?人)?(?:服务|客服|座席|坐席|说话?|讲话?|接)?|找个人(?:说|讲|聊)?|不要机器人?|换个?人",
    "slower": r"(?:说|讲|念|读)?(?:的|得)?(?:太快|再?慢一?(?:点儿?|些)|慢慢(?:说|讲|来)|"
    r"别(?:说|讲)?(?:这么|那么)快)(?:说|讲|念|读)?",
    "louder": r"(?:说|讲)?(?:再?大声一?(?:点儿?|些)|声音(?:大|高)一?(?:点儿?|些)|"
    r"声音太?小|大点声|太小声)(?:说|讲|听不见|听不到)?",
    "repeat": r"重复|再(?:说|讲|念|读|报|来)[一1]?(?:遍|次|回|下)|重新?(?:说|讲|念)[一1]?[遍次]?|"
    r"(?:刚才)?我?没有?听(?:清楚?|见|到|明白)|听不(?:清楚?|见)|什么|啥",
    "back": r"(?:回到?|返回|退回)?上一?步|返回|倒回去|退回去|后退",
    "hang_up": r"挂(?:断|电话|机|了)?(?:电话)?|再见|拜拜|结束通话|不打了|"
    r"没有?(?:别的|其他)?(?:事|问题)",
    "keypad": r"(?:用|按)?按?键盘?(?:输入|查询|查案(?:件|子)?)?",
    "go_on": r"(?:继续|接着)(?:听|说|讲|念)?|往下(?:说|讲|念)|说下去|后面(?:还有什么)?|还?要?听",
    "sms": r"(?:发|用)?(?:个|一?条|我)?(?:短信|信息)(?:给我|发我|发给我)?|发到?我?手机上?",
    "no": r"不(?:是|对|用|要|听|需要|必|行)?(?:听|的)?|错|没有|算了",
    "yes": r"是|对|好|行|嗯|没错|正确|要|可以|[是对好]的|对对对?|是是|中",
}
_COMMANDS = {
    command: re.compile(_POLITE + f"(?:{phrase})" + _ENDING) for command, phrase in _PHRASES.items()
}
_MARKS = re.compile(r"[\s。.!！?？、~…]+")
# Longer than this it is a sentence of its own, about something else.
_LONGEST = 16


def heard(said: str) -> Command | None:
    """Return the command that an utterance is, ``None`` if it is about the caller's own affair.

    人工智能 is no wish for a human, and 声音证据 none to speak louder: the whole must fit.
    """
    plain = _MARKS.sub("", said)
    if not plain or len(plain) > _LONGEST:
        return None
    return next((name for name, phrase in _COMMANDS.items() if phrase.fullmatch(plain)), None)
