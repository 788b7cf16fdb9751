"""What is wrong with a text that was meant as a case number, so that the right part is asked for.

Nothing is guessed: a number without its court's character is asked for, never completed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.court import case_types
from bot.court.written_text import DIGIT, fold

Fault = Literal[
    "not_found",  # nothing like a case number
    "several",  # a list, a range, or more than one number
    "amid_other_words",  # one number, but the text says more than that
    "other_paper",  # a report, deed, award, certificate or official document
    "no_year",  # 京0105民初5号
    "short_year",  # （16）京0105民初5号
    "no_court",  # （2019）1702行审9号
    "bad_court",  # （2019）京010民初5号: a court code has no, two or four figures
    "no_type",  # （2019）京0105 5号, （2019）京0105民某5号
    "no_serial",  # （2019）京0105民初
]

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军"


@cache
def _patterns() -> tuple[tuple[Fault, re.Pattern[str]], ...]:
    types = rf"[知商]?(?:{'|'.join(case_types.codes())})"
    year = rf"[12一二][{DIGIT}]{{3}}(?:年度?)?）?年?"
    court = rf"(?:最高法|[{PROVINCES}](?:[{DIGIT}]{{4}}|[{DIGIT}]{{2}})?)"
    coded = rf"(?:最高法|[{PROVINCES}](?:[{DIGIT}]{{4}}|[{DIGIT}]{{2}}))"
    rules: tuple[tuple[Fault, str], ...] = (
        ("no_serial", rf"{year}{court}{types}(?:字?第?号?)(?!\d)"),
        ("no_type", rf"{year}{coded}(?:[\u4e00-\u9fff]{{1,4}}\d+|\d*号)"),
        ("bad_court", rf"{year}[{PROVINCES}]\d+{types}字?第?\d+"),
        ("no_court", rf"{year}(?:\d{{2}}|\d{{4}})?{types}字?第?\d+"),
        ("short_year", rf"(?<!\d)\d\d(?:年|）){court}{types}字?第?\d+"),
        ("no_year", rf"{coded}{types}字?第?\d+|[{PROVINCES}]{types}字?第?\d+号"),
        ("other_paper", r"[\u4e00-\u9fff）](?:字第?|（(?:19|20)\d\d）第?)\d+号"),
        ("other_paper", r"（(?:19|20)\d\d）[\u4e00-\u9fff（）]{1,20}字?第?\d+号"),
    )
    return tuple((fault, re.compile(pattern)) for fault, pattern in rules)


def diagnose(text: str) -> Fault:
    """Return what is wrong with a text in which no case number was found."""
    folded = fold(text).text
    for fault, pattern in _patterns():
        if pattern.search(folded):
            return fault
    return "not_found"
