"""Reading the YAML files of data/knowledge: each value is checked where it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.errors import BadDate, BadField, BadFile

# YAML joins folded lines by a space, which Chinese does not have between two characters.
_CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff65“”‘’—…]"
FOLD = re.compile(f"(?<={_CHINESE}) (?={_CHINESE})")

SENTENCE_END = re.compile(r"[。！？；!?;\n]+")
NOT_SPOKEN = re.compile(r"[()（）\[\]【】<>]|https?:|www\.")


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises:
        BadFile: the file is missing, not UTF-8, not YAML, or has a day the calendar lacks.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadFile(path.name, "-", "-", str(error)) from error


class Fields:
    """The fields of one entry: taken by name and type, refused with file, entry and field."""

    def __init__(self, file: str, identity: str, values: object) -> None:
        """Read ``values``, which must be a mapping."""
        if not isinstance(values, Mapping):
            raise BadFile(file, identity, "-", "expected a mapping of fields")
        self.file = file
        self.identity = identity
        self._values = values

    def only(self, known: Iterable[str]) -> None:
        """Refuse a field that no one reads: most often a slip of the pen."""
        for name in self._values:
            if name not in known:
                raise BadField(self.file, self.identity, str(name), "unknown field")

    def bad(self, field: str, problem: str) -> BadField:
        """Return the error that names this entry and ``field``."""
        return BadField(self.file, self.identity, field, problem)

    def text(self, field: str, *, most: int | None = None, default: str | None = None) -> str:
        """Return a text of at most ``most`` characters; required unless there is a default."""
        value = self._values.get(field, default)
        if not isinstance(value, str) or not (value.strip() or default == ""):
            raise self.bad(field, "expected a text")
        value = FOLD.sub("", value.strip())
        if most is not None and len(value) > most:
            raise self.bad(field, f"{len(value)} characters, at most {most} are allowed")
        return value

    def choice(self, field: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the ``allowed`` values."""
        value = self.text(field, default=default)
        if value != default and value not in allowed:
            raise self.bad(field, f"{value!r} is not one of {', '.join(allowed)}")
        return value

    def flag(self, field: str) -> bool:
        """Return true or false; false when left out."""
        value = self._values.get(field, False)
        if not isinstance(value, bool):
            raise self.bad(field, "expected true or false")
        return value

    def texts(self, field: str, *, least: int = 0) -> tuple[str, ...]:
        """Return a list of different texts, at least ``least`` of them."""
        value = self._values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.bad(field, "expected a list of texts")
        found = tuple(FOLD.sub("", item.strip()) for item in value)
        if len(set(found)) < len(found) or not all(found):
            raise self.bad(field, "a text is empty or there twice")
        if len(found) < least:
            raise self.bad(field, f"{len(found)} given, at least {least} are needed")
        return found

    def mapping(self, field: str, known: Iterable[str]) -> dict[str, str]:
        """Return texts by name, none but the ``known`` ones; empty when left out."""
        inner = self.inner(field, known)
        return {name: inner.text(name) for name in known if inner.has(name)}

    def inner(self, field: str, known: Iterable[str]) -> Fields:
        """Return the mapping under ``field``, with none but ``known`` names; empty by default."""
        value = self._values.get(field, {})
        if not isinstance(value, Mapping):
            raise self.bad(field, "expected a mapping of fields")
        inner = Fields(self.file, self.identity, value)
        inner.only(known)
        return inner

    def rows(self, field: str) -> list[Fields]:
        """Return the list of mappings under ``field``; empty when left out."""
        value = self._values.get(field, [])
        if not isinstance(value, list):
            raise self.bad(field, "expected a list")
        return [Fields(self.file, self.identity, item) for item in value]

    def day(self, field: str) -> date:
        """Return a date, written 2024-01-01.

        Raises:
            BadDate: the field is missing or holds no date.
        """
        value = self._values.get(field)
        # A moment in time is a date to Python, yet not what a reviewer means.
        if type(value) is not date:
            raise BadDate(self.file, self.identity, field, f"{value!r} is no date like 2024-01-01")
        return value

    def count(self, field: str) -> int | None:
        """Return a whole number above zero, None when left out."""
        value = self._values.get(field)
        if value is None:
            return None
        if type(value) is not int or value < 1:
            raise self.bad(field, "expected a whole number above zero")
        return value

    def has(self, field: str) -> bool:
        """Whether the field is given."""
        return field in self._values


def spoken(fields: Fields, field: str, most: int) -> str:
    """Return a text fit for the phone: sentences of at most ``most`` characters, no brackets."""
    text = fields.text(field)
    if found := NOT_SPOKEN.search(text):
        raise fields.bad(field, f"{found.group()!r} cannot be spoken")
    for sentence in SENTENCE_END.split(text):
        if len(sentence.strip()) > most:
            raise fields.bad(field, f"a sentence is longer than {most} characters: {sentence}")
    return text
