"""Phrases that help recognition: what the door listens for, courts, case types, legal words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bot.court import case_types, courts
from bot.court.spoken_keys import TYPE_MENU
from bot.settings import ROOT
from channels.limits import Voice

CONCEPTS = ROOT / "data" / "lexicon" / "concepts.txt"
_FIRST = (
    "人工", "转人工", "重复", "再说一遍", "慢一点", "大声一点", "上一步", "挂断", "继续", "发短信",
    "对", "不对", "案号", "查询码", "查我的案件", "什么时候开庭", "法官电话", "诉讼费", "怎么上诉",
    "申请执行", "刑事", "行政", "民事", "年", "号", "零", "幺", "之一",
)  # fmt: skip


@cache
def hints(province: str) -> str:
    """Return the hints for a hotline in ``province`` (京; "" for none), as Gather takes them."""
    chosen: dict[str, None] = {}
    for phrase in _phrases(province):
        if len(phrase) <= Voice.HINT_CHARACTERS and "," not in phrase:
            chosen.setdefault(phrase)
        if len(chosen) == Voice.HINTS:
            break
    return ",".join(chosen)


def _phrases(province: str) -> Iterator[str]:
    """Yield the phrases, the most useful first."""
    yield from _FIRST
    yield from TYPE_MENU.values()
    listed = courts.all_courts()
    yield from (court.name for court in listed if province and (court.code or "")[:1] == province)
    yield from (court.code for court in listed if court.level == "高级" and court.code)
    for line in CONCEPTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield from (word for word in line.partition(" ")[2].split("|") if "…" not in word)
    yield from case_types.codes()
