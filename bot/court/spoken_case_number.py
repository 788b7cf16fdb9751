"""Case numbers as speech recognition hears them, completed by the answers to questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.court.case_number import CaseNumber, find_all
from bot.court.spoken_grammar import SUPREME, Reading, prepare, readings
from bot.court.spoken_likeness import likest, of_years_heard
from bot.court.spoken_questions import Ask, ask
from bot.court.spoken_ranking import MARGIN, Candidate, Ranked, rank


@dataclass(frozen=True)
class Parts:
    """What was heard of a number, each part as it would be written; empty where nothing was."""

    year: str = ""
    province: str = ""
    figures: str = ""
    type: str = ""
    serial: str = ""

    @property
    def text(self) -> str:
        """The parts as one utterance."""
        return f"{self.year}年，{self.province}{self.figures}，{self.type}第{self.serial}号"


@dataclass(frozen=True)
class SpokenResult:
    """What an utterance holds: numbers, the likeliest first, and what must be asked, if anything.

    No number may be used while ``ask`` stands, and none before it was read back.
    """

    candidates: tuple[Candidate, ...]
    ask: Ask | None
    heard: Parts

    @property
    def number(self) -> CaseNumber | None:
        """The number to read back; None while something must be asked."""
        return None if self.ask or not self.candidates else self.candidates[0].number


def read_spoken(text: str, today: date, own: Collection[CaseNumber] = ()) -> SpokenResult:
    """Return what a speech transcript holds of a case number.

    ``own`` are the cases of a speaker who is known: the strongest evidence. A year after ``today``
    is no year. Numbers from before 2016 are taken as written only: their words follow no table.
    """
    prepared = prepare(text)
    heard = readings(prepared, today.year)
    own = of_years_heard(prepared, own)
    ranked = rank(heard, own) or _legacy(text) or _blurred(prepared, own)
    return SpokenResult(
        tuple(one.candidate for one in ranked), ask(ranked, heard), _parts(ranked, heard)
    )


def read_answer(
    result: SpokenResult, answer: str, today: date, own: Collection[CaseNumber] = ()
) -> SpokenResult:
    """Return ``result`` with the answer to its question: one of the choices, or the part again.

    An answer that brings nothing leaves the question as it was.
    """
    asked = result.ask
    if asked is None:
        return result
    for label, number in asked.choices:
        if label in answer:
            return _chosen(result, asked, number, today, own)
    again = read_spoken(_with_part(result.heard, asked, answer), today, own)
    return again if again.candidates else result


def _chosen(
    result: SpokenResult,
    asked: Ask,
    number: CaseNumber,
    today: date,
    own: Collection[CaseNumber],
) -> SpokenResult:
    """Settle on a number, unless it was heard and its 刑 or 行 is still to be asked."""
    chosen = tuple(one for one in result.candidates if one.number == number)
    if asked.what == "criminal_or_administrative" or any("keyed" in one.why for one in chosen):
        return SpokenResult(chosen, None, _parts_of(number))
    return read_spoken(number.text, today, own)


def _with_part(heard: Parts, asked: Ask, answer: str) -> str:
    if asked.what == "year":
        return replace(heard, year=answer).text
    if asked.what == "province":
        return replace(heard, province=answer).text
    if asked.what == "court":
        return replace(heard, province=answer, figures="").text
    if asked.what == "type":
        return replace(heard, type=answer).text
    if asked.what == "serial":
        return replace(heard, serial=answer).text
    return answer


def _legacy(text: str) -> list[Ranked]:
    written = (number for found in find_all(text) for number in found.case_numbers)
    return [Ranked(number, 0, ("written_form",), 0, 1) for number in written if number.legacy][:1]


def _blurred(prepared: str, own: Collection[CaseNumber]) -> list[Ranked]:
    number = likest(prepared, own)
    return [Ranked(number, MARGIN, ("own_case_blurred",), 0, len(prepared))] if number else []


def _parts(ranked: Sequence[Ranked], heard: Sequence[Reading]) -> Parts:
    if ranked:
        return _parts_of(ranked[0].number)
    best = min(heard, key=lambda reading: reading.cost, default=None)
    if best is None:
        return Parts()
    return Parts(
        str(best.year or ""),
        best.province or "",
        best.figures or "",
        (best.specialised or "") + (best.type_code or ""),
        str(best.serial or ""),
    )


def _parts_of(number: CaseNumber) -> Parts:
    code = number.court_code or ""
    province = SUPREME if code == SUPREME else code[:1]
    kind = (number.specialised or "") + (number.type_code or "")
    return Parts(str(number.year), province, code.removeprefix(province), kind, str(number.serial))
