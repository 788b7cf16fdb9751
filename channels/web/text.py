"""Cleaning what people paste: nothing invisible, nothing a database refuses."""

from __future__ import annotations

import re
import unicodedata

# Zero-width and direction marks, which people paste without seeing them.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")


def clean(text: str) -> str:
    """Return text without control characters, lone surrogates and invisible marks."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    visible = _INVISIBLE.sub("", whole)
    kept = (c if c in "\n\t" or unicodedata.category(c) != "Cc" else " " for c in visible)
    return "".join(kept).strip()
