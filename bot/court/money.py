"""Sums of money as people write and say them, and as we write them back. Always Decimal yuan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bot.court.chinese_numbers import DIGITS, UNITS, fold, integer, is_span

FEN = Decimal("0.01")
_MULTIPLES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}
_MULTIPLES |= {"千万": 10_000_000, "亿": 100_000_000, "万亿": 1_000_000_000_000, "": 1}
_MULTIPLES |= {"w": 10_000, "k": 1_000}
_LONGEST_FIGURE = 15
_WINDOW = 16  # characters looked back at; no cue is longer

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\.?\d)"
_MULTIPLE = r"(?:十万|百万|千万|万亿|[十百千万亿]|[wWkK](?![A-Za-z]))"
# 500,000; 50w; 3万5千; 120万零3千 | 五十万; 三点五万; 一个亿
_NUMBER = re.compile(
    rf"(?P<plain>{_ARABIC})(?: ?个?(?P<multiple>{_MULTIPLE})(?P<rest>[\d{DIGITS}{UNITS}]*))?"
    rf"|(?P<whole>[{DIGITS}十拾][{DIGITS}{UNITS}]*)"
    rf"(?:点(?P<fraction>[{DIGITS}]+)(?P<scale>[万亿]?)|个(?P<big>亿))?"
)
_CURRENCY = re.compile(
    r" ?(?:元人民币|[元圆][整正]|[元圆](?![旦素宵月年])|块钱|块(?![地田石砖板表肉布瓷屏牌儿])"
    r"|人民币|RMB|rmb|CNY)"
)
_JIAO_FEN = re.compile(rf"零?(?:([\d{DIGITS}])[角毛])?零?(?:([\d{DIGITS}])分)?")
_LOOSE_JIAO = re.compile(rf"([1-9{DIGITS[2:]}])(?![\d{DIGITS}{UNITS}.个人名位年月天号日次件])")
_CURRENCY_BEFORE = re.compile(r"(?:¥|RMB|rmb|CNY|人民币)[ :]?$")
_CUE = re.compile(
    r"(?:标的额?|金额|本金|数额|总额|总价|价款|货款|借款|欠款|工程款|尾款|余款|赔偿款?|欠|借|赔)"
    r"(?:了|我|他|她|们|的|总共|一共|共计?|大概|大约|约|才|是|为|有|在|[: ])*$"
)
# Before a number that is no sum of its own: codes, ordinals, bounds, foreign money, a span's end.
_NOT_AFTER = re.compile(
    rf"(?:[A-Za-z第几$€£]|\d[.,:/]?|(?<![总金份钱])数|不到|超过|将近|接近|(?<!最)近|(?<!尽)快"
    rf"|多于|少于|低于|高于|(?:^|[ :,])-|[\d{DIGITS}{UNITS}wW] ?[-~—至到])$"
)
_VAGUE_AFTER = re.compile(
    rf"几|多(?![少久次年])|余(?![款额下])|来(?=[{UNITS}块元])|把(?=[块元])"
    rf"| ?[-~—至到] ?[\d{DIGITS}十]"
)
_FOREIGN = re.compile(r" ?(?:美|欧|日|韩|港|澳|加|新|台|英|泰)(?:元|金|币|圆|镑|铢|刀)")
_TIME = r"年(?![利息])|个?月(?![利息])|日(?!息)|次(?![日月年])|[天周号岁]|小时|分钟"
_COUNTED = re.compile(
    rf" ?(?:{_TIME}|[里吨斤亩步级度例楼幢栋座辆瓶箱袋套台篇字页遍夜位只头件场米克秒节倍种层间]"
    r"|个(?!人[贷消借])|人(?!民币|家)|名(?![誉下义字])|户(?!名)|条(?!件)|份(?!额)|本(?![金息人])"
    r"|家(?!里)|平(?!均)|公里|公斤|分之|股(?!东|权)|粉丝|用户|火急|张(?=[票纸传卡照图桌床]))"
)
# A last digit that belongs to the next word: 欠五万三年, 还了三万一直没给, 判了八万二审又改.
_SHARED = re.compile(
    rf"[\d{DIGITS}十] ?(?:{_TIME}|个(?!人[贷消借])|人(?!民币|家)|[位家审笔套批期口成倍份条分])"
    r"|一[直起次下点共半边般样律定切并些旦方同路手再]"
)
_TAILED = re.compile(rf"(.*[百佰千仟万亿])([{DIGITS}十]+)")
_CODE = re.compile(r"1[3-9]\d{9}|(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|\d{13,}")
_NO_SURE_SUM = re.compile(
    rf"[几数][十百千]*[万亿]|[几数上][百千]+[块元]|上[百千]*[万亿]"
    rf"|[\d{DIGITS}{UNITS}](?:几|多(?!少)|余|来)[十百千万亿]*(?:万|亿|块|元)"
    rf"|[百千万亿wW](?:多(?![少久次年])|余(?![款额下])|把(?=[块元]))"
    rf"|[\d{DIGITS}{UNITS}wW] ?[-~—至到] ?[\d{DIGITS}{UNITS}]+ ?[万亿wW元块]"
)


@dataclass(frozen=True)
class Amount:
    """A sum found in a text: ``value`` in yuan, and where it stands (``text[start:end]``)."""

    value: Decimal
    start: int
    end: int


def find_amounts(text: str, *, bare: bool = False) -> list[Amount]:
    """Return the exact sums in a text, in order.

    A number counts as a sum when it carries a currency word, has a unit of 千 or more and nothing
    counted behind it, or stands behind a word such as 标的额. Dates, case numbers, telephone
    numbers, durations, other currencies and inexact sums (十几万, 两三万, 三到五万) are left out.
    With ``bare``, a message that is nothing but a number is a sum too: the answer to "how much?".
    """
    folded = fold(text)
    found = [sum_ for match in _NUMBER.finditer(folded) if (sum_ := _amount(folded, match))]
    return found or (_bare(folded) if bare else [])


def has_vague_amount(text: str) -> bool:
    """Tell whether the text speaks of a sum without naming an exact one (十几万, 几千块)."""
    folded = fold(text)
    if _NO_SURE_SUM.search(folded):
        return True
    spans = (match for match in _NUMBER.finditer(folded) if is_span(match[0]))
    return any(match[0][-1] in "千万亿" or _CURRENCY.match(folded, match.end()) for match in spans)


def format_yuan(amount: Decimal) -> str:
    """Return the sum as citizens read it, ``8,800元``; fen only where there are any."""
    rounded = amount.quantize(FEN, ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return f"{rounded:,.0f}元" if whole else f"{rounded:,.2f}元"


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    start = match.start()
    marked = _CURRENCY_BEFORE.search(text, max(0, start - _WINDOW), start)
    if not marked and _NOT_AFTER.search(text, max(0, start - _WINDOW), start):
        return None
    if _FOREIGN.match(text, match.end()) or _VAGUE_AFTER.match(text, match.end()):
        return None
    value, end = _read(text, match)
    if value is None:
        return None
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    if currency := _CURRENCY.match(text, end):
        return _with_currency(text, value, start, currency)
    return Amount(value, start, end) if marked or _is_sum(text, start, end, value) else None


def _is_sum(text: str, start: int, end: int, value: Decimal) -> bool:
    """Tell whether a number without a currency word is a sum all the same."""
    if _COUNTED.match(text, end):
        return False
    if any(unit in text[start:end] for unit in "千仟万亿wWkK"):
        return True
    cue = _CUE.search(text, max(0, start - _WINDOW), start)
    return bool(cue) and value >= 10 and not re.match(r" ?[-/:A-Za-z%]", text[end : end + 2])


def _read(text: str, match: re.Match[str]) -> tuple[Decimal | None, int]:
    """Return the value of a number and where it ends."""
    shared = bool(_SHARED.match(text, match.end() - 1))
    if match["plain"]:
        return _read_arabic(match, shared)
    if match["fraction"] or match["big"]:
        return _read_scaled(match), match.end()
    numeral = match["whole"]
    if shared and (parts := _TAILED.fullmatch(numeral)):
        numeral = parts[1] + _own_tail(parts[2], parts[1][-1])
    return _decimal(integer(numeral)), match.start() + len(numeral)


def _own_tail(tail: str, unit: str) -> str:
    """Return what of a tail belongs to the number when a counted word follows.

    五万三(年) is 五万, 四万八一(年) is 四万八, 三万两三(年) is 三万, 三百五十(天) stays whole.
    """
    if "十" in tail:
        return "" if unit in "万亿w" else tail
    if len(tail) != 2:
        return ""
    own, counted = (integer(digit) or 0 for digit in tail)
    return tail[0] if 0 < counted <= own else ""


def _read_arabic(match: re.Match[str], shared: bool) -> tuple[Decimal | None, int]:
    figure = match["plain"].replace(",", "")
    if len(figure) > _LONGEST_FIGURE:
        return None, match.end()
    multiple = (match["multiple"] or "").replace("W", "w").replace("K", "k")
    rest = match["rest"] or ""
    if shared and rest and not any(unit in rest for unit in "百千万亿"):
        rest = _own_tail(rest, multiple[-1])
    end = match.end("multiple") + len(rest) if multiple else match.end()
    if not rest:
        return Decimal(figure) * _MULTIPLES[multiple], end
    if "." in figure:
        return None, end
    unit = {"w": "万", "k": "千"}.get(multiple, multiple)
    return _decimal(integer(figure + unit + rest)), end


def _read_scaled(match: re.Match[str]) -> Decimal | None:
    """Read 三点五万 and 一个亿, which cn2an does not."""
    whole = _decimal(integer(match["whole"]))
    if whole is None or match["big"]:
        return whole and whole * _MULTIPLES["亿"]
    digits = "".join(str(integer(digit)) for digit in match["fraction"])
    return (whole + Decimal(f"0.{digits}")) * _MULTIPLES[match["scale"]]


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _with_currency(text: str, value: Decimal, start: int, currency: re.Match[str]) -> Amount | None:
    end = currency.end()
    spoken = currency[0].strip() == "块"
    if spoken and (loose := _LOOSE_JIAO.match(text, end)):
        return Amount(value + _tenths(loose[1]), start, loose.end())
    tail = _JIAO_FEN.match(text, end)
    if tail and (tail[1] or tail[2]):
        return Amount(value + _tenths(tail[1]) + _tenths(tail[2]) / 10, start, tail.end())
    if spoken and value == 1:  # 一块去法院: together, not one yuan
        return None
    return Amount(value, start, end)


def _tenths(digit: str | None) -> Decimal:
    return Decimal(integer(digit) or 0) / 10 if digit else Decimal(0)


def _bare(text: str) -> list[Amount]:
    stripped = text.strip(" 。.,!、")
    match = _NUMBER.fullmatch(stripped)
    if match is None or _CODE.fullmatch(stripped):
        return []
    value, _ = _read(stripped, match)
    start = text.index(stripped)
    return [] if value is None else [Amount(value, start, start + len(stripped))]
