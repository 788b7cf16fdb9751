"""Choosing an offered button by words: 第二个, 选2, or its title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.desk.replies import Button

_ORDINAL = re.compile(
    r"(?:我?(?:选|点|要|问)?第?|选)([一二两三四五六七八1-8])(?:个|项|条|种)?(?:吧|呢|的)?"
)
_EXPLICIT = re.compile(r"第|选|点|个|项|条|种")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}


def chosen(text: str, offered: Sequence[Button]) -> Button | None:
    """Return the button that a typed text names, ``None`` if it names none.

    A bare number is no choice: it may be the value that was asked for.
    """
    said = text.strip().rstrip("。.！!")
    for button in offered:
        if said == button.title:
            return button
    if said in ("最后一个", "最后那个") and offered:
        return offered[-1]
    match = _ORDINAL.fullmatch(said)
    if match is None or not _EXPLICIT.search(said):
        return None
    place = _DIGITS.get(match[1]) or int(match[1])
    return offered[place - 1] if place <= len(offered) else None
