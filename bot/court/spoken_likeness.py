"""Which of the speaker's own cases a blurred utterance is about.

A poor line loses characters: 2022 努力22 破身523号 is what is left of （2022）鲁0212破申5233号.
Among all numbers nothing can be told from that; among the few of a known speaker it can.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.court.case_number import CaseNumber
from bot.court.chinese_numbers import integer
from bot.court.spoken_sounds import meant, numeral

_LIKE = 0.7
_AHEAD = 0.15
_LOST = 1.0
_ADDED = 0.3
# Another figure speaks against a number, where a lost one does not.
_CONTRADICTED = 3.0
_BY_SOUND = 0.5
_LONGEST = 120
_CLEAR_YEAR = re.compile(r"20(?:1[6-9]|[2-9]\d)")
_BY_PLACES = re.compile(
    r"[0-9零一二两三四五六七八九十]+[百千万][0-9零一二两三四五六七八九十百千万]*"
)


def of_years_heard(prepared: str, own: Collection[CaseNumber]) -> list[CaseNumber]:
    """Return those of ``own`` that no year clearly heard speaks against."""
    years = {int(year) for year in _CLEAR_YEAR.findall(_figures(prepared))}
    return [one for one in own if not years or one.year in years]


def likest(prepared: str, own: Collection[CaseNumber]) -> CaseNumber | None:
    """Return the one of ``own`` that the end of an utterance is like and no other nearly so."""
    heard = _figures(prepared[-_LONGEST:])
    ranked = sorted(((_likeness(heard, _said(one)), one.text, one) for one in own), reverse=True)
    if not ranked or ranked[0][0] < _LIKE:
        return None
    if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _AHEAD:
        return None
    return ranked[0][2]


def _said(number: CaseNumber) -> str:
    codes = f"{number.court_code}{number.specialised or ''}{number.type_code}"
    return f"{number.year}{number.stem if number.legacy else codes}{number.serial}"


def _figures(prepared: str) -> str:
    """Return the text with every clear numeral in figures and without marks."""
    text = _BY_PLACES.sub(lambda run: str(integer(run[0]) or run[0]), prepared)
    return "".join(_figure(char) for char in text if char.isalnum())


def _figure(char: str) -> str:
    figure = numeral(char)
    return figure.value if figure and not figure.cost else char


def _likeness(heard: str, said: str) -> float:
    """Return 1 where all of ``said`` was heard in one stretch, 0 or less where nothing was."""
    costs: list[float] = [0.0] * (len(heard) + 1)
    for char in said:
        row = [costs[0] + _LOST]
        for at, one in enumerate(heard):
            row.append(min(costs[at] + _swap(one, char), costs[at + 1] + _LOST, row[at] + _ADDED))
        costs = row
    return 1 - min(costs) / len(said)


def _swap(heard: str, said: str) -> float:
    if heard == said:
        return 0
    figure = numeral(heard)
    if said.isdecimal():
        if figure is None:
            return _LOST
        return figure.cost if figure.value == said else _CONTRADICTED
    return min(_LOST, _BY_SOUND * meant(heard).get(said, 2 * _LOST))
