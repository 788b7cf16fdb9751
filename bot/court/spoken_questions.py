"""What must be asked before a spoken case number can stand.

刑初 and 行初, and the other types that differ only there, sound alike: which one is meant is always
asked. So is a province whose sound has neighbours, and any part that was not heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.court import courts
from bot.court.case_number import CaseNumber
from bot.court.spoken_grammar import MISSING, Reading, short_province
from bot.court.spoken_ranking import MARGIN, Ranked

What = Literal[
    "criminal_or_administrative",
    "several",  # more than one number was said
    "province",
    "year",
    "court",
    "type",
    "serial",
    "whole",  # too little was heard: the whole number again
]

_QUESTIONS: dict[What, str] = {
    "criminal_or_administrative": "请问是刑事案件，还是行政案件？",
    "several": "我听到不止一个案号。请问您先问哪一个？",
    "year": "年份没有听清。请问是哪一年的案件？",
    "court": "法院没有听清。请再说一遍年份后面的法院代字，比如：京，零幺零五。",
    "type": "案件类型没有听清。请问是民初、民终、执，还是别的？",
    "serial": "最后的编号没有听清。请一个数字一个数字地再说一遍。",
    "whole": "案号没有听清。请慢一点，从年份开始再说一遍。",
}
_ANY_PROVINCE = "请问是哪个省、自治区或者直辖市的法院？"
_MOST_NAMED = 4
# Of a text heard so badly the rest is no better than the missing part.
_UNCLEAR = 1.5
_PARTS: tuple[What, ...] = ("year", "court", "type", "serial")


@dataclass(frozen=True)
class Ask:
    """One question, in words to be spoken, and the numbers its likely answers lead to."""

    what: What
    question: str
    choices: tuple[tuple[str, CaseNumber], ...] = ()


def ask(ranked: Sequence[Ranked], readings: Sequence[Reading]) -> Ask | None:
    """Return what must be asked about the numbers found, or about a text without any."""
    if not ranked:
        return _about_missing(readings)
    top = ranked[0]
    close = [one for one in ranked if one.cost <= top.cost + MARGIN]
    if any(one.start >= top.end or one.end <= top.start for one in close):
        return _choose("several", ((one.number.text, one.number) for one in close))
    choice = about_province([one.number for one in close])
    if choice:
        return choice
    twins = [one.number for one in close if _is_twin(one.number, top.number)]
    if twins:
        return _choose("criminal_or_administrative", map(_by_field, (top.number, *twins)))
    if "court_not_in_table" in top.why:
        return Ask("court", _QUESTIONS["court"])
    return _about_difference([one.number for one in close])


def _about_missing(readings: Sequence[Reading]) -> Ask:
    best = min(readings, key=lambda reading: reading.cost, default=None)
    if best is None or len(best.missing) != 1 or best.cost > MISSING + _UNCLEAR:
        return Ask("whole", _QUESTIONS["whole"])
    if best.missing[0] == "province":
        return Ask("province", _ANY_PROVINCE)
    return repeat(best.missing[0])


def repeat(part: str) -> Ask:
    """Return the question for one part again: year, court, type or serial."""
    what = next(what for what in _PARTS if what == part)
    return Ask(what, _QUESTIONS[what])


def _about_difference(numbers: Sequence[CaseNumber]) -> Ask | None:
    for part, one in zip(_PARTS, zip(*map(_parts, numbers), strict=True), strict=True):
        if len(set(one)) > 1:
            return repeat(part)
    return None


def _parts(number: CaseNumber) -> tuple[object, ...]:
    kind = (number.specialised, number.type_code, number.stem)
    return number.year, number.court_code, kind, number.serial


def about_province(numbers: Iterable[CaseNumber]) -> Ask | None:
    """Return the question which province's court is meant; None if the numbers have only one."""
    provinces: dict[str, CaseNumber] = {}
    for number in numbers:
        if number.court_code:
            provinces.setdefault(province_name(number.court_code), number)
    if len(provinces) < 2:
        return None
    *first, last = provinces
    named = f"请问法院在{'、'.join(first)}，还是{last}？"
    question = named if len(provinces) <= _MOST_NAMED else _ANY_PROVINCE
    return Ask("province", question, tuple(provinces.items()))


def province_name(court_code: str) -> str:
    """Return the name people give to the province of a court code; 最高法 is its own."""
    high = courts.find(court_code[0])
    return short_province(high.province) if high else court_code


def _is_twin(one: CaseNumber, other: CaseNumber) -> bool:
    """Tell whether two numbers differ in 刑 or 行 only."""
    return one != other and one.text.replace("行", "刑") == other.text.replace("行", "刑")


def _by_field(number: CaseNumber) -> tuple[str, CaseNumber]:
    return ("刑事" if "刑" in (number.type_code or "") else "行政"), number


def _choose(what: What, choices: Iterable[tuple[str, CaseNumber]]) -> Ask:
    return Ask(what, _QUESTIONS[what], tuple(choices))
