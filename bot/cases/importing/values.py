"""From the text of one cell to a value, or a sentence that says what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from bot.court.zone import CHINA

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|(?!\d))|(\d\d)(\d\d)(?!\d))")
_TIME = re.compile(
    r"(?:[T ]|\s)*(\d{1,2})[:：时](\d{2})(?:[:：分](\d{2})(?:\.\d+)?)?分?(?:\+08:00)?"
)
_MONEY = re.compile(r"[￥¥]?\s*(-?[\d,]+(?:\.\d+)?)\s*元?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FIRST_YEAR, _LAST_YEAR = 1949, 2100
_MOST_FEN = 10**17
_REMEMBERED = 100_000


class BadValue(ValueError):
    """A cell cannot be read; the message is a Chinese sentence for whoever made the file."""


@lru_cache(maxsize=_REMEMBERED)
def read_date(text: str) -> date:
    """Return the day of 2026-01-05, 2026/1/5, 2026年1月5日 or 20260105; a time behind is ignored.

    Raises:
        BadValue: it is no day, or none between 1949 and 2100.
    """
    return _split(text)[0]


@lru_cache(maxsize=_REMEMBERED)
def read_moment(text: str) -> datetime:
    """Return the moment of a day with a time, on the clocks of China.

    Raises:
        BadValue: the day or the time cannot be read, or the time is missing.
    """
    day, rest = _split(text)
    match = _TIME.fullmatch(rest)
    if match is None:
        raise BadValue(f"“{_shown(text)}”不是完整的日期和时间，请写成 2026-01-05 09:30。")
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise BadValue(f"“{_shown(text)}”里的时间不存在。")
    return datetime.combine(day, time(hour, minute, second), CHINA)


def read_fen(text: str) -> int:
    """Return a sum in yuan (12,345.60) as fen.

    Raises:
        BadValue: it is no sum, negative, finer than a fen, or beyond belief.
    """
    match = _MONEY.fullmatch(text)
    try:
        fen = Decimal(match[1].replace(",", "")) * 100 if match else None
    except InvalidOperation:
        fen = None
    if fen is None:
        raise BadValue(f"“{_shown(text)}”不是金额，请只写数字，单位是元。")
    if fen != fen.to_integral_value() or not 0 <= fen <= _MOST_FEN:
        raise BadValue(f"金额“{_shown(text)}”不能是负数，最多两位小数。")
    return int(fen)


def read_text(text: str, longest: int) -> str:
    """Return a text without control characters.

    Raises:
        BadValue: it is longer than ``longest`` characters.
    """
    text = " ".join(_CONTROL.sub(" ", text).split())
    if len(text) > longest:
        raise BadValue(f"内容有{len(text)}个字，最多{longest}个字。")
    return text


def _split(text: str) -> tuple[date, str]:
    match = _DATE.match(text)
    if match is None:
        raise BadValue(f"“{_shown(text)}”不是日期，请写成 2026-01-05。")
    try:
        day = date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        raise BadValue(f"“{_shown(text)}”不是日历上有的日子。") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadValue(f"“{_shown(text)}”的年份不对。")
    rest = text[match.end() :]
    if rest.strip() and not _TIME.fullmatch(rest):
        raise BadValue(f"“{_shown(text)}”不是日期，请写成 2026-01-05。")
    return day, rest


def _shown(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
