"""Masking of what must not stand in transcripts and logs.

PIPL articles 6 and 51: identity numbers, phones and query codes are not kept in readable form.
"""

from __future__ import annotations

import re

from bot.court.case_number import find_all

# Six digits or more, as people group them; a written date and a sum of money are neither
# identity nor code.
_NUMBER = re.compile(
    r"(?<!\d)(?!(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d))"
    r"\d(?:[ \-]?\d){5,}[Xx]?(?![ \-]?\d| ?[元块圆万亿])"
)


def mask(text: str) -> str:
    """Replace runs of six or more digits by stars, keeping the last two; case numbers stay.

    >>> mask("查询码 39481726")
    '查询码 ******26'
    """
    kept = [(found.start, found.end) for found in find_all(text)]
    return _NUMBER.sub(lambda match: _stars(match, kept), text)


def _stars(match: re.Match[str], kept: list[tuple[int, int]]) -> str:
    inside = any(start <= match.start() < end for start, end in kept)
    digits = match.group()
    return digits if inside else "*" * (len(digits) - 2) + digits[-2:]
