"""What cannot wait: danger, and a deadline or hearing within a day or two.

Facts: service-rules, section 9. Danger names the emergency numbers and opens a work order at once;
a near date offers a human and says that nothing is put off by asking.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.desk.replies import HUMAN, Reply

Priority = Literal["urgent", "high", "normal"]

# What is said of danger now: one's own life, a threat, violence going on, money being taken.
_WANTS = r"(?:要|想|准备|打算|扬言|威胁|说)[^，。不没知]{0,4}"
_SOMEBODY = r"(?:我|他|她|你|人|孩子|全家)"
_NOT_BY_PHONE = r"(?!的?(?:电话|手机|微信|主意))"
_NOW = re.compile(
    r"不想活(?!得|在)|不活了|活不下去|活着没(?:意思|意义|劲)|没法活|活够了|"
    r"(?:我|俺)[^，。]{0,4}(?:想死|(?<!下)去死(?!缓|了|亡)|想自杀|要自杀|想轻生|寻短见|想不开)"
    r"(?!心|我|你|她|他|了[你她他])|"
    r"死给(?:你|他|她|你们|他们|法院|法官)看|"
    r"(?:要|想|准备|打算|就|去|从)[^，。]{0,6}"
    r"(?:自杀|跳楼(?!价)|跳河|割腕|上吊|喝农药|喝药|吃安眠药|烧炭)|"
    rf"{_WANTS}(?:杀|砍|捅)(?:{_SOMEBODY}|死|光|害|了)|{_WANTS}(?:弄死|打死(?!不|也)|放火|泼汽油)|"
    rf"{_WANTS}炸(?:法院|楼|房|死|了?{_SOMEBODY})|{_WANTS}烧了(?:{_SOMEBODY}|法院|房)|"
    r"(?:杀了?|砍死|捅死|弄死|打死)(?:他|她|你|我|全家)(?!不|也)|同归于尽|"
    r"(?:正在|又在|现在|正)(?:打|砍|追打|追砍|殴打)(?:我|她|他|孩子|人(?!民|工))"
    rf"{_NOT_BY_PHONE}|(?:正在|又在|现在)砸(?:我|他|她|门|人)|"
    rf"刚刚?才?(?:打|揍|砍|捅)了?我{_NOT_BY_PHONE}|"
    r"(?:^|[，。！!\s])救命(?!钱|恩|药|稻草|费)|救命[啊呀！!]|拿着?(?:菜|水果|一?把)?刀(?!具|片)|"
    r"(?:被|把(?:我|她|他|孩子|我妈|我爸))[^，。]{0,4}(?:关|锁)(?:在|进)"
    r"(?:家|屋|房|地下室|厕所|仓库|车)|"
    r"正在(?:转账|汇款)|让我(?:马上|立刻|现在)转账"
)
# Words that may tell of danger or of a case about it.
_PERHAPS = re.compile(r"自杀|轻生|跳楼(?!价|甩|机)|割腕|上吊|喝农药|寻短见")
# Told as a legal matter: past, somebody else's, or asked about in general.
_TOLD = re.compile(
    r"判|案|罪|赔|未遂|身亡|死了|去世|保险|以前|去年|前年|当时|曾经|那年|起诉|工伤|责任|算不算|"
    r"的人(?:自杀|上吊|跳楼)|人家自杀|(?:自杀|上吊)过"
)
_TODAY = r"(?:今天|今日|今早|今晚|(?:^|[，。\s])下午|待会儿?|(?:马上|一会儿?)(?=就?[要得]))"
_TOMORROW = r"(?:明天|明日|明早|明儿|明晚|(?<!大)后天)"
_NEAR = re.compile(
    # Not 今天还没开庭, 今天刚开完庭.
    rf"{_TODAY}(?:(?!没|未|刚|已)[^。！？\n]){{0,10}}开庭(?!了?[^，。]{{0,4}}(?:什么时候|结束|回来|后|还是|吗))|"
    rf"{_TOMORROW}[^。！？\n]{{0,10}}(?:开庭|出庭|到庭|上法庭|应诉)|"
    rf"(?:今天|今日|今晚|{_TOMORROW})(?:(?!刚|已)[^。！？\n]){{0,10}}"
    r"(?:到期|截止|最后一天|过期|期满|要交|得交|宣判)|"
    r"(?:今天|明天|今日|明日)(?:就)?是?最后(?:一天|期限)|最后一天(?:了|怎么办|来不及)|"
    r"(?:还有|还剩|就剩|只剩)(?:最后)?(?:一|1|两|2)天(?:就|时间)?[^，。]{0,6}"
    r"(?:到期|截止|过期|开庭|期满)"
)

DANGER_NOTICE = (
    "如果您或身边的人正有危险，请马上打 110；有人受伤或要伤害自己，请打 120。"
    "我已经为您登记加急人工，回执号 {receipt}。您先保证安全，离开危险的地方。"
)
NEAR_NOTICE = (
    "时间很紧：法定期限不会因为在这里咨询而延长，请先按规定的方式提交材料或按时到庭。"
    "需要工作人员马上帮忙，请点“转人工”，我会标成优先。"
)
_TOLD_AROUND = 12
_LONG = 60


def priority_of(text: str) -> Priority:
    """Return how soon a person must see a message."""
    if is_danger(text):
        return "urgent"
    return "high" if _NEAR.search(text) else "normal"


def is_danger(text: str) -> bool:
    """Whether somebody may be in danger now, as far as words can tell.

    In doubt it is: a false alarm costs a work order. Words of danger told as a legal matter are
    none: 自杀 in a question of insurance, a threat in a long account of a case.
    """
    if (found := _NOW.search(text)) and (len(text) < _LONG or not _told(text, found)):
        return True
    perhaps = _PERHAPS.search(text)
    return perhaps is not None and not _told(text, perhaps)


def _told(text: str, found: re.Match[str]) -> bool:
    around = text[max(0, found.start() - _TOLD_AROUND) : found.end() + _TOLD_AROUND]
    return _TOLD.search(around) is not None


def danger_reply(receipt: str) -> Reply:
    """Return what is said first when somebody may be in danger."""
    return Reply(text=DANGER_NOTICE.format(receipt=receipt), buttons=(HUMAN,))


def near_reply() -> Reply:
    """Return what is added when a date is near."""
    return Reply(text=NEAR_NOTICE, buttons=(HUMAN,))
