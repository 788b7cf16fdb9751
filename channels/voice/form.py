"""What the platform posts: a form, read from the raw body so that blank values stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from channels.limits import Voice
from channels.web.text import clean

_SID = re.compile(r"[\w-]{1,64}", re.ASCII)
_KEYS = re.compile(r"[0-9*#]{1,40}", re.ASCII)
_NUMBER = re.compile(r"\+?[0-9]{5,15}", re.ASCII)


class Malformed(ValueError):
    """The body is no form, too large, or names no call."""


@dataclass(frozen=True)
class Form:
    """The fields of one request in their order, as they are signed."""

    pairs: tuple[tuple[str, str], ...]

    def __iter__(self) -> object:
        """Yield the names, for the signature."""
        return iter([name for name, _ in self.pairs])

    def getlist(self, name: str) -> Sequence[str]:
        """Return every value of a field, for the signature."""
        return [value for found, value in self.pairs if found == name]

    def get(self, name: str) -> str:
        """Return the first value of a field without what a database refuses, "" if it is not there.

        The first and no other: two readers of one request must not see two different callers.
        """
        return clean(next((value for found, value in self.pairs if found == name), ""))

    @property
    def call_sid(self) -> str:
        """The call.

        Raises:
            Malformed: there is none, or it is no id.
        """
        found = self.get("CallSid")
        if not _SID.fullmatch(found):
            raise Malformed("CallSid")
        return found

    @property
    def keys(self) -> str:
        """The keys that were pressed, "" if none were."""
        found = self.get("Digits").replace(" ", "")
        return found if _KEYS.fullmatch(found) else ""

    @property
    def said(self) -> str:
        """What was said, as it was recognised."""
        return self.get("SpeechResult")[: Voice.MAX_SAID]

    @property
    def is_unsure(self) -> bool:
        """Whether recognition says that it may have misheard; 0 or nothing says no such thing."""
        try:
            confidence = float(self.get("Confidence") or 0)
        except ValueError:
            return False
        return 0 < confidence < Voice.UNSURE

    @property
    def caller(self) -> str:
        """The caller's number, "" if it is withheld."""
        found = self.get("From").replace(" ", "")
        return found if _NUMBER.fullmatch(found) else ""


def read(body: bytes) -> Form:
    """Return the form that a body holds.

    Raises:
        Malformed: it is none, or too large.
    """
    if len(body) > Voice.MAX_BODY:
        raise Malformed("size")
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=Voice.MAX_FIELDS,
        )
    except ValueError as error:
        raise Malformed("encoding") from error
    return Form(tuple(pairs))
