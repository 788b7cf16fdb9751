"""Computing time limits: 民事诉讼法 85, 刑事诉讼法 105, 民法典 202 and 203.

The day a period starts from is not counted. A period of months or years ends on the same day of
the month it runs out in, or on that month's last day when there is no such day. A last day that is
no working day moves to the next one.
"""

from __future__ import annotations

import calendar as gregorian
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.court.basis import Basis
from bot.court.errors import TimeLimitError
from bot.court.holidays import ONE_DAY, HolidayCalendar, default_calendar
from bot.court.laws import LAWS, basis
from bot.court.limit_table import UNIT_NAMES, Limit, Unit, limits, match_limit

__all__ = [
    "Effect",
    "Limit",
    "LimitResult",
    "add_period",
    "compute",
    "compute_each",
    "limits",
    "match_limit",
    "say_date",
    "say_day",
    "takes_effect",
]

_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)
_PROCEDURE_DAYS = basis("民事诉讼法", "85")
_SUBSTANTIVE_DAYS = basis("民法典", "201", "203")
_SUBSTANTIVE = {"民法典", "劳动争议调解仲裁法", "国家赔偿法", "仲裁法"}
_CRIMINAL_DAYS = basis("刑事诉讼法", "105")
_MONTHS = basis("民法典", "202")
_APPEAL = re.compile(r"(?:judgment|ruling|resident)_appeal(?:_after_notice)?$")
_COUNTED_DAYS = 1000  # the longest period a court sets, in days, that is believed
_WHO_NOTES = {
    "court": "这是法院办案的期限，依法可以延长或者扣除，是否超期不能只看日历。",
    "agency": "这是有关机关的办理期限，依法可以延长。",
    "party": "",
}


@dataclass(frozen=True)
class LimitResult:
    """A computed limit.

    ``first_day`` is the first day counted. ``nominal_last_day`` is the last one by the calendar,
    ``last_day`` the one that holds after moving off a holiday (``rolled``). For a waiting period
    the last day is the last day of waiting; for one counted back, the last day to act.
    """

    limit: Limit
    first_day: date
    nominal_last_day: date
    last_day: date
    rolled: bool
    steps: tuple[str, ...]
    basis: tuple[Basis, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """When a judgment takes effect if nobody appeals: each party's limit, and the day after the
    last of them."""

    parties: tuple[LimitResult, ...]
    effective: date
    steps: tuple[str, ...]


def compute(
    limit_id: str,
    start: date,
    *,
    days: int | None = None,
    in_custody: bool = False,
    calendar: HolidayCalendar | None = None,
) -> LimitResult:
    """Compute a limit from the day its ``starts_from`` names.

    ``days`` is the number a court has set, for limits (or the limit they follow) that the law
    leaves to it. ``in_custody`` keeps the last day of a criminal limit where it is: time in
    custody is not prolonged by holidays. ``calendar`` defaults to that of this court.

    Raises:
        TimeLimitError: unknown limit, days missing or not to be given, custody outside criminal
            procedure, or a date out of reach.
    """
    limit = limits().get(limit_id)
    if limit is None:
        raise TimeLimitError(f"no time limit {limit_id!r}")
    if not _FIRST_DAY <= start <= _LAST_DAY:
        raise TimeLimitError(f"date out of reach: {start}")
    if in_custody and not limit.criminal:
        raise TimeLimitError(f"{limit_id}: custody matters in criminal procedure only")
    days_for = calendar or default_calendar()
    if limit.after is None:
        return _compute(limit, start, days, in_custody, days_for)
    earlier = _compute(limits()[limit.after], start, days, False, days_for)
    following = replace(limit, starts_from="期满之日")
    own = _compute(following, earlier.nominal_last_day, None, in_custody, days_for)
    return replace(
        own,
        limit=limit,
        steps=earlier.steps + own.steps,
        basis=tuple(dict.fromkeys(earlier.basis + own.basis)),
        notes=tuple(dict.fromkeys(earlier.notes + own.notes)),
    )


def compute_each(
    limit_id: str, starts: Sequence[date], *, calendar: HolidayCalendar | None = None
) -> tuple[LimitResult, ...]:
    """Compute a limit for each of several starts: each party's service, each instalment's end.

    Raises:
        TimeLimitError: as ``compute``, or no date was given.
    """
    if not starts:
        raise TimeLimitError("no date given")
    return tuple(compute(limit_id, start, calendar=calendar) for start in starts)


def takes_effect(parties: Sequence[LimitResult]) -> Effect:
    """Return when a first-instance judgment or ruling takes effect if no party appeals.

    ``parties`` are the times to appeal, each computed from that party's own service; the judgment
    takes effect the day after the last of them has passed.

    Raises:
        TimeLimitError: no party, or a limit that is no time to appeal.
    """
    if not parties or not all(_APPEAL.search(party.limit.id) for party in parties):
        raise TimeLimitError("the time to appeal of each party is needed")
    steps = tuple(
        f"{say_date(party.first_day - ONE_DAY)}收到的一方，上诉期到{say_date(party.last_day)}。"
        for party in parties
    )
    effective = max(party.last_day for party in parties) + ONE_DAY
    ending = f"各方都不上诉的，最晚的上诉期过后，从{say_date(effective)}起生效。"
    return Effect(tuple(parties), effective, (*steps, ending))


def add_period(start: date, amount: int, unit: Unit) -> date:
    """Return the last day of a period that starts from ``start``, that day not counted."""
    if unit == "day":
        return start + timedelta(days=amount)
    months = amount if unit == "month" else 12 * amount
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def say_day(day: date) -> str:
    """Return a date as citizens read it: 2026年11月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_date(day: date) -> str:
    """Return a date with its weekday: 2026年11月6日（周五）."""
    return f"{say_day(day)}（周{'一二三四五六日'[day.weekday()]}）"


def _compute(
    limit: Limit, start: date, days: int | None, in_custody: bool, calendar: HolidayCalendar
) -> LimitResult:
    amount, remark = _amount(limit, days)
    if limit.kind == "before":
        return _counted_back(limit, start, amount, calendar)
    nominal = add_period(start, amount, limit.unit)
    period = f"{amount}{UNIT_NAMES[limit.unit]}"
    steps = (
        f"起算：{limit.starts_from}是{say_date(start)}，当天不算，从第二天起算。",
        f"{period}，到{say_date(nominal)}。{_month_end(start, nominal, limit)}",
    )
    last = calendar.on_or_after(nominal) if limit.kind == "deadline" and not in_custody else nominal
    result = LimitResult(
        limit, start + ONE_DAY, nominal, last, last != nominal, steps, _basis(limit), ()
    )
    return _explained(result, start, remark, in_custody, calendar)


def _counted_back(limit: Limit, end: date, amount: int, calendar: HolidayCalendar) -> LimitResult:
    """Count back from a day to come; a party is told the working day before, the safe one."""
    nominal = end - timedelta(days=amount)
    last = calendar.on_or_before(nominal) if limit.who == "party" else nominal
    steps: tuple[str, ...] = (
        f"{limit.starts_from}是{say_date(end)}，往前数{amount}天，是{say_date(nominal)}。",
    )
    notes: tuple[str, ...] = ()
    if last != nominal:
        steps += (f"这天是休息日，往前提到{say_date(last)}，这样才稳妥。",)
    if limit.who == "party":
        notes = ("往前数的期限不会因为休息日往后延，建议再早几天办。",)
    result = LimitResult(
        limit, end - ONE_DAY, nominal, last, last != nominal, steps, _basis(limit), notes
    )
    return _explained(result, end, "", False, calendar)


def _explained(
    result: LimitResult, start: date, remark: str, in_custody: bool, calendar: HolidayCalendar
) -> LimitResult:
    """Add the line on the last day and what a citizen must know besides."""
    limit, nominal, last = result.limit, result.nominal_last_day, result.last_day
    steps = result.steps
    if limit.kind == "deadline":
        steps += (_last_line(nominal, last, in_custody),)
    elif limit.kind == "wait":
        steps += (f"从{say_date(last + ONE_DAY)}起可以办。",)
    notes = (
        *result.notes,
        remark,
        *limit.notes,
        "在押期间不因节假日延长。" if in_custody else "",
        _unknown_year(limit, nominal, last, calendar),
        _older_law(limit, start),
        _WHO_NOTES[limit.who] if limit.kind in ("deadline", "before") else "",
    )
    return replace(result, steps=steps, notes=tuple(note for note in notes if note))


def _last_line(nominal: date, last: date, in_custody: bool) -> str:
    if in_custody:
        return f"最后一天是{say_date(last)}，遇到休息日也不顺延。"
    if last == nominal:
        return f"这天是工作日，最后一天就是{say_date(last)}。"
    return f"这天是休息日，顺延到之后的第一个工作日：{say_date(last)}。"


def _amount(limit: Limit, days: int | None) -> tuple[int, str]:
    """Return how much to count, and a remark when a court's figure is outside the law's bounds."""
    if limit.amount is not None:
        if days is not None:
            raise TimeLimitError(f"{limit.id}: the law sets {limit.period}; give no days")
        return limit.amount, ""
    if days is None or not 1 <= days <= _COUNTED_DAYS:
        raise TimeLimitError(f"{limit.id}: the number of days set by the court is needed")
    if (limit.least and days < limit.least) or (limit.most and days > limit.most):
        return days, f"{days}日和法律的一般规定不一致，请再核对一下通知书上的天数。"
    return days, ""


def _month_end(start: date, nominal: date, limit: Limit) -> str:
    if limit.unit == "day" or nominal.day == start.day:
        return ""
    return f"那个月没有{start.day}日，所以是月末那天。"


def _unknown_year(limit: Limit, nominal: date, last: date, calendar: HolidayCalendar) -> str:
    years = {day.year for day in (nominal, last) if calendar.status(day) == "unknown"}
    if not years or limit.kind not in ("deadline", "before"):
        return ""
    named = "、".join(str(year) for year in sorted(years))
    moved = "遇到节假日还要再提前" if limit.kind == "before" else "遇到节假日还会顺延"
    return f"{named}年的放假安排还没有录入，这里只避开了周末，{moved}，以国务院当年放假通知为准。"


def _older_law(limit: Limit, start: date) -> str:
    """Warn when the period starts before the law in force took effect."""
    for cited in limit.basis:
        since = LAWS[cited.law].since
        if since and start < since:
            return f"起算日早于《{cited.law}》现行文本的施行日，当时的规定可能不同，请转人工确认。"
    return ""


def _basis(limit: Limit) -> tuple[Basis, ...]:
    if limit.criminal:
        counting = _CRIMINAL_DAYS
    else:
        substantive = limit.basis[0].law in _SUBSTANTIVE
        counting = _SUBSTANTIVE_DAYS if substantive else _PROCEDURE_DAYS
    months = () if limit.unit == "day" else (_MONTHS,)
    return tuple(dict.fromkeys((*limit.basis, counting, *months)))
