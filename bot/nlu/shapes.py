"""Messages that are a value and nothing else: a form asked, and this is the answer.

Pure. The text comes with its case numbers already cut out, in the spelling of `text.plain`.
"""

from __future__ import annotations

import re
from datetime import date

from bot.court.dates import find_dates
from bot.court.money import find_amounts

LONGEST_VALUE = 60

_LEAD_IN = re.compile(
    r"^(?:我叫|(?:我的?)?(?:案号|案件号|查询码|密码|验证码|编号|单号|工单号|回执号|号码|手机号?|电话|金额|标的额?|本金|日期"
    r"|姓名|名字|身份证(?:号码?|后四位)?)?(?:就?是|为)?[::]?)\s*"
)
_FILLER = re.compile(
    r"[\s.,。,、;!:()]|大概|大约|差不多|一共|总共|左右|收到的?|人民币|吧|的|啊|呀|哦|呢"
)
# A query code, receipt or telephone number: letters and digits in groups, one digit at least.
_CODE = re.compile(r"(?=[a-z -]*\d)[0-9a-z]+(?:[ -][0-9a-z]+){0,5}")
# A name and the last digits of an identity number: 王小明 1234, 后四位345x.
_NAME_AND_DIGITS = re.compile(
    r"(?:(?P<name>[\u4e00-\u9fff·]{2,10}?)[\s,、]*)?(?:(?:我?的?身份证)?(?:后四位|尾号)(?:是)?[\s:]*)?\d{3}[\dx]"
    r"|\d{3}[\dx][\s,、]*(?P<after>[\u4e00-\u9fff·]{2,4})"
)
# 「上诉期1234」 would pass for a name; a name holds none of these.
_NO_NAME = re.compile(r"[吗呢么怎哪何谁多少几要想能可不没有的了是在告诉判法院案钱费欠还期第约共]")
# Relative words count from a day, but whether they are dates does not depend on it.
_ANY_DAY = date(2024, 6, 3)


def is_bare_value(rest: str, *, found_case_number: bool = False) -> bool:
    """Tell whether a message is only a value: a number, code, amount, date, or name and digits.

    `rest` is the message in plain spelling without its case numbers. Nothing left beside a case
    number counts as a value; nothing at all does not.
    """
    if len(rest) > LONGEST_VALUE:
        return False
    core = _LEAD_IN.sub("", rest.strip()).strip(" .,。!")
    if not core:
        return found_case_number
    return bool(_CODE.fullmatch(core)) or _is_name_and_digits(core) or _is_amount_or_date(core)


def _is_name_and_digits(core: str) -> bool:
    match = _NAME_AND_DIGITS.fullmatch(core)
    if match is None:
        return False
    return _NO_NAME.search(match["name"] or match["after"] or "") is None


def _is_amount_or_date(core: str) -> bool:
    spans = [(found.start, found.end) for found in find_dates(core, _ANY_DAY)]
    spans += [(found.start, found.end) for found in find_amounts(core, bare=True)]
    if not spans:
        return False
    for start, end in sorted(set(spans), reverse=True):
        core = core[:start] + core[end:]
    return not _FILLER.sub("", core)
