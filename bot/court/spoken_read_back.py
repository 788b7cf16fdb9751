"""A case number in words for the telephone, so that the caller can say whether it is right."""

from __future__ import annotations

import re

from bot.court.case_number import CaseNumber

_FIGURES = str.maketrans("0123456789", "零幺二三四五六七八九")
_BRACKETS = re.compile(r"[（）]")
_FIELDS = (("刑", "刑事"), ("行", "行政"))


def read_back(number: CaseNumber) -> str:
    """Return a number as it is said: every figure alone, 幺 for 1, no brackets, the court's name.

    刑 and 行 sound alike, so the field is said in full. 二零幺六年，京零幺零五，民初，
    幺二三四五号，北京市朝阳区人民法院。
    """
    serial = f"{_figures(number.written_serial or number.serial)}号{number.suffix or ''}"
    parts = [f"{_figures(number.year)}年", *_codes(number), serial, number.court_name]
    return "，".join(filter(None, parts)) + "。"


def _codes(number: CaseNumber) -> list[str]:
    if number.legacy:
        return [_figures(_BRACKETS.sub("", number.stem or ""))]
    kind = (number.specialised or "") + (number.type_code or "")
    fields = [said for char, said in _FIELDS if char in kind]
    return [_figures(number.court_code or ""), kind, *fields]


def _figures(written: int | str) -> str:
    return str(written).translate(_FIGURES)
