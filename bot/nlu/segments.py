"""Cut a message that may hold more than one question. Pure."""

from __future__ import annotations

import re

MOST_SEGMENTS = 6
SHORTEST_SEGMENT = 4

_END = re.compile(r"[。?？!！;；\n]+")
_TURN = re.compile(
    r"[,，、\s]*(?:另外|还有就?是?|再问一?下|还想问一?下?|顺便问一?下?|再一个|第[二三]个?问题)[,，:：、\s]*"
)


def pieces(text: str) -> list[str]:
    """Return the parts of `text` between sentence ends and words like 另外, in order, trimmed.

    At most six; parts of fewer than four characters are left out.
    """
    parts = (part.strip() for sentence in _END.split(text) for part in _TURN.split(sentence))
    kept = [part.strip(",，、 ") for part in parts if len(part) >= SHORTEST_SEGMENT]
    return kept[:MOST_SEGMENTS]
