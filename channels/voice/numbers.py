"""Figures as people say them on the telephone."""

from __future__ import annotations

import re
from datetime import date

import cn2an  # type: ignore[import-untyped]

_FIGURES = str.maketrans("0123456789", "零幺二三四五六七八九")
# In a year, 1 is 一: 二零一六年.
_YEAR_FIGURES = str.maketrans("0123456789", "零一二三四五六七八九")
_TWO = re.compile(r"(?<![十百千万亿零点])二(?=[千万亿])")
_GROUPS = {5: (5,), 6: (3, 3), 7: (3, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 4, 4)}
_MOST = 16


def figures(digits: str) -> str:
    """Return digits one by one with 幺 for 1, a pause between groups of three or four."""
    groups, at = [], 0
    for size in _GROUPS.get(len(digits), ()) or (4,) * (len(digits) // 4 + 1):
        groups.append(digits[at : at + size])
        at += size
    return "，".join(filter(None, groups)).translate(_FIGURES)


def year(digits: str) -> str:
    """Return a year figure by figure: 二零二六."""
    return digits.translate(_YEAR_FIGURES)


def number(written: str) -> str:
    """Return a whole or decimal number in words: 8,800 is 八千八百, 1.75 一点七五.

    Of numbers too long for words the figures are said.
    """
    plain = written.replace(",", "").strip(".")
    whole, _, rest = plain.partition(".")
    whole = whole.lstrip("0") or "0"
    if len(whole) > _MOST:
        return figures(whole)
    said = cn2an.an2cn(whole, "low")
    said = _TWO.sub("两", said)
    if rest := rest.rstrip("0"):
        said += "点" + year(rest)
    return re.sub(r"^一十", "十", said)


def money(written: str) -> str:
    """Return a sum in yuan: 8,800.50 is 八千八百元五角, 2 is 两元."""
    whole, _, rest = written.replace(",", "").partition(".")
    if len(rest) > 2:
        return f"{number(written)}元"
    padded = rest + "00"
    jiao, fen = padded[0], padded[1]
    parts = [f"{count(whole)}元"] if int(whole or 0) or not (int(jiao) or int(fen)) else []
    if int(jiao):
        parts.append(f"{count(jiao)}角")
    elif int(fen) and parts:
        parts.append("零")
    if int(fen):
        parts.append(f"{count(fen)}分")
    return "".join(parts)


def count(written: str) -> str:
    """Return a number before a measure word: 2 is 两."""
    return "两" if written.lstrip("0") == "2" else number(written)


def day(year_: str, month: str, of_month: str, today: date) -> str:
    """Return a date as people say it: the year only when it is another one."""
    said = f"{number(month)}月{number(of_month)}号"
    return said if int(year_) == today.year else f"{year(year_)}年{said}"


def clock(hour: int, minute: int, before: str = "") -> str:
    """Return a time of day: 上午九点半; without 上午 if that is ``before`` already."""
    part = part_of_day(hour)
    twelve = hour - 12 if hour > 12 else hour
    said = f"{count(str(twelve))}点"
    if minute == 30:
        said += "半"
    elif minute:
        said += ("零" if minute < 10 else "") + f"{number(str(minute))}分"
    return said if part == before else part + said


def part_of_day(hour: int) -> str:
    """Return 凌晨, 上午, 中午, 下午 or 晚上."""
    if hour < 6:
        return "凌晨"
    if hour < 12:
        return "上午"
    return "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
