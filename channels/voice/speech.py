"""Written Chinese as it is spoken on the telephone.

Figures are said one by one (幺 for 1) in case numbers, phones, receipts and codes; dates, times and
money as people say them; no brackets, links or list marks. What comes out is cut into breaths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from bot.court.case_number import CaseNumber, find_all
from bot.court.spoken_read_back import read_back
from channels.limits import Voice
from channels.voice import numbers

_URL = re.compile(
    r"(?:https?://|www\.)[\w\-.~:/?#@!$&'*+=%]+|(?<![\w.])(?:[a-z0-9-]+\.)+"
    r"(?:cn|com|gov|org|net)(?![\w])(?:/[\w\-./?=&%#]*)?",
    re.ASCII | re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
_SOURCE_LINE = re.compile(r"^\s*(?:依据|法律依据)[:：].*$", re.MULTILINE)
_LIST_NUMBER = re.compile(r"^\s*\(?(\d{1,2})(?:[.、)](?!\d))\s*", re.MULTILINE)
_BULLET = re.compile(r"^[\s·•●○◉◆\-*]+", re.MULTILINE)
_WEEKDAY = re.compile(r"\((周|星期)([一二三四五六日天])\)")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})[日号]?")
_MONTH = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_TIME = r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])"
_PART = r"(凌晨|早上|上午|中午|下午|晚上)?"
_SPAN = re.compile(_PART + _TIME + r"\s*[-–—~至到]+\s*" + _PART + _TIME)
_MOMENT = re.compile(_PART + _TIME)
_MONEY = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)\s*([十百千万亿]*)(余|多)?(元|块)")
_SHARE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*([%‰‱])")
_SHARES = {"%": "百分之", "‰": "千分之", "‱": "万分之"}
_DIFFERENCE = re.compile(r"\((\d[\d,.]*)\s*[-−]\s*(\d[\d,.]*)\)")
_TERM = re.compile(r"(?<=[×÷=+−])\s*\d[\d,]*(?:\.\d+)?|\d[\d,]*(?:\.\d+)?(?=\s*[×÷=+−])")
_DIALLED = re.compile(r"(?<![\d.,])(0\d{2,3})[- ](\d{7,8})(?![\d])")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)")
_MEASURES = "万亿元块个件份人天日年次页条款位名家项岁倍周小公平米里亩"
_CODE = re.compile(
    rf"(?<![\d.])(?:\d{{5,}}|\d{{4}}(?![\d{_MEASURES}])|1[12][0-9](?![\d.{_MEASURES}]))(?![.]?\d)"
)
_RANGE = re.compile(r"(?<=\d)\s*[-–—~]\s*(?=\d)")
_TWO = re.compile(
    r"(?<![\d.第])2(?=个|年|天|份|次|条|件|种|位|名|人|张|家|项|周|倍|日内|页|块|小时)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MASKED_NAME = re.compile(r"(?<=[\u4e00-\u9fff])\*{1,3}(?![\d*])")
_MASKED = re.compile(r"(\d{0,4})\*{2,}(\d{1,6})")
_OR = re.compile(r"(?<=\w)/(?=\w)")
_SIGNS = str.maketrans(
    {
        "×": "乘以", "÷": "除以", "=": "等于", "+": "加", "−": "减", "≥": "不少于", "≤": "不超过",
        ",": "，", ":": "，", ";": "；", "?": "？", "!": "！", "\n": "。", "\r": "。", "(": "，",
        ")": "，", "[": "，", "]": "，", "【": "，", "】": "，", "〔": "，", "〕": "，", "{": "，",
        "}": "，", "<": "，", ">": "，", "〈": "，", "〉": "，", "—": "，", "–": "，", "…": "，",
        "→": "，", "|": "，", "&": "和", "~": "到",
    }
)  # fmt: skip
_UNSPOKEN = re.compile(r"[^\u3400-\u9fff〇\U00020000-\U0003ffffA-Za-z，。？！、；]")
_BEFORE_END = re.compile(r"[，、；]+(?=[。？！；，、]|$)")
_REPEATED = re.compile(r"([。？！；])[，。？！、；]+")
_SENTENCE = re.compile(r"[^。？！；]+[。？！；]?")
_CLAUSE = re.compile(r"[^，、]+[，、]?")


def breaths(text: str, today: date) -> list[str]:
    """Return what is said of a text, each breath at most ``Voice.BREATH`` characters long."""
    said: list[str] = []
    for piece in _pieces(spoken(text, today)):
        if said and len(said[-1]) + len(piece) <= Voice.BREATH:
            said[-1] += piece
        else:
            said.append(piece)
    return said


def lines(text: str) -> tuple[str, ...]:
    """Return the breaths of a text without dates."""
    return tuple(breaths(text, date.min))


def spoken(text: str, today: date) -> str:
    """Return a text in words, with Chinese punctuation only; "" if nothing can be said of it."""
    said = _with_case_numbers(text)
    said = unicodedata.normalize("NFKC", said)
    for step in _STEPS:
        said = step(said, today)
    said = _UNSPOKEN.sub("", said.translate(_SIGNS))
    said = _REPEATED.sub(r"\1", _BEFORE_END.sub("", said))
    said = (
        said.strip("，、；。？！ ") if not re.search(r"\w", said) else said.lstrip("，、；。？！")
    )
    return said if not said or said[-1] in "。？！；" else f"{said}。"


def case_number(number: CaseNumber) -> str:
    """Return a case number as it is read out, without the court's name."""
    said = read_back(number).removesuffix("。")
    return said.removesuffix(f"，{number.court_name}") if number.court_name else said


def _with_case_numbers(text: str) -> str:
    parts, start = [], 0
    for hit in find_all(text):
        said = "，".join(case_number(number) for number in hit.case_numbers[:3])
        parts += [text[start : hit.start], f"，{said}，"]
        start = hit.end
    return "".join(parts) + text[start:]


def _pieces(said: str) -> Iterator[str]:
    """Yield sentences, the long ones clause by clause, the longest clauses cut."""
    for sentence in _SENTENCE.findall(said):
        clauses = [sentence] if len(sentence) <= Voice.BREATH else _CLAUSE.findall(sentence)
        for clause in clauses:
            for at in range(0, len(clause), Voice.BREATH):
                yield clause[at : at + Voice.BREATH]


def _replaced(
    pattern: re.Pattern[str], says: Callable[[re.Match[str], date], str]
) -> Callable[[str, date], str]:
    return lambda text, today: pattern.sub(lambda match: says(match, today), text)


def _money(match: re.Match[str], _today: date) -> str:
    amount, unit, about, _ = match.groups()
    if not unit and not about:
        return numbers.money(amount)
    return f"{numbers.count(amount)}{unit}{about or ''}元"


def _span(match: re.Match[str], _today: date) -> str:
    first, hour, minute, second, until, and_minute = match.groups()
    begins = numbers.clock(int(hour), int(minute), first or "")
    part = first or numbers.part_of_day(int(hour))
    ends = numbers.clock(int(until), int(and_minute), second or part)
    return f"{first or ''}{begins}到{second or ''}{ends}"


def _moment(match: re.Match[str], _today: date) -> str:
    part, hour, minute = match.groups()
    said = numbers.clock(int(hour), int(minute))
    return f"{part}{said.removeprefix(numbers.part_of_day(int(hour)))}" if part else said


# In this order: each step leaves no digit that a later one could take for something else.
_STEPS: tuple[Callable[[str, date], str], ...] = (
    _replaced(_SOURCE_LINE, lambda _m, _t: ""),
    _replaced(_MAIL, lambda _m, _t: "邮箱"),
    _replaced(_URL, lambda _m, _t: "网站"),
    _replaced(_LIST_NUMBER, lambda m, _t: f"第{numbers.number(m[1])}，"),
    _replaced(_BULLET, lambda _m, _t: ""),
    _replaced(_WEEKDAY, lambda m, _t: m[1] + m[2]),
    _replaced(_ISO, lambda m, t: numbers.day(m[1], m[2], m[3], t)),
    _replaced(_DAY, lambda m, t: numbers.day(m[1], m[2], m[3], t)),
    _replaced(_MONTH, lambda m, _t: f"{numbers.year(m[1])}年{numbers.number(m[2])}月"),
    _replaced(_YEAR, lambda m, _t: numbers.year(m[1])),
    _replaced(_MONTH_DAY, lambda m, _t: f"{numbers.number(m[1])}月{numbers.number(m[2])}号"),
    _replaced(_SPAN, _span),
    _replaced(_MOMENT, _moment),
    _replaced(_MONEY, _money),
    _replaced(_DIFFERENCE, lambda m, _t: f"{numbers.number(m[1])}减{numbers.number(m[2])}的差"),
    _replaced(_SHARE, lambda m, _t: _SHARES[m[2]] + numbers.number(m[1])),
    _replaced(_TERM, lambda m, _t: numbers.number(m[0].strip())),
    _replaced(_MASKED_NAME, lambda _m, _t: "某某"),
    _replaced(_MASKED, lambda m, _t: f"{numbers.figures(m[1])}尾号{numbers.figures(m[2])}"),
    _replaced(_OR, lambda _m, _t: "或"),
    _replaced(_DIALLED, lambda m, _t: f"{numbers.figures(m[1])}，{numbers.figures(m[2])}"),
    _replaced(_GROUPED, lambda m, _t: numbers.number(m[0])),
    _replaced(_CODE, lambda m, _t: numbers.figures(m[0])),
    _replaced(_RANGE, lambda _m, _t: "到"),
    _replaced(_TWO, lambda _m, _t: "两"),
    _replaced(_NUMBER, lambda m, _t: numbers.number(m[0])),
)
