"""Case numbers keyed in on a telephone, where no character can be typed.

Asked in turn: the year, the figures of the court code, the kind of case by a menu, the serial. The
province is the region of the hotline, or its two figures that begin every identity number there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from bot.court import courts
from bot.court.case_number import FIRST_YEAR_OF_CODES, CaseNumber
from bot.court.case_number_faults import PROVINCES
from bot.court.case_serials import LONGEST_SERIAL
from bot.court.spoken_case_number import Parts, SpokenResult
from bot.court.spoken_questions import about_province, repeat
from bot.court.spoken_ranking import Candidate

# The commonest kinds; whoever has another one says it or is put through.
TYPE_MENU: Mapping[str, str] = {
    "1": "民初",
    "2": "民终",
    "3": "执",
    "4": "刑初",
    "5": "行初",
    "6": "执恢",
    "7": "刑终",
    "8": "行终",
    "9": "民申",
}
TYPE_PROMPT = (
    "民事一审请按1，民事二审请按2，执行请按3，刑事一审请按4，行政一审请按5，"
    "恢复执行请按6，刑事二审请按7，行政二审请按8，民事申请再审请按9。"
)
# GB/T 2260: the first two figures of a division code are region and province; Chongqing is 50.
_REGIONS = (
    "",
    "京津冀晋内",
    "辽吉黑",
    "沪苏浙皖闽赣鲁",
    "豫鄂湘粤桂琼",
    "渝川黔云藏",
    "陕甘青宁新",
)
PROVINCE_KEYS: Mapping[str, str] = {
    f"{region}{place}": char
    for region, chars in enumerate(_REGIONS)
    for place, char in enumerate(chars, start=0 if region == 5 else 1)
}
_CODE_LENGTHS = (0, 2, 4)
_KEYED = 0.95


def read_keys(
    year: str,
    court_digits: str,
    type_choice: str,
    serial: str,
    *,
    today: date,
    province: str = "",
    own: Collection[CaseNumber] = (),
) -> SpokenResult:
    """Return the number that was keyed in, or which part must be keyed again.

    ``year`` has two or four figures, ``court_digits`` none, two or four, ``type_choice`` is a key
    of TYPE_MENU, ``province`` one of PROVINCE_KEYS or its character. Without a province the
    speaker's ``own`` cases may tell it; else it is asked, among those that have such a court.
    """
    year = f"20{year}" if len(year) == 2 else year
    kind = TYPE_MENU.get(type_choice, "")
    heard = Parts(year, PROVINCE_KEYS.get(province, province), court_digits, kind, serial)
    bad = _bad_part(heard, today)
    if bad:
        return SpokenResult((), repeat(bad), heard)
    numbers = [_number(heard, char) for char in _provinces(heard)]
    mine = [number for number in numbers if number.text in {one.text for one in own}]
    found = tuple(_candidate(number, number in mine) for number in mine or numbers)
    question = about_province(mine or numbers) if numbers else repeat("court")
    return SpokenResult(found, question, heard)


def _bad_part(heard: Parts, today: date) -> str | None:
    if not (_is_figures(heard.year) and FIRST_YEAR_OF_CODES <= int(heard.year) <= today.year):
        return "year"
    if len(heard.figures) not in _CODE_LENGTHS or not _is_figures(heard.figures + "0"):
        return "court"
    if not heard.type:
        return "type"
    is_serial = _is_figures(heard.serial) and 0 < int(heard.serial) < 10**LONGEST_SERIAL
    return None if is_serial else "serial"


def _is_figures(keyed: str) -> bool:
    return keyed.isascii() and keyed.isdecimal()


def _provinces(heard: Parts) -> str:
    if heard.province:
        return heard.province if courts.find(heard.province + heard.figures) else ""
    return "".join(char for char in PROVINCES if courts.find(char + heard.figures))


def _number(heard: Parts, province: str) -> CaseNumber:
    code = province + heard.figures
    return CaseNumber(int(heard.year), code, None, heard.type, int(heard.serial))


def _candidate(number: CaseNumber, is_own: bool) -> Candidate:
    return Candidate(number, _KEYED, ("own_case",) if is_own else ("keyed",))
