"""Ranking what was heard against the tables of courts and types and the speaker's own cases.

The cost of a reading says how far sounds had to be bent. To it come a court that the table does
not have and a level that does not hear such cases. A number the speaker is a party to is far
likelier than any other. Costs rank; they are no probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.court import case_types, courts
from bot.court.case_number import CaseNumber
from bot.court.plausibility import unlikely_at
from bot.court.spoken_grammar import MISSING, SUPREME, Reading

Why = Literal[
    "own_case",  # one of the speaker's own cases
    "own_case_in_part",  # the same, and only parts of it were heard
    "own_case_blurred",  # the same, and it is the only one like what was heard
    "keyed",  # typed on the keypad
    "as_heard",  # nothing had to be bent
    "by_sound",  # some sounds were bent
    "written_form",  # the transcript has it in writing: numbers from before 2016
    "former_court_code",  # known as a code of another edition only
    "court_not_in_table",
    "little_to_go_by",  # a high court: no figures to check its sound by
    "level_unlikely",  # a court of this level hardly hears such cases
    "type_not_filed",  # pre-filing mediation
    "type_superseded",
]

DEAREST = 4.0
MARGIN = 0.4
_OWN = -4.0
_MOST = 5
_COURT_UNKNOWN = 2.5
_COURT_FORMER = 0.3
_LEVEL_UNLIKELY = 1.5
_LITTLE_HEARD = 2.0
_BENT = 1.0
_TYPE_RARE = 0.3
_SCORE_AT = 4.0


@dataclass(frozen=True)
class Candidate:
    """A number the transcript may mean; ``score`` in (0, 1) orders candidates, nothing more."""

    number: CaseNumber
    score: float
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Ranked:
    """A number with its cost and the place in the prepared transcript it was read from."""

    number: CaseNumber
    cost: float
    why: tuple[Why, ...]
    start: int
    end: int

    @property
    def candidate(self) -> Candidate:
        """The number as the caller gets it."""
        return Candidate(self.number, round(1 / (1 + math.exp(self.cost - _SCORE_AT)), 3), self.why)


def rank(readings: Sequence[Reading], own: Collection[CaseNumber]) -> list[Ranked]:
    """Return the numbers that may be meant, the likeliest first, five at most.

    Nothing is completed except from ``own``: there two parts that were heard, the serial among
    them, are enough. What costs more than DEAREST is left out: better none than a wrong one.
    """
    return _best(_complete(readings, own)) or _best(_own_in_part(readings, own))


def _best(ranked: Iterable[Ranked]) -> list[Ranked]:
    best: dict[str, Ranked] = {}
    for one in sorted(ranked, key=lambda one: one.cost):
        if one.cost <= DEAREST:
            best.setdefault(one.number.text, one)
    return list(best.values())[:_MOST]


def _complete(readings: Iterable[Reading], own: Collection[CaseNumber]) -> Iterator[Ranked]:
    mine = {number.text for number in own}
    for reading in readings:
        if reading.missing or reading.serial is None or reading.year is None:
            continue
        number = CaseNumber(
            reading.year,
            reading.court_code,
            reading.specialised,
            reading.type_code,
            reading.serial,
            reading.suffix,
        )
        cost, why = _judged(number, reading.cost, number.text in mine)
        yield Ranked(number, cost, why, reading.start, reading.end)


def _judged(number: CaseNumber, cost: float, is_own: bool) -> tuple[float, tuple[Why, ...]]:
    if is_own:
        return cost + _OWN, ("own_case",)
    heard: Why = "by_sound" if cost >= MARGIN else "as_heard"
    doubts = [*_court_doubts(number), *_type_doubts(number)]
    if number.level == "高级" and cost > _BENT:
        doubts.append((_LITTLE_HEARD, "little_to_go_by"))
    return cost + sum(more for more, _ in doubts), (heard, *(why for _, why in doubts))


def _court_doubts(number: CaseNumber) -> Iterator[tuple[float, Why]]:
    code = number.court_code or ""
    court = courts.find(code)
    if court is None:
        yield _COURT_UNKNOWN, "court_not_in_table"
    elif court.code != code:
        yield _COURT_FORMER, "former_court_code"


def _type_doubts(number: CaseNumber) -> Iterator[tuple[float, Why]]:
    code = number.type_code or ""
    if unlikely_at(number.level, code):
        yield _LEVEL_UNLIKELY, "level_unlikely"
    case_type = case_types.find(code)
    if case_type and case_type.kind == "pre_filing":
        yield 0, "type_not_filed"
    if case_type and case_type.kind == "superseded":
        yield _TYPE_RARE, "type_superseded"


def _own_in_part(readings: Sequence[Reading], own: Collection[CaseNumber]) -> Iterator[Ranked]:
    """Yield the speaker's cases that have everything heard in the best readings of a text."""
    least = min((reading.cost for reading in readings), default=0)
    for reading in readings:
        if reading.cost > least + MARGIN:
            continue
        for number in own:
            if _agrees(reading, number):
                cost = reading.cost - MISSING * len(reading.missing) + _OWN / 2
                yield Ranked(number, cost, ("own_case_in_part",), reading.start, reading.end)


def _agrees(reading: Reading, number: CaseNumber) -> bool:
    """Tell whether all that was heard is so in a number, and the serial was heard."""
    code = number.court_code or ""
    province = SUPREME if code == SUPREME else code[:1]
    pairs = (
        (reading.year, number.year),
        (reading.province, province),
        (reading.figures, code.removeprefix(province)),
        (reading.specialised if reading.type_code else None, number.specialised),
        (reading.type_code, number.type_code),
    )
    agree = all(heard is None or heard == known for heard, known in pairs)
    return agree and reading.serial == number.serial
