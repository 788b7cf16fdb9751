"""What recognition writes as words, for readers that want digits."""

from __future__ import annotations

import re

# Codes, phones and the last four of an identity number are said figure by figure.
_SAID = re.compile(
    r"[零〇幺洞一二三四五六七八九两0-9](?:[\s，,、]*[零〇幺洞一二三四五六七八九两0-9]){3,}"
)
_DIGITS = str.maketrans("零〇幺洞一二三四五六七八九两", "00101234567892")


def with_digits(said: str) -> str:
    """Return an utterance with runs of four figures and more as digits: 三九四八 is 3948.

    Numbers said by places (一万二千) stay: they are amounts.
    """
    return _SAID.sub(lambda run: re.sub(r"\D", "", run[0].translate(_DIGITS)), said)
