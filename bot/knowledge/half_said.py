"""Questions that are only half said: 那要多少钱, 多久, 需要什么材料, 不服呢."""

from __future__ import annotations

import re

_START = (
    r"(?:那么?|那个|这个|这|这样|它|他|如果|要是|万一|一般|大概|请问|我想问|办这个|这件事|的话|"
    r"[，, ])*"
)
_END = r"(?:呢|啊|呀|吗|嘛|的|了|合适|[？?。！! ])*"
_MUST = r"(?:要|需要|得|会|应该|该|都要|都需要)?"
_HALF_SAID = {
    "cost": _MUST + r"(?:不要|交|花|收)?"
    r"(?:多少钱|多少费用|什么费用|费用(?:多少|怎么收)?|贵不贵|要钱|收费|收钱|花钱|要交钱)",
    "duration": _MUST + r"(?:等|办)?"
    r"(?:多久|多长时间|几天|多少天|几个月|什么时候(?:能|可以)?(?:有结果|办好|好))",
    "materials": _MUST + r"(?:带|准备|交|提供|拿)?"
    r"(?:什么|哪些|啥)(?:材料|东西|资料|手续|证件|文件)",
    "place": _MUST + r"(?:去|到|在|找)?"
    r"(?:哪儿?|哪里|什么地方|哪个法院|哪个部门)(?:去)?(?:办|交|找|弄|申请)?",
    "remedy": r"(?:我|对结果)?(?:不服|不同意|不满意)(?:怎么办|咋办|怎么弄|可以怎样)?",
}
_PATTERNS = {facet: re.compile(f"{_START}{words}{_END}") for facet, words in _HALF_SAID.items()}


def half_said(text: str) -> str | None:
    """Return the facet that a half-said question asks for, ``None`` for a whole one."""
    found = (facet for facet, pattern in _PATTERNS.items() if pattern.fullmatch(text.strip()))
    return next(found, None)


# 不是上诉，是起诉: what comes after 是 counts, what comes after 不是 does not.
_PUT_RIGHT = re.compile(
    r"^(?:不对|错了|不|我说的|我问的|我是说|搞错了|[，,。！! ])*"
    r"不是[^，,。；]{1,12}(?:[，,。；、 ]+(?:而|我)?|而)(?:是|要|想)(.{2,})$"
)


def put_right(text: str) -> str:
    """Return what somebody means who puts a misunderstanding right; else the text as it is.

    >>> put_right("不是上诉，是起诉")
    '起诉'
    """
    found = _PUT_RIGHT.match(text.strip())
    return found[1] if found else text
