"""Case numbers (案号): found in what people write, and held in one canonical form.

The form is that of 法〔2015〕137号 第2、3条 (amended by 法〔2018〕335号): year of filing,
court code, specialised trial code if any, type code, serial. Numbers from before 2016 follow no
common rule: they are kept as written apart from brackets and spaces, and tell no court.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.court import case_serials, case_types, courts
from bot.court.case_number_faults import PROVINCES, diagnose
from bot.court.case_serials import LONGEST_RANGE, Serial
from bot.court.errors import InvalidCaseNumber
from bot.court.legacy_stems import is_court_stem
from bot.court.plausibility import unlikely_at
from bot.court.written_text import DIGIT, Folded, digits, fold, ordinal

FIRST_YEAR_OF_CODES = 2016
_YEARS = range(1949, 2100)
# Short names that are right in speech but not in court codes; only with digits are they courts.
_OTHER_NAMES = {"贵": "黔", "滇": "云", "秦": "陕", "陇": "甘", "蒙": "内"}
_SUPREME = "最高法"
_LEVELS = {0: "高级", 2: "中级", 4: "基层"}

# What a message without any of these cannot hold: the first figure of a year.
_YEAR_BEGINS = re.compile(r"[12１２一二lI𝟏𝟐𝟙𝟚𝟣𝟤𝟭𝟮𝟷𝟸]")
_SEPARATOR = r"[-_·./|:]?"
_HEAD = (
    rf"(?P<open>（)?(?P<year>[12lI一二][{DIGIT}]{{3}})(?:年度?)?(?P<close>）{{0,2}})(?:年度?)?"
    rf"{_SEPARATOR}(?=(?![年月日号])[\u4e00-\u9fff])"
)
_LEGACY = r"(?P<stem>[\u4e00-\u9fff（）1-9]{1,18}?)字第?"
_BARE = r"(?P<stem>[\u4e00-\u9fff（）]{1,14}?)第?(?=[（0-9])"
# What bounds the memory that a hostile text of ranges can ask for.
_MOST_FROM_RANGES = 5000
_AROUND = re.compile(
    r"[\W_]*(?:我的|我|这个|本案)?(?:案件)?(?:案号|案件编号|编号|号码)?(?:就|应该)?[是为]?[\W_]*"
)


@dataclass(frozen=True)
class CaseNumber:
    """One case number.

    ``suffix`` (之一, of several rulings in one case) is no part of the number and not in ``text``.
    A ``legacy`` number has neither court nor type code; ``stem`` holds its words as written, from
    the court's short name to 字第, and ``written_serial`` its serial with the zeros people put
    before it.
    """

    year: int
    court_code: str | None
    specialised: str | None
    type_code: str | None
    serial: int
    suffix: str | None = None
    legacy: bool = False
    stem: str | None = None
    written_serial: str | None = None

    @property
    def text(self) -> str:
        """The canonical form: full-width brackets, no spaces, no suffix."""
        if self.legacy:
            return f"（{self.year}）{self.stem}{self.written_serial}号"
        codes = f"{self.court_code}{self.specialised or ''}{self.type_code}"
        return f"（{self.year}）{codes}{self.serial}号"

    @property
    def court_name(self) -> str | None:
        """The name of the court with this code, None if the table or the number has none."""
        court = courts.find(self.court_code) if self.court_code else None
        return court.name if court else None

    @property
    def level(self) -> str | None:
        """The level of the court as its code shows it: 最高, 高级, 中级 or 基层."""
        if self.court_code is None:
            return None
        return "最高" if self.court_code == _SUPREME else _LEVELS[len(self.court_code) - 1]

    @property
    def implausible(self) -> str | None:
        """Why this number is unlikely to be right, in words for the citizen; None if it is not."""
        if self.legacy or self.type_code is None:
            return None
        if self.year < FIRST_YEAR_OF_CODES:
            return "2016年以前的案号一般是“某某字第几号”的写法"
        return unlikely_at(self.level, self.type_code)

    @classmethod
    def parse(cls, text: str) -> CaseNumber:
        """Return the one case number that ``text`` is, however it is written.

        Words that introduce it (我的案号是) and punctuation around it do no harm. Raises
        InvalidCaseNumber, with one of ``case_number_faults.Fault``, for anything else.
        """
        found = find_all(text)
        numbers = [number for hit in found for number in hit.case_numbers]
        if len(numbers) != 1:
            raise InvalidCaseNumber("several" if numbers else diagnose(text))
        before, after = text[: found[0].start], text[found[0].end :]
        if not _AROUND.fullmatch(before) or not re.fullmatch(r"[\W_]*", after):
            raise InvalidCaseNumber("amid_other_words")
        return numbers[0]


@dataclass(frozen=True)
class Found:
    """A place in a text, ``text[start:end]``, and the case numbers it names (a list names many)."""

    case_numbers: tuple[CaseNumber, ...]
    start: int
    end: int


# The numbers at one place, and where they end in the folded text.
_Hit = tuple[tuple[CaseNumber, ...], int]


def find_all(text: str) -> list[Found]:
    """Return every case number in ``text`` with its exact place, in order, in linear time.

    A range longer than 200 gives its two ends only.
    """
    if not _YEAR_BEGINS.search(text):
        return []
    return list(_found(fold(text)))


def normalise(text: str) -> str:
    """Return ``text`` with every case number in it in canonical form; a list as 、 between them."""
    parts, start = [], 0
    for hit in find_all(text):
        parts += [text[start : hit.start], "、".join(map(_with_suffix, hit.case_numbers))]
        start = hit.end
    return "".join(parts) + text[start:]


def _with_suffix(number: CaseNumber) -> str:
    return number.text + (number.suffix or "")


@cache
def _written_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return re.compile(_HEAD), re.compile(_LEGACY), re.compile(_BARE)


def _found(folded: Folded) -> Iterator[Found]:
    head_pattern = _written_patterns()[0]
    position = produced = 0
    while head := head_pattern.search(folded.text, position):
        longest = LONGEST_RANGE if produced < _MOST_FROM_RANGES else 0
        hit = _read(folded, head, longest)
        if hit is None:
            position = head.start() + 1
            continue
        numbers, position = hit
        produced += len(numbers)
        start = head.start("year") if _encloses_all(folded, head, position) else head.start()
        yield Found(numbers, folded.at(start), folded.at(position - 1) + 1)


def _encloses_all(folded: Folded, head: re.Match[str], end: int) -> bool:
    """Tell whether the bracket before the year closes after the number: （2016京0105民初1号）."""
    return bool(head["open"] and not head["close"] and folded.text[end : end + 1] == "）")


def _read(folded: Folded, head: re.Match[str], longest: int) -> _Hit | None:
    year = int(digits(head["year"]))
    if year not in _YEARS or _runs_on(folded, head):
        return None
    return _modern(folded, head, year, longest) or _legacy(folded, head, year, longest)


def _runs_on(folded: Folded, head: re.Match[str]) -> bool:
    """Tell whether an unbracketed year is the end of a longer figure."""
    start = head.start()
    before = folded.text[start - 1 : start]
    return not head["open"] and before.isdecimal() and not folded.spaced(start)


@cache
def _code_pattern() -> re.Pattern[str]:
    types = "|".join(case_types.codes())
    special = "".join(case_types.specialised_codes())
    others = "".join(_OTHER_NAMES)
    return re.compile(
        rf"(?P<court>最高(?:人民法院|法院|法|院)|[{PROVINCES}](?:[{DIGIT}]{{4}}|[{DIGIT}]{{2}})?"
        rf"|[{others}](?:[{DIGIT}]{{4}}|[{DIGIT}]{{2}})){_SEPARATOR}"
        # International commercial cases have 初 alone: （2022）最高法商初7号.
        rf"(?:(?P<special>[{special}])?(?P<type>{types})|(?P<commercial>商)(?P<first>初))"
        rf"(?P<words>字?)第?{_SEPARATOR}(?=[（{DIGIT}十])"
    )


def _modern(folded: Folded, head: re.Match[str], year: int, longest: int) -> _Hit | None:
    match = _code_pattern().match(folded.text, head.end())
    if not match or _is_legacy(match, year):
        return None
    read = case_serials.read(folded, match.end(), longest)
    if read is None or (len(match["court"]) == 1 and not _is_certain(folded, head, read[1])):
        return None
    court = _court_code(match["court"])
    special, kind = match["special"] or match["commercial"], match["type"] or match["first"]
    numbers = (
        CaseNumber(year, court, special, kind, int(serial.digits), _suffix(serial))
        for serial in read[0]
    )
    return tuple(numbers), read[1]


def _is_legacy(match: re.Match[str], year: int) -> bool:
    """Tell whether a court code without digits is rather the short name of a county.

    新 is Xinjiang's high court only in the form used since 2016, which has no 字.
    """
    court = match["court"]
    if court[0] == "最":
        return year < FIRST_YEAR_OF_CODES
    return len(court) == 1 and (bool(match["words"]) or year < FIRST_YEAR_OF_CODES)


def _is_certain(folded: Folded, head: re.Match[str], end: int) -> bool:
    """Tell whether a number with so little to go by has brackets or 号 to show what it is."""
    return bool(head["close"]) or "号" in folded.text[end - 1 : end] or _has_suffix(folded, end)


def _has_suffix(folded: Folded, end: int) -> bool:
    return "号之" in folded.text[max(0, end - 6) : end]


def _court_code(written: str) -> str:
    if written.startswith("最高"):
        return _SUPREME
    return _OTHER_NAMES.get(written[0], written[0]) + digits(written[1:])


def _suffix(serial: Serial) -> str | None:
    return serial.suffix or (f"之{ordinal(serial.branch)}" if serial.branch else None)


def _legacy(folded: Folded, head: re.Match[str], year: int, longest: int) -> _Hit | None:
    stem = _legacy_stem(folded, head, year)
    read = case_serials.read(folded, stem.end(), longest) if stem else None
    if not stem or not read:
        return None
    return tuple(_as_written(year, stem[0], serial) for serial in read[0]), read[1]


def _legacy_stem(folded: Folded, head: re.Match[str], year: int) -> re.Match[str] | None:
    """Return the words after the year if they are a court's; without 字 only in their time."""
    _, legacy, bare = _written_patterns()
    match = legacy.match(folded.text, head.end())
    if match and is_court_stem(match["stem"]):
        return match
    if year >= FIRST_YEAR_OF_CODES or not head["close"]:
        return None
    match = bare.match(folded.text, head.end())
    return match if match and is_court_stem(match["stem"], bare=True) else None


def _as_written(year: int, stem: str, serial: Serial) -> CaseNumber:
    branch = f"-{serial.branch}" if serial.branch else ""
    return CaseNumber(
        year=year,
        court_code=None,
        specialised=None,
        type_code=None,
        serial=int(serial.digits),
        suffix=serial.suffix,
        legacy=True,
        stem=stem,
        written_serial=serial.digits + branch,
    )
