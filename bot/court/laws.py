"""The laws that calculations rest on, each in the text now in force.

The versions are those of data/knowledge/laws.yml, which this package does not read: it depends on
nothing outside itself. A test keeps the two the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.court.basis import Basis


@dataclass(frozen=True)
class Law:
    """A text in force: ``version`` as cited, ``since`` the day it took effect if that is known."""

    version: str
    since: date | None = None


LAWS = {
    "民事诉讼法": Law("2023-09-01修正，2024-01-01施行", date(2024, 1, 1)),
    "民诉法解释": Law("法释〔2022〕11号", date(2022, 4, 10)),
    "民事诉讼证据规定": Law("法释〔2019〕19号，2020-05-01施行", date(2020, 5, 1)),
    "行政诉讼法": Law("2017-06-27修正"),
    "行诉法解释": Law("法释〔2018〕1号，2018-02-08施行", date(2018, 2, 8)),
    "刑事诉讼法": Law("2018-10-26修正", date(2018, 10, 26)),
    "刑诉法解释": Law("法释〔2021〕1号，2021-03-01施行", date(2021, 3, 1)),
    "民法典": Law("2021-01-01施行", date(2021, 1, 1)),
    "劳动争议调解仲裁法": Law("2008-05-01施行", date(2008, 5, 1)),
    "仲裁法": Law("2025-09-12修订，2026-03-01施行", date(2026, 3, 1)),
    "行政复议法": Law("2023-09-01修订，2024-01-01施行", date(2024, 1, 1)),
    "行政强制法": Law("2012-01-01施行", date(2012, 1, 1)),
    "国家赔偿法": Law("2012-10-26修正"),
    "反家庭暴力法": Law("2016-03-01施行", date(2016, 3, 1)),
    "法律援助法": Law("2022-01-01施行", date(2022, 1, 1)),
    "企业破产法": Law("2007-06-01施行", date(2007, 6, 1)),
    "财产保全规定": Law("法释〔2016〕22号，2020修正"),
    "执行异议复议规定": Law("法释〔2015〕10号，2020修正"),
    "变更追加当事人规定": Law("法释〔2016〕21号，2020修正"),
    "登记立案规定": Law("法释〔2015〕8号，2015-05-01施行", date(2015, 5, 1)),
    "特邀调解规定": Law("法释〔2016〕14号，2016-07-01施行", date(2016, 7, 1)),
    "网络司法拍卖规定": Law("法释〔2016〕18号，2017-01-01施行", date(2017, 1, 1)),
    "财产调查规定": Law("法释〔2017〕8号，2020修正"),
    "诉讼费用交纳办法": Law("国务院令第481号，2007-04-01施行", date(2007, 4, 1)),
    "信访工作条例": Law("2022-05-01施行", date(2022, 5, 1)),
    "迟延履行利息解释": Law("法释〔2014〕8号", date(2014, 8, 1)),
}


def basis(law: str, *articles: str) -> Basis:
    """Return the basis for articles of a law in ``LAWS``; the version is that in force.

    Raises:
        KeyError: the law is not in the list.
    """
    return Basis(law, articles, LAWS[law].version)
