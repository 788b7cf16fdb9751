"""Dates as people write and say them: full, short, relative; in figures and in characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.court import date_forms as forms
from bot.court.chinese_numbers import fold, integer

Prefer = Literal["past", "future"]
Problem = Literal["impossible", "lunar"]


class _NoSuchDay(ValueError):
    """The words name a day that no calendar has."""


@dataclass(frozen=True)
class FoundDate:
    """A date found in a text, standing at ``text[start:end]``.

    ``value`` is None when there is a problem: ``impossible`` for a day that does not exist
    (2月30日), ``lunar`` for a date of the lunar calendar, which is not converted.
    """

    text: str
    start: int
    end: int
    value: date | None
    problem: Problem | None = None


@dataclass(frozen=True)
class _Anchor:
    """What relative words count from."""

    today: date
    prefer: Prefer


_YEARS_SEARCHED = 8  # enough to meet a 29 February
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEAR_DIGITS = str.maketrans(forms.CN_DIGITS, "00123456789")


def find_dates(text: str, today: date, *, prefer: Prefer = "past") -> list[FoundDate]:
    """Return the dates in a text, in order.

    ``today`` is what 昨天 and 上个月3号 count from. A date said without its year or month is the
    latest one not after today, as fits a paper already received; with ``prefer="future"`` the next
    one not before today. Days that return (每月15号) and periods (15日内, 3个月) are no dates.
    """
    folded = fold(text)
    anchor = _Anchor(today, prefer)
    taken = bytearray(len(folded))
    found = []
    for pattern, resolve in _FORMS:
        for match in pattern.finditer(folded):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            one = _found(text[start:end], start, match, resolve, anchor)
            if one is not None or resolve is _recurring:
                taken[start:end] = b"\1" * (end - start)
            if one is not None:
                found.append(one)
    return sorted(found, key=lambda each: each.start)


def _found(
    text: str, start: int, match: re.Match[str], resolve: _Resolver, anchor: _Anchor
) -> FoundDate | None:
    end = start + len(text)
    if resolve is _lunar:
        return FoundDate(text, start, end, None, "lunar")
    try:
        value = resolve(match, anchor)
    except _NoSuchDay:
        return FoundDate(text, start, end, None, "impossible")
    return None if value is None else FoundDate(text, start, end, value)


def _recurring(match: re.Match[str], anchor: _Anchor) -> date | None:
    return None


def _lunar(match: re.Match[str], anchor: _Anchor) -> date | None:
    return None


def _full(match: re.Match[str], anchor: _Anchor) -> date | None:
    """2026年11月6日, 去年12月1日, 26年3月5号."""
    if near := match["near"]:
        year = anchor.today.year + forms.NEAR_YEARS[near]
    else:
        year = _year(match["year"], anchor.today)
    return _day(year, _small(match["month"]), _small(match["day"] or match["loose"]))


def _iso(match: re.Match[str], anchor: _Anchor) -> date | None:
    """2026-11-06, 2026/11/6, 2026.11.6."""
    return _day(int(match["year"]), int(match["month"]), int(match["day"]))


def _compact(match: re.Match[str], anchor: _Anchor) -> date | None:
    """20261106; eight figures that are no date are something else."""
    try:
        return _iso(match, anchor)
    except _NoSuchDay:
        return None


def _month_day(match: re.Match[str], anchor: _Anchor) -> date | None:
    """11月6号, 十一月六号: the year is the nearest one on the preferred side."""
    month, day = _small(match["month"]), _small(match["day"] or match["loose"])
    return _nearest([(anchor.today.year + n, month) for n in _sides(anchor)], day, anchor)


def _short(match: re.Match[str], anchor: _Anchor) -> date | None:
    """A message that is only 11-6 or 11/6."""
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _nearest([(anchor.today.year + n, month) for n in _sides(anchor)], day, anchor)


def _near_month(match: re.Match[str], anchor: _Anchor) -> date | None:
    """这个月3号, 上月十五日, 下下个月1号."""
    word = match["which"]
    months = word.count("下") - word.count("上")
    year, month = _shift(anchor.today, months)
    return _day(year, month, _small(match["day"]))


def _bare_day(match: re.Match[str], anchor: _Anchor) -> date | None:
    """6号 alone: the nearest month on the preferred side that has such a day."""
    day = _small(match["day"])
    if not 1 <= day <= 31:
        return None
    return _nearest([_shift(anchor.today, n) for n in _sides(anchor)], day, anchor)


def _word(match: re.Match[str], anchor: _Anchor) -> date | None:
    return anchor.today + timedelta(days=forms.DAY_WORDS[match["word"]])


def _days_ago(match: re.Match[str], anchor: _Anchor) -> date | None:
    """三天前, 两周前; 两三天前 names no day."""
    numeral = match["count"]
    if len(numeral) > 1 and not numeral.isdecimal() and "十" not in numeral:
        return None
    count = integer(numeral) or 0
    return anchor.today - timedelta(days=count if match["unit"] == "天" else 7 * count)


def _weekday(match: re.Match[str], anchor: _Anchor) -> date | None:
    """上周五, 这个星期三, 下礼拜一; 周五 alone is the nearest on the preferred side."""
    weekday, which = forms.WEEKDAYS[match["weekday"]], match["which"]
    monday = anchor.today - timedelta(days=anchor.today.weekday())
    this_week = monday + timedelta(days=weekday)
    if which:
        return this_week + timedelta(weeks=which.count("下") - which.count("上"))
    if anchor.prefer == "past":
        return this_week if this_week <= anchor.today else this_week - timedelta(weeks=1)
    return this_week if this_week >= anchor.today else this_week + timedelta(weeks=1)


def _sides(anchor: _Anchor) -> range:
    step = -1 if anchor.prefer == "past" else 1
    return range(0, step * _YEARS_SEARCHED - step, step)


def _nearest(months: list[tuple[int, int]], day: int, anchor: _Anchor) -> date:
    """Return the day in the first of the months that has it on the preferred side of today."""
    for year, month in months:
        try:
            candidate = _day(year, month, day)
        except _NoSuchDay:
            continue
        if candidate == anchor.today or (candidate < anchor.today) == (anchor.prefer == "past"):
            return candidate
    raise _NoSuchDay


def _shift(today: date, months: int) -> tuple[int, int]:
    years, month = divmod(today.month - 1 + months, 12)
    return today.year + years, month + 1


def _year(text: str, today: date) -> int:
    """Read 2026, 26, 二〇二六 or 二六; two figures are the century that is nearest."""
    year = int(text.translate(_YEAR_DIGITS))
    if len(text) == 4:
        return year
    return 2000 + year if year <= today.year % 100 + 10 else 1900 + year


def _small(text: str) -> int:
    return integer(text) or 0


def _day(year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise _NoSuchDay
    try:
        return date(year, month, day)
    except ValueError:
        raise _NoSuchDay from None


_Resolver = Callable[["re.Match[str]", _Anchor], "date | None"]
# In order: what an earlier form has taken, a later one leaves alone.
_FORMS: list[tuple[re.Pattern[str], _Resolver]] = [
    (forms.RECURRING, _recurring),
    (forms.LUNAR, _lunar),
    (forms.ISO, _iso),
    (forms.COMPACT, _compact),
    (forms.FULL, _full),
    (forms.MONTH_DAY, _month_day),
    (forms.NEAR_MONTH, _near_month),
    (forms.WORD, _word),
    (forms.WEEKDAY, _weekday),
    (forms.DAYS_AGO, _days_ago),
    (forms.BARE_DAY, _bare_day),
    (forms.SHORT, _short),
]
