"""One spelling for what people write, so that the classifier sees words and not typography.

Pure: no Rasa, no files. Everything runs in time linear in the text that is kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

HEAD = 600
TAIL = 400

DATE = "Ⓓ"
MONEY = "Ⓜ"
NUMBER = "Ⓝ"

_DIGITS = "零一二三四五六七八九"
_HAN_NUMBER = "零〇一二两三四五六七八九十百千万亿"
_LARGEST_SPOKEN = 99

_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}|\d{2}|[零〇一二三四五六七八九]{2,4})年(?:\d{1,2}|[一二三四五六七八九十]{1,3})月"
    r"(?:份|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?"
    r"|(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}年?(?!\d)"
    r"|(?<!\d)(?:0\d|1\d|9\d)年(?!\d)"
    r"|(?<!\d)\d{1,2}月(?:份|\d{1,2}[日号])"
)
_MONEY = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?|["
    + _HAN_NUMBER
    + r"]+)(?:多|几)?(?:[百千万w亿]+)(?:多|几|余)?[块元]?(?:钱)?"
    r"|(?:\d[\d,]*(?:\.\d+)?|[" + _HAN_NUMBER + r"]+)(?:多|几|余)?[块元](?:钱)?"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPACE = re.compile(r"\s+")
_RUN = re.compile(r"([^\w])\1+")
_LIANG = re.compile(r"两(?=[年个月次天审])")

# Courtesy around the question. It says nothing about the topic and crowds short messages.
_COURTESY = re.compile(
    r"(?:律师|法官|老师)?[您你]们?好[啊呀]?(?:律师|法官)?|请问(?:一下|下)?|(?:我?想)?(?:咨询|请教|了解)(?:一下|下)?(?:律师)?"
    r"|麻烦(?:您|你)?(?:问|帮忙看)(?:一下|下)|我?想?(?:向[您你])?问(?:一下|下)|谢谢(?:[您你]|了|啦)?|非常感谢|在线等|急急+"
)
_SHORTEST = 4
_AROUND = " ,.;:?!~、。…"


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def capped(text: str) -> str:
    """Return the first 600 and last 400 characters; a long story asks at one of its ends."""
    if len(text) <= HEAD + TAIL:
        return text
    return text[:HEAD] + "\n" + text[-TAIL:]


def plain(text: str) -> str:
    """Return `text` half-width, lower-case, simplified, without control characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    visible = "".join(c for c in _SPACE.sub(" ", folded) if unicodedata.category(c)[0] != "C")
    return str(_converter().convert(visible))


def spelled(number: int) -> str:
    """Return 0..99 as Chinese numerals (15 -> 十五), so that 6个月 and 六个月 are one."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _number(match: re.Match[str]) -> str:
    digits = match[0]
    if "." in digits or len(digits) > 2 or int(digits) > _LARGEST_SPOKEN:
        return NUMBER
    return spelled(int(digits))


def masked(text: str) -> str:
    """Return plain text with dates, amounts and long numbers as one placeholder each."""
    text = _DATE.sub(DATE, text)
    text = _MONEY.sub(MONEY, text)
    text = _NUMBER.sub(_number, text)
    return _LIANG.sub("二", text)


def without_courtesy(text: str) -> str:
    """Return `text` without 您好、请问、谢谢 unless hardly anything would be left."""
    bare = _COURTESY.sub(" ", text)
    kept = sum(c.isalnum() for c in bare)
    return bare if kept >= _SHORTEST else text


def normalised(text: str) -> str:
    """Return the form in which messages are compared and classified."""
    text = without_courtesy(masked(plain(capped(text))))
    text = _RUN.sub(r"\1", _SPACE.sub(" ", text)).strip()
    return text.strip(_AROUND) or text


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return `text` with each span replaced by a space."""
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start] + " " + text[end:]
    return text
