"""Article numbers of laws as they are cited: 171, 13(一), 14(七)1, 999之一, 236-238."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.court.basis import Basis
from bot.court.chinese_numbers import fold

_NUMERAL = "一二三四五六七八九十"
_FORM = re.compile(
    rf"(?P<first>[1-9]\d*)(?P<inserted>之[{_NUMERAL}]+)?"
    rf"(?:[-—–至](?P<last>[1-9]\d*)|\((?P<paragraph>[{_NUMERAL}]+)\)(?P<item>[1-9]\d*)?)?"
)


@dataclass(frozen=True)
class Provision:
    """One article of a law, a part of one, or a range of articles.

    ``inserted`` is 之一 of an article put in later; ``paragraph`` and ``item`` name a part: 七 and
    1 of 14(七)1. For a single article ``last`` is ``first``; all but the numbers may be empty.
    """

    first: int
    last: int
    inserted: str = ""
    paragraph: str = ""
    item: str = ""

    @classmethod
    def parse(cls, text: str) -> Provision | None:
        """Read a citation, also as people write it (第13条（二）); None when it is none."""
        plain = re.sub(r"[第条款项\s]", "", fold(text)).replace("（", "(").replace("）", ")")
        form = _FORM.fullmatch(plain)
        if form is None:
            return None
        first, last = int(form["first"]), int(form["last"] or form["first"])
        parts = (form["inserted"] or "", form["paragraph"] or "", form["item"] or "")
        return cls(first, last, *parts) if first <= last else None

    def __str__(self) -> str:
        """Write it as articles cite it: 13(二), 14(七)1, 236-238."""
        last = f"-{self.last}" if self.last != self.first else ""
        paragraph = f"({self.paragraph})" if self.paragraph else ""
        return f"{self.first}{self.inserted}{last}{paragraph}{self.item}"

    def touches(self, other: Provision) -> bool:
        """Whether a change of the one concerns what rests on the other.

        The whole article touches each of its paragraphs, 13(一) does not touch 13(二); an article
        put in later (171之一) is not the one before it, but lies within a range that begins there.
        """
        if self.last < other.first or other.last < self.first:
            return False
        if self.first != self.last or other.first != other.last:
            return True
        return self.inserted == other.inserted and all(
            not ours or not theirs or ours == theirs
            for ours, theirs in ((self.paragraph, other.paragraph), (self.item, other.item))
        )


def resting(basis: tuple[Basis, ...], law: str, provision: Provision | None) -> tuple[str, ...]:
    """Return what ``basis`` cites of a law that a change of ``provision`` concerns.

    Without a provision the whole law has changed. A citation of the law without a number is
    concerned by any change, and returned as an empty text.
    """
    found: list[str] = []
    for cited in basis:
        if cited.law == law:
            found += [each for each in cited.articles or ("",) if _concerned(each, provision)]
    return tuple(dict.fromkeys(found))


def _concerned(cited: str, provision: Provision | None) -> bool:
    rests_on = Provision.parse(cited)
    return provision is None or rests_on is None or rests_on.touches(provision)
