"""Reading the YAML files of data/knowledge: each value is checked where it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.knowledge.errors import BadDate, BadField, BadFile, KnowledgeError, Report, refuse

if TYPE_CHECKING:
    import yaml

# YAML joins folded lines by a space, which Chinese does not have between two characters.
_CHINESE = r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff65“”‘’—…]"
FOLD = re.compile(f"(?<={_CHINESE}) (?={_CHINESE})")

SENTENCE_END = re.compile(r"[。！？；!?;\n]+")
NOT_SPOKEN = re.compile(r"[()（）\[\]【】<>]|https?:|www\.")

NO_DAY = date.min  # stands for a day that could not be read, until the error is reported


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises:
        BadFile: the file is missing, not UTF-8, not YAML, or has a day the calendar lacks.
    """
    try:
        return parse_yaml(path.name, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(path.name, "-", "-", f"打不开文件（{error.strerror}）") from error
    except UnicodeDecodeError as error:
        raise BadFile(path.name, "-", "-", "不是UTF-8编码的文字文件") from error


def parse_yaml(name: str, text: str) -> Any:
    """Return what the text of the YAML file ``name`` holds.

    Raises:
        BadFile: the text is not YAML, or has a day the calendar lacks.
    """
    import yaml

    try:
        return yaml.load(text, Loader=loader())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"第{mark.line + 1}行第{mark.column + 1}个字附近" if mark else ""
        raise BadFile(name, "-", "-", f"{where}写法不对（{error.problem}）") from error
    except (ValueError, yaml.YAMLError) as error:
        raise BadFile(name, "-", "-", f"写法不对（{error}）") from error


def loader() -> type[yaml.SafeLoader]:
    """Return the fastest reader of YAML there is, one that makes plain values only."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Fields:
    """The fields of one entry: taken by name and type.

    What is wrong goes to ``report`` with file, entry and field. A reader that goes on nevertheless
    gets an empty value of the right type, and must not use the entry.
    """

    def __init__(
        self, file: str, identity: str, values: Mapping[Any, object], report: Report = refuse
    ) -> None:
        """Read ``values``, the entry ``identity`` of ``file``."""
        self.file = file
        self.identity = identity
        self.report = report
        self._values = values

    def wrong(self, field: str, problem: str, kind: type[KnowledgeError] = BadField) -> None:
        """Report that ``field`` of this entry is wrong."""
        self.report(kind(self.file, self.identity, field, problem))

    def only(self, known: Iterable[str]) -> None:
        """Refuse a field that no one reads: most often a slip of the pen."""
        for name in self._values:
            if name not in known:
                self.wrong(str(name), "没有这个字段，请检查拼写")

    def text(self, field: str, *, most: int | None = None, default: str | None = None) -> str:
        """Return a text of at most ``most`` characters; required unless there is a default."""
        value = self._values.get(field, default)
        if not isinstance(value, str) or not (value.strip() or default == ""):
            self.wrong(field, "没有写，或者不是文字")
            return ""
        value = FOLD.sub("", value.strip())
        if most is not None and len(value) > most:
            self.wrong(field, f"有{len(value)}字，最多{most}字")
        return value

    def choice(self, field: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the ``allowed`` values."""
        value = self.text(field, default=default)
        if value and value != default and value not in allowed:
            self.wrong(field, f"“{value}”不在可选的值里：{'、'.join(allowed)}")
        return value

    def flag(self, field: str) -> bool:
        """Return true or false; false when left out."""
        value = self._values.get(field, False)
        if not isinstance(value, bool):
            self.wrong(field, "只能写true或false")
        return value is True

    def texts(self, field: str, *, least: int = 0) -> tuple[str, ...]:
        """Return a list of different texts, at least ``least`` of them."""
        value = self._values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(field, "要写成一列文字")
            return ()
        found = tuple(FOLD.sub("", item.strip()) for item in value)
        if len(set(found)) < len(found) or not all(found):
            self.wrong(field, "有一条是空的，或者写了两遍")
        if len(found) < least:
            self.wrong(field, f"只有{len(found)}条，至少要{least}条")
        return found

    def mapping(self, field: str, known: Iterable[str]) -> dict[str, str]:
        """Return texts by name, none but the ``known`` ones; empty when left out."""
        inner = self.inner(field, known)
        return {name: inner.text(name) for name in known if inner.has(name)}

    def inner(self, field: str, known: Iterable[str]) -> Fields:
        """Return the mapping under ``field``, with none but ``known`` names; empty by default."""
        value = self._values.get(field, {})
        if not isinstance(value, Mapping):
            self.wrong(field, "要写成“字段: 值”")
            value = {}
        inner = Fields(self.file, self.identity, value, self.report)
        inner.only(known)
        return inner

    def rows(self, field: str) -> list[Fields]:
        """Return the list of mappings under ``field``; empty when left out."""
        value = self._values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.wrong(field, "要写成一列，每项是“字段: 值”")
            return []
        return [Fields(self.file, self.identity, item, self.report) for item in value]

    def day(self, field: str) -> date:
        """Return a date, written 2024-01-01; ``NO_DAY`` after a report that it is none."""
        value = self._values.get(field)
        # A moment in time is a date to Python, yet not what a reviewer means.
        if type(value) is not date:
            said = "没有写日期" if value is None else f"“{value}”不是2024-01-01这样的日期"
            self.wrong(field, said, BadDate)
            return NO_DAY
        return value

    def count(self, field: str) -> int | None:
        """Return a whole number above zero, None when left out."""
        value = self._values.get(field)
        if value is not None and (type(value) is not int or value < 1):
            self.wrong(field, "要写大于零的整数")
            return None
        return value

    def has(self, field: str) -> bool:
        """Whether the field is given."""
        return field in self._values

    def empty(self, field: str) -> bool:
        """Whether the field is left out or holds nothing."""
        return not self._values.get(field)


def spoken(fields: Fields, field: str, most: int) -> str:
    """Return a text fit for the phone: sentences of at most ``most`` characters, no brackets."""
    text = fields.text(field)
    if found := NOT_SPOKEN.search(text):
        fields.wrong(field, f"“{found.group()}”念不出来")
    for sentence in SENTENCE_END.split(text):
        if len(sentence.strip()) > most:
            fields.wrong(field, f"这一句超过{most}字：{sentence.strip()}")
    return text
