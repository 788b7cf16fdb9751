"""Case numbers of real courts, said in many ways and heard badly: a model of speech recognition.

Everything is drawn from one seed, so that a figure can be had again. ``LISTED`` has the slips seen
in real transcripts; ``wild`` draws any common character of the same or a near sound instead, which
the tables of ``bot.court.spoken_sounds`` have never seen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from bot.court import case_types, courts
from bot.court.case_number import CaseNumber
from bot.court.plausibility import unlikely_at

LAST_YEAR = 2026

LISTED = {
    "京": "经星斤今金",
    "津": "今金斤巾",
    "晋": "进近劲",
    "冀": "计寄记",
    "吉": "极级及",
    "粤": "月越",
    "沪": "户护",
    "赣": "干",
    "甘": "肝竿",
    "豫": "玉遇预",
    "渝": "鱼于余",
    "执": "集直只",
    "民": "名明",
    "初": "出",
    "辖": "瞎",
    "恢": "回辉",
    "号": "行好耗",
}
FIGURES = {
    "零": "灵林另",
    "一": "医衣",
    "二": "而儿",
    "三": "散山",
    "四": "是事",
    "五": "武午",
    "六": "留流",
    "七": "期其",
    "八": "吧巴",
    "九": "就酒",
    "幺": "要腰",
}
# One province heard as another: nothing in the utterance tells, only the table of courts can.
SWAPPED = {"津": "晋京", "晋": "津", "京": "津", "冀": "吉", "吉": "冀", "赣": "甘", "甘": "赣"}
SWAPPED |= {"豫": "渝", "渝": "豫"}
_FILLERS = ("那个", "嗯", "就是", "，", "，", "。", " ")
_LEADS = ("", "", "案号是", "我的案号是", "您好我想查一下", "嗯", "那个案号")
_TAILS = ("", "", "", "的案子", "谢谢", "，到哪一步了")
_TRADITIONAL = str.maketrans(
    "号万执终监赔复异协请调辖财证云苏辽鲁沪赣闽宁晋内军琼粤两",
    ("號萬執終監賠復異協請調轄財證雲蘇遼魯滬贛閩寧晉內軍瓊粵兩"),
)
_FIGURES = "零一二三四五六七八九"
_COMMON_TYPES = {
    "基层": "民初 民初 民初 执 执 刑初 行初 执恢 执异 执保 财保 民特 破申 诉前调 民再 民撤",
    "中级": "民终 民终 刑终 行终 民申 执复 民初 执 民辖终 刑更 执监 行赔终 破",
    "高级": "民申 民申 民终 行申 刑申 执监 执复 民再 民辖终",
    "最高": "民终 民申 民再 行申 执监",
}
_FINALS = (("in", "ing"), ("en", "eng"), ("an", "ang"))
_INITIALS = (("z", "zh"), ("c", "ch"), ("s", "sh"), ("l", "n"))


@dataclass(frozen=True)
class Utterance:
    """What was meant, and what the recogniser wrote."""

    number: CaseNumber
    text: str


def utterances(count: int, seed: str, wild: bool = False) -> list[Utterance]:
    """Return ``count`` utterances; the same seed gives the same ones."""
    rng = random.Random(seed)
    listed = [court for court in courts.all_courts() if court.confidence in ("verified", "high")]
    return [_utterance(_number(rng.choice(listed), rng), rng, wild) for _ in range(count)]


def _number(court: courts.Court, rng: random.Random) -> CaseNumber:
    kinds = _COMMON_TYPES[court.level].split()
    if rng.random() < 0.3:
        kinds = [code for code in case_types.codes() if not unlikely_at(court.level, code)]
    kind = rng.choice(kinds)
    special = "知" if kind in ("民初", "民终", "行初") and rng.random() < 0.1 else None
    serial = int(10 ** rng.uniform(0, 4.99))
    return CaseNumber(rng.randint(2016, LAST_YEAR), court.code, special, kind, serial)


def _utterance(number: CaseNumber, rng: random.Random, wild: bool) -> Utterance:
    slip = _any_slip if wild else _listed_slip
    code, kind = number.court_code or "", (number.specialised or "") + (number.type_code or "")
    split = len(code) if code == "最高法" else 1
    court = _slipped(code[:split], slip, rng) + _figures(code[split:], rng)
    parts = [_year(number.year, rng), court, _slipped(kind, slip, rng), _serial(number.serial, rng)]
    parts[2] += rng.choice(("", "", "", "字第", "字", "第"))
    parts[3] += rng.choice((_slipped("号", slip, rng), "号", "号", ""))
    if wild:
        parts = [_slipped(part, _figure_slip, rng, 0.02) for part in parts]
    text = rng.choice(_LEADS) + _with_fillers(parts, rng)
    text += rng.choice(_TAILS) if parts[3][-1] not in _FIGURES + "0123456789" else ""
    return Utterance(number, text.translate(_TRADITIONAL) if rng.random() < 0.2 else text)


def _with_fillers(parts: list[str], rng: random.Random) -> str:
    year, *rest = parts
    bracketed = rng.random()
    if bracketed < 0.15:
        year = rng.choice(("左括号{}右括号", "括号{}括号", "（{}）")).format(year)
    fillers = (rng.choice(_FILLERS) if rng.random() < 0.2 else "" for _ in rest)
    return year + "".join(a + b for a, b in zip(fillers, rest, strict=True))


def _year(year: int, rng: random.Random) -> str:
    said = _digit_by_digit(str(year), rng)
    kinds: tuple[Callable[[], str], ...] = (
        lambda: said + rng.choice(("", "年", "年度")),
        lambda: f"{year}{rng.choice(('', '年'))}",
        lambda: rng.choice(("十", "1")) + said,  # 是 before it
        lambda: f"12.{year % 100}",
        lambda: _digit_by_digit(str(year)[2:], rng) + "年",
    )
    return rng.choices(kinds, (50, 35, 5, 5, 5))[0]()


def _figures(code: str, rng: random.Random) -> str:
    if len(code) == 4 and code[0] == "0" and code[1] != "0" and rng.random() < 0.03:
        return code[1:]
    return code if rng.random() < 0.4 else _digit_by_digit(code, rng)


def _serial(serial: int, rng: random.Random) -> str:
    forms: tuple[Callable[[], str], ...] = (
        lambda: _digit_by_digit(str(serial), rng),
        lambda: str(serial),
        lambda: by_places(serial),
        lambda: _mixed(serial, rng),
        lambda: _dashed(str(serial), rng),
    )
    return rng.choices(forms, (35, 25, 25, 10, 5))[0]()


def _digit_by_digit(digits: str, rng: random.Random) -> str:
    one, zero = rng.choice("一一一幺"), rng.choice("零零零〇洞" if rng.random() < 0.2 else "零")
    two = "两" if rng.random() < 0.03 else "二"
    said = "".join(_FIGURES[int(digit)] for digit in digits)
    return said.replace("一", one).replace("零", zero).replace("二", two)


def by_places(number: int) -> str:
    """Return a number below 100,000 as it is said: 一万零三百零六."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{_FIGURES[number // 10_000]}万{gap}{by_places(rest) if rest else ''}"
    said = "".join(
        _FIGURES[number // unit % 10] + (word if number // unit % 10 else "")
        for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
    )
    return re.sub("零+", "零", said).strip("零")


def _mixed(serial: int, rng: random.Random) -> str:
    if serial < 10_000:
        return str(serial)
    rest = serial % 10_000
    return f"{rng.choice((str(serial // 10_000), _FIGURES[serial // 10_000]))}万{rest:04d}"


def _dashed(digits: str, rng: random.Random) -> str:
    if len(digits) < 4:
        return digits
    cut = rng.randint(1, len(digits) - 2)
    return f"{digits[:cut]}-{digits[cut:]}"


def _slipped(
    word: str, slip: Callable[[str, random.Random], str], rng: random.Random, share: float = 0.4
) -> str:
    return "".join(slip(char, rng) if rng.random() < share else char for char in word)


def _listed_slip(char: str, rng: random.Random) -> str:
    if char in SWAPPED and rng.random() < 0.1:
        return rng.choice(SWAPPED[char])
    return rng.choice(LISTED.get(char, char))


def _figure_slip(char: str, rng: random.Random) -> str:
    return rng.choice(FIGURES.get(char, char))


def _any_slip(char: str, rng: random.Random) -> str:
    """Return a common character of the same sound, in 3 of 10 cases of a near one."""
    return rng.choice(_like(char, near=rng.random() < 0.3) or char)


@cache
def _like(char: str, near: bool) -> str:
    sound, tone = _sound(char)
    sounds = {sound} if not near else {sound, *_neighbours(sound)}
    return "".join(
        other
        for other, (its_sound, its_tone) in _common().items()
        if its_sound in sounds and (near or its_tone == tone)
    )


def _neighbours(sound: str) -> set[str]:
    found = set()
    for short, long in _FINALS:
        if sound.endswith(long):
            found.add(sound[:-1])
        elif sound.endswith(short):
            found.add(sound + "g")
    for flat, retroflex in _INITIALS:
        if sound.startswith(retroflex):
            found.add(flat + sound[len(retroflex) :])
        elif sound.startswith(flat):
            found.add(retroflex + sound[len(flat) :])
    return found


@cache
def _common() -> dict[str, tuple[str, str]]:
    """Return the 3,755 commonest characters (GB 2312 level 1) with their sounds, no numerals."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    chars = (row.decode("gb2312", errors="ignore") for row in rows)
    return {
        char: _sound(char) for char in chars if char and char not in "零一二三四五六七八九十百千万"
    }


_READ_AS = {"藏": ("zang", "4"), "没": ("mo", "4"), "更": ("geng", "1"), "调": ("diao", "4")}


def _sound(char: str) -> tuple[str, str]:
    from pypinyin import Style, pinyin

    spelt = pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0][0]
    return _READ_AS.get(char, (spelt[:-1], spelt[-1]))
