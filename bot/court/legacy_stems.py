"""Telling the words of an old case number from those of other papers numbered the same way.

Before 法〔2015〕137号 (2016-01-01) every court chose its own words: （2015）海行民初字第5号.
Forensic reports, notarial deeds, arbitration awards, land and house certificates, penalties and
petitions are numbered 某某字第几号 as well. Only what ends in the words of a court procedure is a
case number.
"""

from __future__ import annotations

import re
from functools import cache

_ORDINAL = r"(?:[一二三四五六七八九十]{1,2}|[1-9])?"
_DIVISION = r"(?:（[\u4e00-\u9fff]{1,3}）)?"
_FIELD = (
    rf"(?:民|刑|行|商|经|知|房|环|少|海|民事|商事)(?:{_DIVISION}{_ORDINAL}|{_ORDINAL}{_DIVISION})"
)

# First and second instance are court words whatever stands before them: （2013）温赵初字第5号.
_PROCEDURE = rf"""(?:
      (?:初|终){_DIVISION}
    | {_FIELD}(?:再|申|监|抗|提|辖|特|督|催|破|减|假|核|更|他|保|清|算|审)
    | (?:民|商){_ORDINAL}{_DIVISION}撤
    | 刑{_ORDINAL}复
    | 执{_ORDINAL}{_DIVISION}(?:异|恢|复|监|保|民|行|督|提|协|他|裁|审|分|外异|字异)?
    | 破(?:[预申清]|{_DIVISION})
    | (?:法|委|行|国|确|司){_DIVISION}赔(?:监|他|再|提)?
    | (?:诉|财|诉前)保
    | (?:行|诉)非(?:审|执)?
    | 知行
    | (?:调|司)确
    | (?:诉前|引|诉)调
    | 法(?:民|刑|经|行)
    )$"""
# Without 字 there is less to go by, so only the commonest procedures count.
_BARE_PROCEDURE = (
    rf"(?:(?:民|刑|行|商|知|经){_ORDINAL}{_DIVISION}(?:初|终|再|申|提|监|辖|辖终)"
    r"|(?:法执|执异|执恢|执复|执监)|刑[一二三四五]复)$"
)
_FOREIGN = (
    r"鉴|证|仲|劳|检|罚|狱|评|勘|估|拍卖|产权|认(?!台|港|澳)|综执|城管|人社|安监|执[法业照]|国土|土资"
    r"|[的了是在我你她们被把就也还没这那哪案]"
    # Police: 公刑立, 公刑复. 公安县 and 公主岭 are courts, but theirs end in 初 and 终.
    r"|公(?!.*[初终]).{0,4}(?:刑|赔|执|行)"
)
_BALANCED = r"[^（）]+(?:（[\u4e00-\u9fff]{1,3}）[^（）]*)?$"


# Compiled at first use: together they would take a quarter of the time of starting up.
@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    whole = (_PROCEDURE, _BARE_PROCEDURE, _BALANCED, _FOREIGN)
    return tuple(re.compile(pattern, re.VERBOSE) for pattern in whole)


def is_court_stem(stem: str, bare: bool = False) -> bool:
    """Tell whether folded ``stem``, what stands between year and 字, belongs to a court.

    ``bare`` says that the number was written without 字.
    """
    procedure, bare_procedure, balanced, foreign = _patterns()
    return bool(
        (bare_procedure if bare else procedure).search(stem)
        and balanced.match(stem)
        and not foreign.search(stem)
    )
