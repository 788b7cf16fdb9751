"""The figures of a spoken case number: years, the figures of a court code, serials.

They come digit by digit (一二三四五, 幺二三), by places (一万二千三百四十五) or as a mixture
(1万2345, 123-4-5). A zero may be lost (京105), and 是 before a year sounds like the 十 of 十二.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.court.case_number import FIRST_YEAR_OF_CODES
from bot.court.case_serials import LONGEST_SERIAL
from bot.court.chinese_numbers import integer
from bot.court.spoken_sounds import meant, numeral

_PLACE_AND_FOUR = re.compile(r"^([1-9]{1,2})万([0-9]{4})$")
_BETWEEN = "-.,、，·/~:"
# 字第 between type and serial is the manner of before 2016, and often misheard.
AFTER_TYPE = "字第的号是自子弟地帝低订定dD"
_PAUSES = "、，"
_WITHIN_SERIAL = "-,~" + _PAUSES
_LONGEST_RUN = 14
_LONGEST_CODE = 4

_LOST_ZERO = 1.0
_LOST_CENTURY = 0.8
_BY_PLACES = 0.7
_EXTRA_FIGURE = 1.5
# 是二零一六 is heard as 十二零一六: a one or ten too many before the year.
_EXTRA_TEN = 0.3
_NO_END = 0.5
# 四零三期: either 4037 or 403, so that it is asked.
_LEFT_OUT = 0.65
_LEADING_ZERO = 0.2
# Six figures are rare and more are hardly ever right.
_LONG_SERIAL = {6: 0.3, 7: 2.0, 8: 2.0}


class Heard(NamedTuple):
    """A value read between ``start`` and ``end`` of the text, at a cost."""

    value: str
    start: int
    end: int
    cost: float


class _Figure(NamedTuple):
    value: str
    at: int
    cost: float


def years_before(text: str, end: int, last: int) -> list[Heard]:
    """Return the years 2016 to ``last`` that end at ``end``, with what the text has of them."""
    figures = _run_before(text, end)
    found = []
    for count in range(2, len(figures) + 1):
        tail = figures[-count:]
        read = _year(tail)
        if read and FIRST_YEAR_OF_CODES <= int(read.value) <= last:
            before = figures[-count - 1] if count < len(figures) else None
            found.append(read._replace(cost=read.cost + _left_over(before, count)))
    return [year for year in found if math.isfinite(year.cost)]


def _year(figures: list[_Figure]) -> Heard | None:
    written, cost = _joined(figures), sum(figure.cost for figure in figures)
    start, end = figures[0].at, figures[-1].at + 1
    if not written.isdecimal():
        value = integer(written) if written[1:2] == "千" else None
        return Heard(str(value), start, end, cost) if value else None
    if len(written) == 4:
        return Heard(written, start, end, cost)
    if len(written) == 3 and written[0] in "02":
        return Heard(f"20{written[1:]}", start, end, cost + _LOST_ZERO)
    return Heard(f"20{written}", start, end, cost + _LOST_CENTURY) if len(written) == 2 else None


def _left_over(before: _Figure | None, count: int) -> float:
    """Return the cost of a figure right before the year, which then is only part of a run."""
    if before is None or before.cost:
        return 0
    if before.value in "1十" and count > 2:
        return _EXTRA_TEN
    return _EXTRA_FIGURE if count > 3 else float("inf")


def codes_before(text: str, end: int) -> list[Heard]:
    """Return what may be the figures of a court code that end at ``end``: none, two or four."""
    figures = _run_before(text, end)
    tails = (figures[-count:] for count in range(1, len(figures) + 1))
    return [Heard("", end, end, 0), *filter(None, map(_code, tails))]


def _code(figures: list[_Figure]) -> Heard | None:
    written, cost = _joined(figures), sum(figure.cost for figure in figures)
    if not written.isdecimal():
        value = integer(written) if written[-1] not in "千万" else None
        written, cost = str(value or ""), cost + _BY_PLACES
    if not 1 <= len(written) <= _LONGEST_CODE:
        return None
    if len(written) % 2:
        written, cost = "0" + written, cost + _LOST_ZERO
    return Heard(written, figures[0].at, figures[-1].at + 1, cost)


def serials_from(text: str, start: int) -> list[Heard]:
    """Return the serials that begin at ``start``; more than one where the end is not clear.

    What only sounds like a figure may be none at the end of a serial, never amid clear ones or
    right before 号.
    """
    figures = list(_run_from(text, start))
    first = max((at for at, figure in enumerate(figures, 1) if not figure.cost), default=0)
    if not first:
        return []
    if _is_mark(text, figures[-1].at + 1):
        first = len(figures)
    found = []
    for count in range(first, len(figures) + 1):
        read = _serial(figures[:count])
        if read and not _is_cut(text, read):
            left_out = _LEFT_OUT * (len(figures) - count)
            found.append(_ended(text, read._replace(cost=read.cost + left_out)))
    return found


def _is_mark(text: str, at: int) -> bool:
    return at < len(text) and "号" in meant(text[at])


def _is_cut(text: str, read: Heard) -> bool:
    """Tell whether figures may be lost: 756.0号, 九案号, or a pause in 一二三，两个月."""
    after = text[read.end + 1 : read.end + 2]
    if read.end == len(text) or _is_mark(text, read.end):
        return False
    if _is_mark(text, read.end + 1):
        return True
    figure = numeral(after) if after else None
    paused = any(pause in text[read.start : read.end] for pause in _PAUSES)
    return paused or bool(figure and not figure.cost)


def _serial(figures: list[_Figure]) -> Heard | None:
    written, cost = _joined(figures), sum(figure.cost for figure in figures)
    # 3万0718 is how recognisers write what cn2an knows as 3万零718.
    written = _PLACE_AND_FOUR.sub(r"\1\2", written)
    value = int(written) if written.isdecimal() else integer(written)
    if not value or len(str(value)) > LONGEST_SERIAL:
        return None
    cost += _LONG_SERIAL.get(len(str(value)), 0) + (_LEADING_ZERO if written[0] == "0" else 0)
    return Heard(str(value), figures[0].at, figures[-1].at + 1, cost)


def _ended(text: str, read: Heard) -> Heard:
    """Take in the 号 after a serial, or what it was heard as; without one the end is less sure."""
    rest = text[read.end : read.end + 1]
    mark = meant(rest).get("号") if rest else None
    if mark is None:
        at_end = not rest or not rest.isalnum()
        return read._replace(cost=read.cost + (_NO_END / 2 if at_end else _NO_END))
    return read._replace(end=read.end + 1, cost=read.cost + min(mark, _NO_END) / 2)


def _joined(figures: list[_Figure]) -> str:
    return "".join(figure.value for figure in figures)


def _run_from(text: str, start: int) -> Iterator[_Figure]:
    at, found = start, 0
    while at < len(text) and found < _LONGEST_RUN:
        read = numeral(text[at])
        if read:
            yield _Figure(read.value, at, read.cost)
            found += 1
        elif at == start or text[at] not in _WITHIN_SERIAL or text[at - 1] in _WITHIN_SERIAL:
            return
        at += 1


def _run_before(text: str, end: int) -> list[_Figure]:
    """Return the last figures before ``end``, in their order; ``end`` must follow one of them."""
    figures: list[_Figure] = []
    at = end - 1
    while at >= 0 and len(figures) <= _LONGEST_CODE + 2:
        read = numeral(text[at])
        if read:
            figures.append(_Figure(read.value, at, read.cost))
        elif at == end - 1 or text[at] not in _BETWEEN or text[at + 1] in _BETWEEN:
            break
        at -= 1
    return figures[::-1]
