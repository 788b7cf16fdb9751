"""What a character of a speech transcript may stand for in a case number, by its sound.

Speech recognition knows no court codes: 京 comes out as 经, 粤 as 月, 执 as 集. Readings are from
pypinyin, which covers traditional characters as well. A cost says how far a sound is from the one
meant: 0 the same character, 0.5 the same sound, more for another tone, a near final or initial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from bot.court import case_types
from bot.court.case_number_faults import PROVINCES
from bot.court.written_text import DIGIT, digits

_WORDS = "号最高人民法院北京天津河北山西蒙古辽宁吉林黑龙江上海江苏浙江安徽福建南湖广东重庆四川"
_WORDS += "贵州云西藏陕甘肃青新疆兵团生产建设壮族回维吾尔自治区省市事政执行"

SAME_SOUND = 0.5
_OBSERVED = 0.4
_OTHER_TONE = 0.25
_FARTHEST = 1.8
_TIE = 0.01
# Heard in real transcripts, and farther than rules of sound should reach.
_CONFUSED = {"京": "星斤今金", "执": "集", "民": "名明", "号": "行后後厚"}
# Written for nothing else: 年 stands behind a year, not for 宁.
_THEMSELVES = "年第字"
# Said apart by some speakers only; then sounds a narrow line or a dialect runs together.
_CLOSE_INITIALS = ("zh z", "ch c", "sh s", "l n")
_NEAR_INITIALS = ("j zh", "j q x", "z c", "zh ch", "b p", "d t", "g k", "h f", "l r")
_NEAR_FINALS = ("i v", "ie ve", "ian van", "in vn", "e uo o", "u o", "ui ei", "en un", "ang iang")

_SYLLABLE = re.compile(r"(?P<initial>zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(?P<final>[a-z]+)(?P<tone>\d)")
# The spelling of a syllable without an initial, and of ü after j, q and x, hides its final.
_SPELT = (
    (re.compile(r"^yu"), "v"),
    (re.compile(r"^yi?"), "i"),
    (re.compile(r"^wu?"), "u"),
    (re.compile(r"^([jqx])u"), r"\1v"),
)
_FULL_FINALS = {"uen": "un", "uei": "ui", "iou": "iu", "iong": "iong"}
_READ_AS = {"藏": "zang4", "没": "mo4", "更": "geng1", "调": "diao4 tiao2"}
_RARITIES = (0, 0.4)  # the second reading of a character is rarer, any further one literary

_EXTRA_DIGITS = str.maketrans("拐勾壹贰叁肆伍陆柒捌玖兩貳陸", "79123456789226")
_DIGIT = re.compile(rf"[{DIGIT}]")
_UNITS = {"十": "十", "百": "百", "千": "千", "万": "万", "萬": "万", "拾": "十"}
_NUMERAL_SOUNDS = "零一二三四五六七八九幺百千万"
_FARTHEST_NUMERAL = 1.0
_BY_SOUND = 0.5
# No word of everyday language, so recognisers write something else for 幺.
_HEARD_FOR_ONE = "要腰夭妖邀"


class Syllable(NamedTuple):
    """One reading: zh, i, 2 for 执."""

    initial: str
    final: str
    tone: str


class Numeral(NamedTuple):
    """A figure 0 to 9 or a unit 十 百 千 万, and the cost of taking a character for it."""

    value: str
    cost: float


@cache
def alphabet() -> str:
    """Return every character, each once, that the words of a case number are made of."""
    written = PROVINCES + _WORDS + "".join(case_types.specialised_codes())
    return "".join(dict.fromkeys(written + "".join(case_types.codes())))


@lru_cache(maxsize=20_000)
def meant(heard: str) -> Mapping[str, float]:
    """Return the characters of ``alphabet`` that one heard character may stand for, with costs.

    刑 and 行 sound the same: each stands for both, and only a tie tells which one was written.
    """
    if heard in _THEMSELVES:
        return {}
    found = _far(heard, alphabet())
    found.update({char: _OBSERVED for char, slips in _CONFUSED.items() if heard in slips})
    if heard in alphabet():
        found[heard] = 0
    for one, other in ("刑行", "行刑"):
        if one in found:
            found[other] = min(found.get(other, _FARTHEST), found[one] + _TIE)
    return found


@lru_cache(maxsize=20_000)
def numeral(heard: str) -> Numeral | None:
    """Return the figure or unit one heard character is, or else sounds like; None for neither."""
    written = heard.translate(_EXTRA_DIGITS)
    if _DIGIT.fullmatch(written):
        return Numeral(digits(written), 0)
    if heard in _UNITS:
        return Numeral(_UNITS[heard], 0)
    if heard in _HEARD_FOR_ONE:
        return Numeral("1", _OBSERVED)
    near = _far(heard, _NUMERAL_SOUNDS)
    char = min(near, key=near.__getitem__, default="")
    if not char or near[char] > _FARTHEST_NUMERAL:
        return None
    return Numeral(_UNITS.get(char) or digits(char), near[char] + _BY_SOUND)


def _far(heard: str, alphabet: str) -> dict[str, float]:
    """Return how far each character of ``alphabet`` sounds from one heard; same ones left out."""
    found: dict[str, float] = {}
    for syllable, rarity in readings(heard):
        for char, distance in _sounding(syllable, alphabet).items():
            found[char] = min(found.get(char, _FARTHEST), SAME_SOUND + distance + rarity)
    found.pop(heard, None)
    return {char: cost for char, cost in found.items() if cost < _FARTHEST}


@lru_cache(maxsize=5_000)
def _sounding(heard: Syllable, alphabet: str) -> Mapping[str, float]:
    """Return the distance of each character from one reading, where it is finite."""
    distances = {
        char: min((_distance(heard, own) for own in _own_readings(char)), default=_FARTHEST)
        for char in alphabet
    }
    return {char: distance for char, distance in distances.items() if distance < _FARTHEST}


@cache
def _own_readings(char: str) -> tuple[Syllable, ...]:
    """Return how a character is read in case numbers: 藏 is Tibet, not to hide."""
    spelt = _READ_AS.get(char)
    if spelt is None:
        return tuple(syllable for syllable, _ in readings(char)[:1])
    return tuple(filter(None, map(_syllable, spelt.split())))


def _distance(one: Syllable, other: Syllable) -> float:
    tone = 0 if one.tone == other.tone else _OTHER_TONE
    return _initials(one.initial, other.initial) + _finals(one.final, other.final) + tone


@cache
def _initials(one: str, other: str) -> float:
    if one == other:
        return 0
    if _listed(one, other, _CLOSE_INITIALS):
        return 0.5
    return 1 if _listed(one, other, _NEAR_INITIALS) else float("inf")


@cache
def _finals(one: str, other: str) -> float:
    if one == other:
        return 0
    if one.removesuffix("g") == other.removesuffix("g"):
        return 0.5
    return 1 if _listed(one, other, _NEAR_FINALS) else float("inf")


def _listed(one: str, other: str, groups: tuple[str, ...]) -> bool:
    return any(one in group.split() and other in group.split() for group in groups)


@lru_cache(maxsize=20_000)
def readings(char: str) -> tuple[tuple[Syllable, float], ...]:
    """Return the common readings of one Chinese character, each with the cost of its rarity."""
    # Loading its tables takes a quarter of a second, which only spoken numbers should cost.
    from pypinyin import Style, pinyin

    if not "\u3400" <= char <= "\u9fff":
        return ()
    spelt = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    ranked = zip(map(_syllable, spelt), _RARITIES, strict=False)
    return tuple((syllable, rarity) for syllable, rarity in ranked if syllable)


def _syllable(spelt: str) -> Syllable | None:
    for pattern, plain in _SPELT:
        spelt, replaced = pattern.subn(plain, spelt)
        if replaced:
            break
    match = _SYLLABLE.fullmatch(spelt)
    if match is None:
        return None
    final = _FULL_FINALS.get(match["final"], match["final"])
    return Syllable(match["initial"], final, match["tone"])
