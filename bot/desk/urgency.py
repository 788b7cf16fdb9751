"""What cannot wait: danger, and a deadline or hearing within a day or two.

Facts: service-rules, section 9. Danger names the emergency numbers and opens a work order at once;
a near date offers a human and says that nothing is put off by asking.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.desk.replies import HUMAN, Reply

Priority = Literal["urgent", "high", "normal"]

_DANGER = re.compile(
    r"自杀|轻生|不想活|活不下去|活着没意思|想死(?!我)|去死(?!缓)|跳楼|割腕|"
    r"(?:要|想|准备|打算)(?:杀|砍|捅|弄死|炸|烧了|放火)|杀了(?:他|她|你|全家)|同归于尽|"
    r"(?:正在|又在|现在)(?:打|砍|追|砸)(?:我|她|他|人|门)|救命|拿着?刀|"
    r"被(?:关|锁)在(?:家|屋|里)|正在(?:转账|汇款)|让我(?:马上|立刻|现在)转账"
)
# Words of danger told as a legal matter: past, or asked about in general.
_TOLD = re.compile(r"(?:判|案|罪|赔偿|自杀(?:案|赔|未遂后)|保险|以前|去年|前年|当时|曾经|起诉)")
_NEAR = re.compile(
    r"(?:今天|今日|今晚|明天|明日|明早|明儿|后天)[^。！？\n]{0,10}"
    r"(?:开庭|到期|截止|最后一天|过期|期满|要交|得交|宣判)|"
    r"(?:今天|明天|今日|明日)(?:就)?是?最后(?:一天|期限)|最后一天(?:了|怎么办|来不及)"
)

DANGER_NOTICE = (
    "如果您或身边的人正有危险，请马上打 110；有人受伤或要伤害自己，请打 120。"
    "我已经为您登记加急人工，回执号 {receipt}。您先保证安全，离开危险的地方。"
)
NEAR_NOTICE = (
    "时间很紧：法定期限不会因为在这里咨询而延长，请先按规定的方式提交材料或按时到庭。"
    "需要工作人员马上帮忙，请点“转人工”，我会标成优先。"
)


def priority_of(text: str) -> Priority:
    """Return how soon a person must see a message."""
    if is_danger(text):
        return "urgent"
    return "high" if _NEAR.search(text) else "normal"


def is_danger(text: str) -> bool:
    """Whether somebody may be in danger now, as far as words can tell.

    A long account that speaks of a case, a sentence or the past is one of a legal matter.
    """
    found = _DANGER.search(text)
    if found is None:
        return False
    around = text[max(0, found.start() - 12) : found.end() + 12]
    return len(text) < 60 or not _TOLD.search(around)


def danger_reply(receipt: str) -> Reply:
    """Return what is said first when somebody may be in danger."""
    return Reply(text=DANGER_NOTICE.format(receipt=receipt), buttons=(HUMAN,))


def near_reply() -> Reply:
    """Return what is added when a date is near."""
    return Reply(text=NEAR_NOTICE, buttons=(HUMAN,))
