"""Case numbers in a file, read thousands a second: the words between year and serial repeat."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.cases.errors import InvalidKey
from bot.cases.importing.values import BadValue
from bot.cases.keys import CaseKey, legacy_text
from bot.court import courts
from bot.court.case_number import FIRST_YEAR_OF_CODES, CaseNumber
from bot.court.errors import CourtError

# The form of 法〔2015〕137号 as systems write it; anything else goes the long way.
_USUAL = re.compile(r"[（(](20\d\d)[）)](\D*\d{0,4}\D{1,6})(\d{1,8})号")


_FIRST_YEAR = str(FIRST_YEAR_OF_CODES)


class Numbered(NamedTuple):
    """The key of a row's case, and for a number from before 2016 the text it is found by."""

    key: CaseKey
    legacy: str | None = None


def read_number(text: str, court: str) -> Numbered:
    """Return the key of the case number in a cell.

    ``court`` is the name or code of the court, needed for numbers from before 2016.

    Raises:
        BadValue: it is no case number, or the court of an old number is not known.
    """
    return usual_number(text) or _read(text, court)


def usual_number(text: str) -> Numbered | None:
    """Return the key of a number of the usual form, which needs no court; ``None`` for others."""
    usual = _USUAL.fullmatch(text)
    if usual is None or usual[1] < _FIRST_YEAR:
        return None
    year, words, serial = usual.groups()
    codes = _codes(words)
    return Numbered(CaseKey(codes[0], int(year), codes[1], int(serial))) if codes else None


@lru_cache(maxsize=50_000)
def _codes(words: str) -> tuple[str, str] | None:
    """Return court and type code of the words of a number, None if they are not of the usual form.

    The words end in a character, so no digit of the serial can belong to them.
    """
    try:
        key = CaseKey.of(CaseNumber.parse(f"（{_FIRST_YEAR}）{words}1号"))
        return key.court_code, key.type_code
    except (CourtError, InvalidKey):
        return None


def _read(text: str, court: str) -> Numbered:
    try:
        number = CaseNumber.parse(text)
    except CourtError:
        raise BadValue(
            f"“{text[:30]}”不是一个完整的案号，例如：（2024）京0105民初123号。"
        ) from None
    try:
        key = CaseKey.of(number, _court_code(court) if number.legacy else None)
    except InvalidKey as error:
        raise BadValue(f"{error}。") from None
    return Numbered(key, legacy_text(number) if number.legacy else None)


@lru_cache(maxsize=5_000)
def _court_code(court: str) -> str | None:
    found = courts.named(court) or courts.find(court)
    return found.code if found else None
