"""Folding of typed and copied text for reading case numbers, with the way back to the original.

Unlike ``chinese_numbers.fold`` this also removes what people put between characters (spaces, line
breaks, zero-width characters), so every folded character remembers where it stood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

OPENING = "（([{［｛〔【〖「『《〈<﹝﹙﹛⦅⟨❨❲〘〚«‹〝"
CLOSING = "）)]}］｝〕】〗」』》〉>﹞﹚﹜⦆⟩❩❳〙〛»›〞"
DASHES = "-－–—―‐‑‒−─━﹣﹘~～〜∼˜"
# The characters of case numbers; texts from Hong Kong, Macao and Taiwan parties have them.
_TRADITIONAL = (
    "號執終監賠複復異協認請調轄財證強陝雲蘇遼魯滬贛閩寧晉內軍瓊粵懲臺訴審醫備減訪確贓護更齡縣區"
    "東龍陽濟長門廣開興華義豐馬黃銅賓鄭漢貴蘭錫無經環勞鑑鑒國檢罰極餘鐵場農墾後陸"
)
_SIMPLIFIED = (
    "号执终监赔复复异协认请调辖财证强陕云苏辽鲁沪赣闽宁晋内军琼粤惩台诉审医备减访确赃护更龄县区"
    "东龙阳济长门广开兴华义丰马黄铜宾郑汉贵兰锡无经环劳鉴鉴国检罚极余铁场农垦后陆"
)
# 笫 is a scanning error and 弟 a typing slip for 第; ⺠ is what PDF files give for 民.
_SLIPS = {"笫": "第", "弟": "第", "⺠": "民", "○": "〇", "◯": "〇", "Ο": "O", "О": "O", "､": "、"}
# Full-width forms, the radicals and compatibility ideographs PDF files give, mathematical digits.
_COMPATIBLE = ((0x2F00, 0x2FD6), (0xF900, 0xFADA), (0xFF01, 0xFF5F), (0x1D7CE, 0x1D800))

_INVISIBLE = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_SPACE = re.compile(r"\s")

_ZEROS = "0oOQ〇零洞"
_ONES = "1lI|一幺"
_DIGIT_VALUES = str.maketrans(
    _ZEROS + _ONES + "二两三四五六七八九", "0" * len(_ZEROS) + "1" * len(_ONES) + "223456789"
)
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
# For use inside [] of patterns: what people write or say for a digit.
DIGIT = r"0-9oOQlI|〇零洞一幺二两三四五六七八九"
HAN_NUMERAL = r"〇零洞一幺二两三四五六七八九十百千万"


@dataclass(frozen=True)
class Folded:
    """Folded text, and for each of its characters the index in the original.

    ``positions`` is None when nothing was removed, so that both have the same indices.
    """

    text: str
    original: str
    positions: tuple[int, ...] | None

    def at(self, index: int) -> int:
        """Return where the folded character at ``index`` stands in the original."""
        return index if self.positions is None else self.positions[index]

    def spaced(self, index: int) -> bool:
        """Tell whether white space stood between this folded character and the one before it."""
        if self.positions is None or not 0 < index < len(self.positions):
            return False
        between = self.original[self.positions[index - 1] + 1 : self.positions[index]]
        return bool(between) and _SPACE.search(between) is not None


@cache
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, end in _COMPATIBLE:
        for code in range(first, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1:
                table[code] = plain
    table.update(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
    table.update({ord(written): meant for written, meant in _SLIPS.items()})
    table.update({ord(char): "-" for char in DASHES})
    table.update({ord(char): "（" for char in OPENING})
    table.update({ord(char): "）" for char in CLOSING})
    return table


def fold(text: str) -> Folded:
    """Return ``text`` with one spelling for each character and without anything invisible.

    Brackets of all kinds become （ and ）, dashes ``-``, full-width and traditional characters
    plain ones. Takes time linear in the text.
    """
    table = _table()
    if not _INVISIBLE.search(text):
        return Folded(text.translate(table), text, None)
    positions: list[int] = []
    start = 0
    for gap in _INVISIBLE.finditer(text):
        positions.extend(range(start, gap.start()))
        start = gap.end()
    positions.extend(range(start, len(text)))
    return Folded(_INVISIBLE.sub("", text).translate(table), text, tuple(positions))


def digits(written: str) -> str:
    """Return a run of DIGIT characters as ASCII digits: 2O16 and 二〇一六 are 2016."""
    return written.translate(_DIGIT_VALUES)


def numeral(written: str) -> int:
    """Return the number that Chinese numerals spell, by places (一百零五) or by digits (一〇五).

    cn2an is not used here: the engine's environment, where case numbers are read too, lacks it.
    """
    if not any(char in _UNITS for char in written):
        return int(digits(written))
    total = section = digit = 0
    for char in written:
        unit = _UNITS.get(char)
        if unit is None:
            digit = int(digits(char))
        elif unit == 10_000:
            total, section, digit = (total + section + digit) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit


def ordinal(number: int) -> str:
    """Return 1 to 99 in Chinese numerals, as in 之一, 之十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else "一二三四五六七八九"[tens - 1]) + "十" if tens else ""
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")
