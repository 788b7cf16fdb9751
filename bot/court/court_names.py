"""Finding courts by what people call them: 朝阳法院, 北京一中院, 广东高院, 浦东新区人民法院.

A short name rarely means one court only, so the answer is a list to choose from.
"""

from __future__ import annotations

import re
from functools import cache

from bot.court.courts import Court, all_courts, named
from bot.court.written_text import fold

_SAID_LEVELS = (
    (re.compile(r"最高人民法院|最高法院|最高法|最高院"), "最高"),
    (re.compile(r"高级人民法院|高级法院|高院|高法"), "高级"),
    (re.compile(r"中级人民法院|中级法院|中院|中法"), "中级"),
    (re.compile(r"基层人民法院|基层法院"), "基层"),
)
_COURT_WORD = re.compile(r"(?:人民)?法院|院$|法庭$|第(?=[一二三四五六])|[\W_]")
_LEVEL_AND_COURT = re.compile(r"(?:高级|中级|基层)?(?:人民)?法院$")
_PEOPLES = (
    r"(?:(?:壮|回|苗|侗|瑶|彝|藏|羌|蒙古|满|朝鲜|土家|布依|白|傣|景颇|哈尼|傈僳|哈萨克|维吾尔|黎|畲|水"
    r"|仡佬|土|撒拉|东乡|保安|裕固|达斡尔|鄂温克|鄂伦春|锡伯|柯尔克孜|塔吉克|纳西|拉祜|佤|布朗|怒|独龙"
    r"|普米|毛南|仫佬|各)族?|蒙古)*"
)
_DIVISION_WORD = re.compile(
    rf"(?:{_PEOPLES}自治(?:区|州|县|旗)|省|市|地区|新区|特区|盟|区|县|旗|林区基层|农垦)$"
)
DEFAULT_LIMIT = 8


@cache
def _own(court: Court) -> str:
    """Return the court's name without province, city and court words: 朝阳区, 北京市第一 as 一."""
    name = court.name
    for above in (court.province, court.city if court.level == "基层" else ""):
        if (
            above
            and name.startswith(above)
            and not name[len(above) :].startswith(("高级", "中级", "人民"))
        ):
            name = name[len(above) :]
    return _COURT_WORD.sub("", _LEVEL_AND_COURT.sub("", name))


def _short(name: str) -> str:
    """Return a division's name as people say it: 朝阳区 as 朝阳, 延边朝鲜族自治州 as 延边."""
    short = _DIVISION_WORD.sub("", name)
    return short if len(short) > 1 else name


def _asked(query: str) -> tuple[str, str | None]:
    """Return the name in a query without its court words, and the level it says."""
    text = fold(query).text
    for pattern, level in _SAID_LEVELS:
        if pattern.search(text):
            return _COURT_WORD.sub("", pattern.sub("", text)), level
    return _COURT_WORD.sub("", text), None


def _holds_in_order(text: str, wanted: str) -> bool:
    rest = iter(text)
    return all(char in rest for char in wanted)


def _rank(court: Court, wanted: str) -> int | None:
    """Return how well a court fits, 0 best; None if it does not."""
    own = _own(court)
    place = court.province + court.city + court.name
    if not _holds_in_order(place, wanted):
        return None
    if wanted in (own, _short(own)):
        return 0
    if own and (wanted.endswith(own) or wanted.endswith(_short(own))):
        return 1
    if wanted in court.name:
        return 2
    return 3 if wanted in place else 4


def search(query: str, limit: int = DEFAULT_LIMIT) -> list[Court]:
    """Return the courts ``query`` can mean, the likeliest first, ``limit`` at most.

    A full name gives that court alone. Without a level in the query, basic courts come before those
    above them. Each court carries its province and city to tell it from its namesakes.
    """
    exact = named(fold(query).text)
    if exact:
        return [exact]
    wanted, level = _asked(query)
    if level == "最高":
        return [court for court in all_courts() if court.level == "最高"]
    if not wanted:
        return []
    ranked = [
        (rank, court)
        for court in all_courts()
        if (level is None or court.level == level) and (rank := _rank(court, wanted)) is not None
    ]
    best = min((rank for rank, _ in ranked), default=0)
    # A looser fit is noise beside a close one.
    kept = [court for rank, court in ranked if rank == best]
    kept.sort(key=lambda court: court.level != "基层")
    return kept[:limit]
