"""Chinese numerals: folding of written variants, and whole numbers through cn2an with guards."""

from __future__ import annotations

import re

DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
UNITS = "十百千拾佰仟万亿"

_WIDE = "".join(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B)))
_WIDE += "".join(chr(code) for code in range(0xFF41, 0xFF5B)) + "．－／～：￥\u3000"
_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-/~:¥ "
_TRADITIONAL, _SIMPLIFIED = (
    "萬億兩貳參参陸塊圓錢號週禮個這後幾餘",
    "万亿两贰叁叁陆块圆钱号周礼个这后几余",
)
_FOLD = str.maketrans(_WIDE + _TRADITIONAL, _PLAIN + _SIMPLIFIED)
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９])")
# 三五万 means thirty to fifty thousand: neighbouring digits name a span, never a number.
_SPAN = re.compile(rf"[{DIGITS[2:]}]{{2}}")
_HUNDRED_MILLION_TAIL = re.compile(rf"亿([{DIGITS[2:]}1-9])$")
_LONGEST = 40
_NUMERAL = re.compile(rf"[0-9{DIGITS}{UNITS}]{{1,{_LONGEST}}}")


def fold(text: str) -> str:
    """Return the text with full-width and traditional numerals made plain; the length is kept."""
    return _WIDE_COMMA.sub(",", text).translate(_FOLD)


def is_span(numeral: str) -> bool:
    """Tell whether the numeral names a span such as 两三万 rather than a number."""
    return bool(_SPAN.search(numeral)) and any(unit in numeral for unit in UNITS)


def integer(numeral: str) -> int | None:
    """Return the whole number a folded numeral stands for: 三万五, 3万5千, 一百零二, 二〇二六.

    None when it is no number or no exact one (两三万). cn2an does the reading; it fails with a
    KeyError on 一亿二, which stands for one hundred and twenty million, and would cut 三点五 to 3.
    """
    import cn2an  # type: ignore[import-untyped]

    if not _NUMERAL.fullmatch(numeral) or is_span(numeral):
        return None
    if numeral.isdecimal():
        return int(numeral)
    whole = _HUNDRED_MILLION_TAIL.sub(r"亿\1千万", numeral)
    try:
        return int(cn2an.cn2an(whole, "smart"))
    except (ValueError, KeyError):
        return None
