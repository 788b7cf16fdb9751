"""Taking values out of the cells of a row; an error names the column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from bot.cases.importing.mapping import Fields, is_fixed
from bot.cases.importing.tables import Cells
from bot.cases.importing.values import BadValue, read_text

Value = TypeVar("Value")
Read = Callable[[str], Value]


class BadCell(ValueError):
    """A row cannot be taken: the column at fault ("" for the whole row), and why."""

    def __init__(self, column: str, reason: str) -> None:
        """``reason`` is a Chinese sentence."""
        super().__init__(reason)
        self.column = column
        self.reason = reason


def value_at(cells: Cells, header: str | None, read: Read[Value]) -> Value | None:
    """Return what a cell says, None if there is no such cell or nothing in it.

    Raises:
        BadCell: the cell cannot be read.
    """
    value = cells.get(header)
    if value is None or value == "":
        return None
    text = (value if isinstance(value, str) else _plain(value, header)).strip()
    if not text:
        return None
    try:
        return read(text)
    except BadValue as error:
        raise BadCell(header or "", str(error)) from None


def text_at(cells: Cells, header: str | None, longest: int = 200) -> str:
    """Return the text of a cell, empty if there is none.

    Raises:
        BadCell: the cell holds a list or object, or a text that is too long.
    """
    value = cells.get(header)
    if value is None or value == "":
        return ""
    text = (value if isinstance(value, str) else _plain(value, header)).strip()
    if len(text) <= longest and text.isprintable():
        return text
    try:
        return read_text(text, longest)
    except BadValue as error:
        raise BadCell(header or "", str(error)) from None


def needed(value: Value | None, header: str) -> Value:
    """Return a value that must be there.

    Raises:
        BadCell: it is not.
    """
    if value is None or value == "":
        raise BadCell(header, "这一格是空的，不能导入。")
    return value


def each(cells: Cells, group: Fields) -> Iterator[Cells]:
    """Return the cells a group reads from: the row itself, or each object of the list it names.

    Raises:
        BadCell: the list is none, or holds something else than objects.
    """
    header = group.get("each")
    if header is None:
        yield cells
        return
    items = cells.get(header)
    if items is None:
        return
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise BadCell(header, "这里应当是由对象组成的列表。")
    yield from items


def word_of(cells: Cells, group: Fields, key: str) -> tuple[str, str]:
    """Return a header and the word it gives; a fixed word of the mapping is both."""
    word = group.get(key, "")
    return (word, word) if is_fixed(key, word) else (word, text_at(cells, word))


def _plain(value: Any, header: str | None) -> str:
    if isinstance(value, list | dict):
        raise BadCell(header or "", "这里应当是文字或数字。")
    return str(value)
