"""Made-up people, companies, numbers and phones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

MARK = "（演示）"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = tuple(
    "子墨雨桐浩然欣怡梓涵俊杰思远佳宁文博晓彤志强建国秀英桂兰丽华国平海燕春梅立新永康若曦一鸣"[
        at : at + 2
    ]
    for at in range(0, 44, 2)
)
_TRADES = ("商贸", "建设工程", "餐饮管理", "物业服务", "网络科技", "机械设备", "汽车销售", "装饰")
_BRANDS = ("松果", "青禾", "远帆", "南枝", "云杉", "长汀", "拾光", "砺石", "知秋", "白鹭", "海棠")
_NO_DISTRICT = "000000"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class Person:
    """Somebody made up; ``name`` is without the mark."""

    name: str
    identity_number: str


def person(rng: Random) -> Person:
    """Return a natural person with a number of the right form in no district."""
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(20_000))
    body = f"{_NO_DISTRICT}{born:%Y%m%d}{rng.randrange(1000):03d}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return Person(natural_name(rng), body + _CHECKS[total % 11])


def company(rng: Random, place: str) -> Person:
    """Return a company with a credit code of the right length in no district."""
    name = f"{place}{rng.choice(_BRANDS)}{rng.choice(_TRADES)}有限公司"
    return Person(name, f"91{_NO_DISTRICT}{rng.randrange(10**10):010d}")


def natural_name(rng: Random) -> str:
    """Return a name from our own lists."""
    return rng.choice(_SURNAMES) + rng.choice(_GIVEN)


def phone(rng: Random) -> str:
    """Return an office phone that cannot be given out: numbers never begin with 0."""
    return f"010-00000{rng.randrange(1000):03d}"


def query_code(rng: Random) -> str:
    """Return a query code of eight digits."""
    return f"{rng.randrange(10**8):08d}"
