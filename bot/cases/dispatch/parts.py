"""What can be checked in a pasted message: links, phones, case numbers, sums, and its own text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.cases.dispatch.links import Link, locate, plain
from bot.court.case_number import CaseNumber, find_all
from bot.court.money import find_amounts

# An SMS is far shorter; what comes behind is not read.
LONGEST = 2_000
# A text that long was pasted rather than typed, or tells a story.
LONG = 40
_SHORTEST_MESSAGE = 15
_MOST_READINGS = 24

_PHONE = re.compile(
    r"(?<![\d+])(?:"
    r"(?P<abroad>(?:\+|00)[1-9]\d{0,2}[- ]?\d(?:[- ]?\d){5,12})"
    r"|1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
    r"|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}"
    r"|400[- ]?\d{3}[- ]?\d{4}"
    r"|106\d{5,17}|12368\d{0,4}|9[56]\d{3,6}"
    r")(?!\d)"
)
_CHINA = re.compile(r"^(?:\+|00)86")
# Numbers that everybody knows: theirs in a message is nothing to check.
HOTLINES = {"12368", "110", "96110"}
_QUOTED = re.compile(r"[「『“\"‘]([^「」『』“”\"‘’]{15,})[」』”\"’]")
_SIGNED = re.compile(r"【[^】]{2,30}】")
_ENDS = re.compile(r"(?<=[。！!？?\s])")
_LONGEST_QUESTION = 30
_QUESTION = re.compile(r"[吗么嘛呢不没]|真|假|骗|核实|帮|信|查|短信|收到")
_EDGES = "。.！!？?，,：:；;“”\"'「」『』‘’"


@dataclass(frozen=True)
class Extracted:
    """The parts of a message. ``abroad``: a number with a foreign country code is among them."""

    text: str
    links: tuple[Link, ...] = ()
    phones: tuple[str, ...] = ()
    case_numbers: tuple[CaseNumber, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    abroad: bool = False

    @property
    def signed(self) -> bool:
        """Whether it carries a sender's signature as an SMS does: 【某某法院】."""
        return bool(_SIGNED.search(self.text))

    @property
    def quotes(self) -> bool:
        """Whether it holds the words of a message: signed, or a longer quotation."""
        return self.signed or bool(_QUOTED.search(self.text))

    @property
    def checkable(self) -> bool:
        """Whether there is anything beside the court's hotline to look at."""
        numbers = [phone for phone in self.phones if phone not in HOTLINES]
        return bool(self.links or numbers or self.case_numbers or self.quotes)


def extract(text: str) -> Extracted:
    """Return the parts of a message; its first 2,000 characters are read."""
    text = plain(text[:LONGEST])
    found = find_all(text)
    numbers = tuple(dict.fromkeys(one for hit in found for one in hit.case_numbers))
    located = list(locate(text))
    rest = _without(text, [(hit.start, hit.end) for hit in found])
    rest = _without(rest, [(start, end) for _, start, end in located])
    phones = list(_PHONE.finditer(rest))
    return Extracted(
        text=text,
        links=tuple(dict.fromkeys(link for link, _, _ in located)),
        phones=tuple(dict.fromkeys(normalise_phone(match.group()) for match in phones)),
        case_numbers=numbers,
        amounts=tuple(amount.value for amount in find_amounts(rest)),
        abroad=any(match["abroad"] and not _CHINA.match(match["abroad"]) for match in phones),
    )


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with spans blanked, so that the places of the others stay."""
    for start, end in spans:
        text = text[:start] + "，" * (end - start) + text[end:]
    return text


def normalise_phone(number: str) -> str:
    """Return a phone's digits without the country code of China."""
    digits = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", number))
    return _CHINA.sub("", digits).removeprefix("+")


def normalise_text(text: str) -> str:
    """Return a message as it is compared: one width, without spaces and outer punctuation.

    Inner punctuation stays: 1.5万 is not 15万, and a dot makes another link.
    """
    joined = "".join(unicodedata.normalize("NFKC", plain(text)).split())
    # Without the spaces, a letter and its accent may have come together.
    return unicodedata.normalize("NFKC", joined).strip(_EDGES)


def readings(whole: Extracted) -> tuple[str, ...]:
    """Return the normalised texts that may be the message itself, without words around it.

    People write 我收到这条短信：…… 是真的吗. Taken are the whole, what stands in quotation marks,
    the lines, what follows a colon, and what reaches from or to a 【signature】 by whole sentences.
    What is left out may be a question, but hold no link, phone or sum: a true message with a false
    link behind it is not a true message.
    """
    kept: dict[str, None] = {}
    for piece in list(_pieces(whole.text))[:_MOST_READINGS]:
        reading = normalise_text(piece)
        if len(reading) >= _SHORTEST_MESSAGE and reading not in kept and _same(whole, piece):
            kept[reading] = None
    return tuple(kept)


def _same(whole: Extracted, piece: str) -> bool:
    """Tell whether a piece holds every link, phone and sum of the whole."""
    if piece == whole.text:
        return True
    part = extract(piece)
    left = set(whole.phones) - set(part.phones) - HOTLINES
    return part.links == whole.links and part.amounts == whole.amounts and not left


def _pieces(text: str) -> Iterator[str]:
    yield text
    for quoted in _QUOTED.finditer(text):
        yield quoted[1]
    yield from (line for line in text.splitlines() if _asks(text.replace(line, "")))
    if colon := re.search(r"[：:]", text):
        yield text[colon.end() :]
    for signed in list(_SIGNED.finditer(text))[:2]:
        yield from _by_sentences(text[signed.start() :])
        if _asks(text[signed.end() :]):
            before = text[: signed.end()]
            yield before
            if own := re.search(r"[：:\n]", before):
                yield before[own.end() :]


def _by_sentences(text: str) -> Iterator[str]:
    """Return a text, and its beginnings by whole sentences that only a question follows."""
    ends = [match.start() for match in _ENDS.finditer(text)]
    for end in [len(text), *ends[::-1][:6]]:
        if _asks(text[end:]):
            yield text[:end]


def _asks(rest: str) -> bool:
    """Tell whether words around a message are nothing, or a short question about it."""
    rest = rest.strip(_EDGES + " \n")
    return not rest or (len(rest) <= _LONGEST_QUESTION and bool(_QUESTION.search(rest)))
