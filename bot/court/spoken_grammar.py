"""Reading a speech transcript by the grammar of case numbers (法〔2015〕137号 第2、3条).

Year, province, figures of the court, specialised trial code, type, serial: read backwards from
every place where a serial may begin, each word by its sound. Whatever is missing stays open, so
that it can be asked for. Every step looks a bounded way back: the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from bot.court import case_types, courts
from bot.court.case_number_faults import PROVINCES
from bot.court.spoken_numerals import AFTER_TYPE, Heard, codes_before, serials_from, years_before
from bot.court.spoken_sounds import meant, numeral
from bot.court.written_text import fold, ordinal
from bot.court.written_text import numeral as ordinal_value

SUPREME = "最高法"
# What people say between the parts; 的 and the like are skipped only where they can stand.
_FILLERS = re.compile(
    r"[左右]?[大中小圆方]?[括扩阔](?:号|弧)|那个|这个|就是|嗯+|呃+|啊+|唔+|诶+|哎+|然后"
    r"|(?:法院|案件)?(?:代字|代码|类型|编号|年份)[是为]?"
    rf"|[^\W\d_]{{1,3}}的(?=[{PROVINCES}])"
)
_AFTER_YEAR = "年度的号"
_AFTER_COURT = "的号"
_LONGEST = 1500
_LONGEST_GAP = 12
_MOST_JUNK = 2
_JUNK = 1.2
_FIGURE_AS_WORD = 1.2
MISSING = 3.0
_MOST_MISSING = 2
DEAREST = 5.0
_BRANCH = re.compile(r"[之只支]([一二三四五六七八九十]{1,2}|[1-9])(?![审个次\d])")
_DIVISION = re.compile(r"省|市|(?:壮族|回族|维吾尔)?自治区|新疆生产建设")
# The words of the type that people say in full.
_SAID = {"民": "民事", "刑": "刑事", "行": "行政", "执": "执行"}


@dataclass(frozen=True)
class Reading:
    """One way to read a stretch ``start`` to ``end`` of a transcript; None is a part not heard.

    ``figures`` are those of the court code, "" for a high court. ``cost`` grows with every sound
    that had to be bent; parts not heard are in it.
    """

    year: int | None
    province: str | None
    figures: str | None
    specialised: str | None
    type_code: str | None
    serial: int | None
    suffix: str | None
    start: int
    end: int
    cost: float

    @property
    def court_code(self) -> str | None:
        """The whole code, None unless both its parts were heard."""
        if self.province is None or self.figures is None:
            return None
        return self.province + self.figures

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts not heard, of year, province, court, type and serial."""
        court = "court" if self.figures is None else "province" if self.province is None else ""
        year, kind = "" if self.year else "year", "" if self.type_code else "type"
        serial = "" if self.serial else "serial"
        return tuple(filter(None, (year, court, kind, serial)))


class _Court(NamedTuple):
    province: str | None
    figures: str | None
    start: int
    cost: float


class _Kind(NamedTuple):
    specialised: str | None
    code: str | None
    start: int
    cost: float


def prepare(text: str) -> str:
    """Return a transcript as the grammar reads it: one spelling, without spaces and fillers.

    Of more than six minutes of speech only the end is kept.
    """
    return _FILLERS.sub("", fold(text).text)[-_LONGEST:]


def readings(prepared: str, last_year: int) -> list[Reading]:
    """Return every reading of a prepared transcript that costs at most DEAREST when complete.

    Years run from 2016 to ``last_year``. Where nothing complete is found, the incomplete readings
    are those of text without a serial as well.
    """
    with_serial = list(_readings(prepared, last_year, needs_serial=True))
    if any(not reading.missing for reading in with_serial):
        return with_serial
    return with_serial + list(_readings(prepared, last_year, needs_serial=False))


def _readings(text: str, last_year: int, needs_serial: bool) -> Iterator[Reading]:
    for at in range(1, len(text) + (0 if needs_serial else 1)):
        serials = serials_from(text, at) if needs_serial else [Heard("", at, at, MISSING)]
        if not serials:
            continue
        for head in _heads(text, at, last_year):
            for serial in serials:
                reading = _with_serial(text, head, serial)
                dearest = DEAREST + MISSING * len(reading.missing)
                if reading.cost <= dearest and len(reading.missing) <= _MOST_MISSING:
                    yield reading


def _with_serial(text: str, head: Reading, serial: Heard) -> Reading:
    branch = _BRANCH.match(text, serial.end)
    suffix = f"之{ordinal(ordinal_value(branch[1]))}" if branch and serial.value else None
    return replace(
        head,
        serial=int(serial.value) if serial.value else None,
        suffix=suffix,
        end=serial.end,
        cost=head.cost + serial.cost,
    )


def _heads(text: str, end: int, last_year: int) -> Iterator[Reading]:
    """Yield what can stand before a serial at ``end``, the parts not heard left open."""
    for kind in _kinds_before(text, end):
        for court in _courts_before(text, kind):
            for year in _years_before(text, court, last_year):
                yield Reading(
                    int(year.value) if year.value else None,
                    court.province,
                    court.figures,
                    kind.specialised,
                    kind.code,
                    None,
                    None,
                    year.start,
                    end,
                    kind.cost + court.cost + year.cost,
                )


def _before_gap(text: str, end: int, soft: str) -> int:
    """Return where the part before ``end`` ends: past marks and the words that may follow it."""
    shortest = max(0, end - _LONGEST_GAP)
    while end > shortest and (text[end - 1] in soft or not text[end - 1].isalnum()):
        end -= 1
    return end


def _past_junk(text: str, end: int) -> Iterator[tuple[int, float]]:
    """Yield where a year may end: only here, before the province, can other words stand."""
    for junk in range(_MOST_JUNK + 1):
        end = _before_gap(text, end, _AFTER_YEAR)
        figure = numeral(text[end - 1]) if end else None
        yield end, junk * _JUNK
        if not end or (figure and not figure.cost):
            return
        end -= 1


def _kinds_before(text: str, end: int) -> Iterator[_Kind]:
    for heard in _words_before(text, _before_gap(text, end, AFTER_TYPE), _type_words()):
        yield from _specialised(text, heard)
    yield _Kind(None, None, end, MISSING)


def _specialised(text: str, heard: Heard) -> Iterator[_Kind]:
    special, _, code = heard.value.rpartition("/")
    yield _Kind(special or None, code, heard.start, heard.cost)
    before = text[heard.start - 1 : heard.start]
    for char in case_types.specialised_codes() if before and not special else ():
        cost = meant(before).get(char)
        if cost is not None:
            yield _Kind(char, code, heard.start - 1, heard.cost + cost)


def _courts_before(text: str, kind: _Kind) -> Iterator[_Court]:
    soft = _AFTER_COURT if kind.code else AFTER_TYPE
    for figures in codes_before(text, _before_gap(text, kind.start, soft)):
        yield from _provinces_before(text, figures)
        if figures.value:
            yield _Court(None, figures.value, figures.start, figures.cost + MISSING)
    yield _Court(None, None, kind.start, MISSING)


def _provinces_before(text: str, figures: Heard) -> Iterator[_Court]:
    end = figures.start
    while end and figures.value and not text[end - 1].isalnum() and figures.start - end < 3:
        end -= 1
    for heard in _words_before(text, end, _province_words()):
        if not (figures.value and heard.value == SUPREME):
            yield _Court(heard.value, figures.value, heard.start, figures.cost + heard.cost)


def _years_before(text: str, court: _Court, last_year: int) -> Iterator[Heard]:
    for end, gap in _past_junk(text, court.start):
        for year in years_before(text, end, last_year):
            yield year._replace(cost=year.cost + gap)
    yield Heard("", court.start, court.start, MISSING)


def _words_before(
    text: str, end: int, words: Mapping[str, tuple[tuple[str, str], ...]]
) -> Iterator[Heard]:
    """Yield the values of the words that ``text`` up to ``end`` sounds like."""
    for last in meant(text[end - 1]) if end else ():
        for spelling, value in words.get(last, ()):
            start = end - len(spelling)
            total = _spelt(text[max(start, 0) : end], spelling)
            if total <= DEAREST:
                yield Heard(value, start, end, total)


def _spelt(heard: str, spelling: str) -> float:
    if len(heard) != len(spelling):
        return float("inf")
    return sum(_stands_for(one, other) for one, other in zip(heard, spelling, strict=True))


def _stands_for(heard: str, char: str) -> float:
    """Return the cost of taking a character heard for one meant; a clear figure is dearer."""
    cost = meant(heard).get(char, float("inf"))
    figure = numeral(heard)
    return cost + (_FIGURE_AS_WORD if figure and not figure.cost else 0)


@cache
def _type_words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return every way to say a type with its code, by its last character.

    International commercial cases have 初 alone, behind their specialised code.
    """
    codes = case_types.codes()
    words = [(code, code) for code in codes]
    words += [
        (code.replace(char, said), code)
        for code in codes
        for char, said in _SAID.items()
        if char in code
    ]
    return _by_last([*words, ("商初", "商/初")])


@cache
def _province_words() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return every way to say a province or the highest court with its code character."""
    names = {court.province: court.code or "" for court in _high_courts()}
    short = {short_province(name): code for name, code in names.items()}
    supreme = ("最高法", "最高院", "最高法院", "最高人民法院")
    said = {**names, **short, **dict.fromkeys(supreme, SUPREME)}
    return _by_last([*((char, char) for char in PROVINCES), *said.items()])


def _high_courts() -> Iterator[courts.Court]:
    # The military court has no province to its name.
    return (court for court in courts.all_courts() if court.level == "高级" and court.code != "军")


def short_province(name: str) -> str:
    """Return a province's name as people say it: 内蒙古, 河北."""
    return _DIVISION.sub("", name)


def _by_last(words: Iterable[tuple[str, str]]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    index: dict[str, tuple[tuple[str, str], ...]] = {}
    for spelling, value in words:
        index[spelling[-1]] = (*index.get(spelling[-1], ()), (spelling, value))
    return index
