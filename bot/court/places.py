"""Which basic court a place lies with, by the names alone: the table has no coordinates."""

from __future__ import annotations

import re
from functools import cache

from bot.court.courts import Court, all_courts

_NAME_END = "人民法院"
# Before a county's name stands the end of a larger place's name, or nothing.
_BOUNDARY = "省市区州盟县国"
# What is written between the places, or before them.
_NOISE = re.compile(r"[\s,，、·\-—]|中华人民共和国|中国")
# Autonomous regions, whose short names end in no such word.
_SHORT = re.compile(r"^(?:新疆|内蒙古|广西|西藏|宁夏)(?![^省市区州盟县]{0,4}自治区)")


def courts_at(address: str) -> tuple[Court, ...]:
    """Return the basic courts of the district or county that an address names.

    Empty when it names none. Several when the name alone does not tell which: the citizen is asked.

    >>> [court.name for court in courts_at("湖北省武汉市江夏区纸坊街道")]
    ['武汉市江夏区人民法院']
    """
    plain = _SHORT.sub("", _NOISE.sub("", address))
    found = [(region, court) for region, court in _regions() if _names(plain, region)]
    if not found:
        return ()
    longest = max(len(region) for region, _ in found)
    named = [court for region, court in found if len(region) == longest]
    sure = [court for court in named if _lies_in(plain, court)]
    return tuple(sure or named)


@cache
def _regions() -> tuple[tuple[str, Court], ...]:
    return tuple(
        (court.name.removesuffix(_NAME_END), court)
        for court in all_courts()
        if court.level == "基层" and court.name.endswith(_NAME_END) and not court.abolished
    )


def _names(address: str, region: str) -> bool:
    start = address.find(region)
    return start == 0 or (start > 0 and address[start - 1] in _BOUNDARY)


def _lies_in(address: str, court: Court) -> bool:
    return any(place and place in address for place in (court.city, court.province))
