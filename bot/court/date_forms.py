"""The shapes in which people write dates, as patterns over folded text (see ``dates``)."""

from __future__ import annotations

import re

CN_DIGITS = "〇零一二三四五六七八九"
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
NEAR_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
DAY_WORDS = {"大前天": -3, "大后天": 3, "前天": -2, "后天": 2, "前日": -2, "后日": 2}
DAY_WORDS |= {"昨天": -1, "昨日": -1, "昨儿": -1, "昨晚": -1, "昨夜": -1, "今天": 0, "今日": 0}
DAY_WORDS |= {"今儿": 0, "今早": 0, "今晚": 0, "明天": 1, "明日": 1, "明儿": 1, "明早": 1}

_ONE_TO_NINE = "一二三四五六七八九"
_SMALL = rf"(?:\d{{1,2}}|[二三]?十[{_ONE_TO_NINE}]?|[{_ONE_TO_NINE}])"
_YEAR_FIGURES = rf"\d{{4}}|\d\d|[{CN_DIGITS}]{{4}}|[{CN_DIGITS}]{{2}}"
_YEAR = rf"(?:(?P<year>{_YEAR_FIGURES}) ?年|(?P<near>{'|'.join(NEAR_YEARS)}))的? ?"
_MONTH = rf"(?P<month>{_SMALL}) ?月份?的? ?"
# 11月6 may go without 日, but not when the figure counts something else (7月20多号, 3月5万).
_LOOSE_DAY = (
    rf"(?:\d{{1,2}}|[二三]?十[{_ONE_TO_NINE}]|[二三]十)"
    rf"(?![\d{CN_DIGITS}十百千个多几来余天万元块点月年秒分岁人次%.]|以[上内]|内)"
)
_DAY = rf"(?:(?P<day>{_SMALL}) ?[日号]|(?P<loose>{_LOOSE_DAY}))"
_WEEK = r"(?:周|星期|礼拜)"
_ANY_WEEKDAY = "[一二三四五六日天]"
_NOT_DAYS = "楼院线门房库仓店厅桌车机卡文令公被原证窗法庭馆厂井地路铺摊柜孔屏单码段坑墓"

RECURRING = re.compile(
    rf"每(?:个?月的?{_SMALL} ?[日号]|年的?{_SMALL}月{_SMALL} ?[日号]|个?{_WEEK}{_ANY_WEEKDAY})"
    rf"|{_WEEK}{_ANY_WEEKDAY}[到至]{_WEEK}?{_ANY_WEEKDAY}"
)
LUNAR = re.compile(
    rf"(?:农历|阴历|旧历)的?(?:{_YEAR})?(?:{_SMALL}|[正腊冬])月(?:[初廿]?{_SMALL})?"
    rf"|(?:{_SMALL}|[正腊冬])月[初廿][{_ONE_TO_NINE}十]|[正腊冬]月{_SMALL}"
    rf"|大年(?:初[{_ONE_TO_NINE}十]|三十)"
)
ISO = re.compile(
    r"(?<![\d.-])(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
)
COMPACT = re.compile(
    r"(?<![\dA-Za-z])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?![\dA-Za-z号])"
)
FULL = re.compile(rf"(?<![\d{CN_DIGITS}十]){_YEAR}{_MONTH}{_DAY}")
MONTH_DAY = re.compile(rf"(?<![\d{CN_DIGITS}十年]){_MONTH}{_DAY}")
NEAR_MONTH = re.compile(
    r"(?P<which>上上个?月|上个?月|这个?月|本月|当月|下下个?月|下个?月)的?"
    rf"(?P<day>{_SMALL}) ?[日号]"
)
WORD = re.compile(rf"(?<![之以提今])(?P<word>{'|'.join(DAY_WORDS)})(?!头条|性|天(?!气))")
WEEKDAY = re.compile(
    rf"(?<![每两{CN_DIGITS}十\d几半])(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)?{_WEEK}"
    rf"(?P<weekday>{_ANY_WEEKDAY})(?![次个里年多]|天[内后前])"
)
DAYS_AGO = re.compile(
    r"(?<!届满)(?<!期满)(?<!到期)(?<!开庭)(?<!庭审)(?<!宣判)(?<![\d几第])"
    rf"(?P<count>\d{{1,3}}|[两{_ONE_TO_NINE}十]{{1,3}}) ?(?P<unit>天|个?{_WEEK})[之以]?前"
)
BARE_DAY = re.compile(
    rf"(?<![第字\d{CN_DIGITS}两十初终执恢破保民刑号案编月年到至~-])(?P<day>{_SMALL}) ?号"
    rf"(?![{_NOT_DAYS}])"
)
SHORT = re.compile(r"^\s*(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\s*$")
