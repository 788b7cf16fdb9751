"""Long stories without a question: read back in one line, from what stands in them.

Nothing is concluded: who is named, what has happened in court, sums and days, each only where the
words are there. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.court.dates import find_dates
from bot.court.money import find_amounts

# A message so long is a story; a shorter one, down to _SHORTEST, with so many sentences or clauses.
LONG = 120
_SENTENCES, _CLAUSES, _SHORTEST = 3, 7, 50
# Below this confidence a long message is read back even when it asks something.
UNSURE = 0.35
READ_BACK = "我这样理解您说的："
_MOST_NAMED = 3

_SENTENCE_END = re.compile(r"[。！!；;\n]+")
_CLAUSE_END = re.compile(r"[。！!；;，,、\s]+")
# Words of a question that ask nothing: 不知道怎么过下去, 怎么打都不接, 没什么钱.
_NO_QUESTION = re.compile(
    r"(?:不知道?|不晓得)(?:往后|以后|日子|该)*怎么(?:过|活|熬|说)|怎么[^，。？?]{0,4}[都也]|"
    r"(?:没|没有|不)(?:什么|啥|怎么|多少|哪)|什么都|谁[都也]|哪怕|哪[儿里]?[都也]|好?多少[年次]|几[天个年月次][都也]?[没不]|"
    r"动不动就?[^，。]{0,4}怎么样"
)
_ASKS = re.compile(
    r"[?？]|怎么|怎样|如何|咋|什么|哪|多少|多久|多长|(?:要|需要|得等?)几[天个年月份次]|吗|能不能|可不可以|可以不|"
    r"是不是|有没有[^，。]{0,8}(?:办法|用)|要不要|该不该|行不行|会不会|是否|能否|请问|想问|问一下|"
    r"(?:咨询|了解|知道)一?下|求助|帮我|帮忙|请教|恳请|请(?:你们|您|一定)|到底|究竟|啥|谁|算不算|"
    r"[是要该告找][^，。]{1,12}还是(?![没不])|么[。！ ]?$|表扬|感谢|建议|投诉|反映"
)
_WISHES = re.compile(
    r"(?:我|我们|俺)?(?<!他)(?<!她)(?<!对方)(?:想|要|打算|准备|希望|需要)(?:去|到|向)?"
    r"(?:法院|贵院|你们)?(?:能|再|重新|立即|尽快)?"
    r"(?:起诉|上诉|申请|离婚|立案|撤诉|申诉|投诉|举报|查询|变更|追加|反诉|执行|调解|委托|请律师)"
)


def is_long(text: str) -> bool:
    """Whether a message tells at length."""
    sentences = sum(bool(part.strip()) for part in _SENTENCE_END.split(text))
    clauses = sum(bool(part.strip()) for part in _CLAUSE_END.split(text))
    many = sentences >= _SENTENCES or clauses >= _CLAUSES
    return len(text) > LONG or (many and len(text) > _SHORTEST)


def asks(text: str) -> bool:
    """Whether a message asks or wants something in so many words."""
    return bool(_ASKS.search(_NO_QUESTION.sub("", text)) or _WISHES.search(text))


def wants_reading_back(text: str, confidence: float) -> bool:
    """Whether to read a message back instead of answering: told at length, and without a question.

    ``confidence`` is that of its topic; a question that was hardly understood is read back too.
    """
    return is_long(text) and (confidence < UNSURE or not asks(text))


def retell(text: str, topic: str, today: date) -> str:
    """Return a story in one line, beginning with ``READ_BACK`` and ending as a question.

    ``topic`` is the label of what it is most likely about; ``today`` is what 上个月3号 counts from.
    """
    parts = [f"大概是“{topic}”方面的事"]
    parts += [f"说到了{'、'.join(people)}"] if (people := list(_people(text))) else []
    parts += [done] if (done := "、".join(_events(text))) else []
    parts += [f"提到{'、'.join(facts)}"] if (facts := list(_figures(text, today))) else []
    return f"{READ_BACK}{'，'.join(parts)}，对吗？"


_MINE = r"(?:我|我们|俺|咱)(?:家|们)?的?"
_PEOPLE = {
    "前夫": r"前夫",
    "前妻": r"前妻",
    "您的丈夫": rf"{_MINE}(?:老公|丈夫|爱人|先生|男人)",
    "您的妻子": rf"{_MINE}(?:老婆|妻子|媳妇|太太)",
    "您的儿子": rf"{_MINE}(?:大|小)?儿子",
    "您的女儿": rf"{_MINE}(?:大|小)?女儿",
    "您的父亲": rf"{_MINE}(?:父亲|爸爸?|老爸|爹)",
    "您的母亲": rf"{_MINE}(?:母亲|妈妈?|老妈|娘(?!家))",
    "您的哥哥": rf"{_MINE}(?:大|二)?哥",
    "您的弟弟": rf"{_MINE}(?:小|二)?弟",
    "您的姐姐": rf"{_MINE}(?:大|二)?姐(?!夫)",
    "您的妹妹": rf"{_MINE}(?:小|二)?妹(?!夫)",
    "孩子": r"孩子|小孩|娃(?!哈)",
    "公司": r"公司",
    "单位": r"单位",
    "老板": r"老板",
    "包工头": r"包工头|工头",
    "房东": r"房东",
    "租客": r"租客|租户|承租人",
    "物业": r"物业",
    "开发商": r"开发商",
    "保险公司": r"保险公司",
    "银行": r"银行(?!卡|流水|账|转)",
    "担保人": r"担保人|保证人",
    "邻居": r"邻居|隔壁",
    "朋友": r"(?<!男)(?<!女)朋友(?!圈)",
    "同事": r"同事",
    "亲戚": r"亲戚",
}
_PERSON = {label: re.compile(pattern) for label, pattern in _PEOPLE.items()}


def _people(text: str) -> Iterator[str]:
    """Return who is named, in the order of the story, a few at most; nobody twice."""
    found = [(hit.start(), who) for who, look in _PERSON.items() if (hit := look.search(text))]
    named = [who for _place, who in sorted(found)]
    covers = {"保险公司": "公司"}
    hidden = {less for more, less in covers.items() if more in named}
    yield from [who for who in named if who not in hidden][:_MOST_NAMED]


_NOT_YET = r"(?<!没)(?<!没有)(?<!未)(?<!不)(?<!还没)(?<!要)(?<!想)"
_RELATIVE = r"(?:老公|丈夫|儿子|女儿|弟弟?|哥哥?|爸|父亲|老婆|妻子|家人|家属|亲人)"
_EVENTS = {
    "您被起诉了": r"(?:起诉|告)(?:了|到)?我(?!们?(?:诉|说|知))|我是被告|"
    r"我(?:被|让人)[^，。]{0,6}(?:起诉|告)了",
    "您已经起诉": r"(?:我|我们)(?:已经?|就|去)?[^，。；被]{0,6}(?:起诉|告)了(?!我)|我是原告",
    "法院已经立案": r"(?:已经|已)立案|立(?:了|上)案|立案(?:了|成功|通过)",
    "开过庭": r"(?:开了|开过|开完|已经开|已开)庭|开庭(?:完|过)了",
    "已经判了": r"(?:法院|一审|二审|法官|已经)(?:已经)?(?:判了|判决了|判下来|宣判了)|判决(?:书)?"
    r"(?:已经)?(?:下来|生效|收到)了|收到了?判决",
    "已经申请执行": r"(?:已经|已|就|也)?申请了?(?:强制)?执行了|(?:已经|已)申请(?:强制)?执行",
    "您是被执行人": r"我(?:是|成了|被列为)被执行人|我被(?:强制执行|限高|限制高?消费|列入失信|拉黑)",
    "您做了担保": r"我[^，。不没]{0,8}(?:做|当|签)了?[^，。]{0,4}(?:担保|保证人)|我是担保人",
    "家里人被羁押": rf"{_RELATIVE}[^，。我]{{0,8}}"
    r"(?:被(?:抓|拘|刑拘|逮捕|关)|在看守所|进了看守所)",
    "被叫去作证": r"(?:叫|让|要|通知)我[^，。]{0,6}作证|我是(?:这个案子的)?证人",
    "有人去世": r"去世|过世|病逝|身故",
}
_EVENT = {said: re.compile(f"{_NOT_YET}(?:{words})") for said, words in _EVENTS.items()}


def _events(text: str) -> list[str]:
    """Return what has happened, as far as it is said; 还没立案 is not 立案."""
    return [said for said, look in _EVENT.items() if look.search(text)][:_MOST_NAMED]


def _figures(text: str, today: date) -> Iterator[str]:
    """Return the first sums and days, as they were written."""
    sums = [text[amount.start : amount.end] for amount in find_amounts(text)]
    days = [day.text for day in find_dates(text, today) if day.value and day.value != today]
    yield from list(dict.fromkeys([*sums[:2], *days[:2]]))[:_MOST_NAMED]
