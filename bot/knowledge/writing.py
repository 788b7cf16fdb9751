"""Writing one article into the text of its file: only the lines of changed fields change."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.article import Article
from bot.knowledge.errors import BadFile, CannotWrite
from bot.knowledge.fields import FOLD, loader, parse_yaml

Row = dict[str, Any]
_WORDS = """
    id topic main title questions short answer steps materials facets basis basis_note voice
    related handover leads_to confidence held effective expires reviewed
"""
ORDER = tuple(_WORDS.split())
_INLINE = ("materials", "related")  # lists that stand in one line in our files


@dataclass(frozen=True)
class _Field:
    """A field's lines in the file, counted from 0; ``end`` is the first line behind it."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class _Entry:
    """One article's lines and those of its fields."""

    fields: Sequence[_Field]
    indent: int

    @property
    def end(self) -> int:
        """The first line behind the article."""
        return self.fields[-1].end


def read_row(path: Path, identity: str) -> Row | None:
    """Return the fields of an article as they stand in a file; ``None`` if it is not in it.

    Raises:
        BadFile: the file cannot be read, or is not YAML.
    """
    rows = parse_yaml(path.name, path.read_text(encoding="utf-8")) if path.exists() else []
    return next((tidy(row) for row in rows or () if row.get("id") == identity), None)


def row_of(article: Article) -> Row:
    """Return the fields of an article as a file holds them; what is empty is left out."""
    reviewed = {"date": article.reviewed, "role": article.reviewer}
    basis = [{"law": one.law, "articles": list(one.articles)} for one in article.basis]
    plain = {name: getattr(article, name) for name in ORDER}
    values = plain | {"basis": basis, "reviewed": reviewed, "facets": dict(article.facets)}
    lists = {name: list(value) for name, value in values.items() if isinstance(value, tuple)}
    return {name: value for name, value in (values | lists).items() if value}


def put(name: str, text: str, row: Mapping[str, Any]) -> str:
    """Return the text of the file ``name`` with an article in place of the one with its id.

    One whose id is not there yet is put at the end.

    Raises:
        BadFile: the text is not YAML.
        CannotWrite: the article that stands there is not written field by line.
    """
    rows: list[Row] = parse_yaml(name, text) or []
    place = next((n for n, each in enumerate(rows) if each["id"] == row["id"]), None)
    # basis: [] beside a basis_note says that there is none, and stays.
    empty = {} if place is None else {key: one for key, one in rows[place].items() if not one}
    wanted = empty | {key: value for key, value in tidy(row).items() if value}
    lines = text.split("\n")
    if place is None:
        changed = _appended(text, {key: wanted[key] for key in _sorted(wanted)})
        expected = [*rows, wanted]
    else:
        changed = "\n".join(_edited(name, lines, text, place, tidy(rows[place]), wanted))
        expected = [*rows[:place], wanted, *rows[place + 1 :]]
    if [tidy(each) for each in parse_yaml(name, changed)] != [tidy(each) for each in expected]:
        raise CannotWrite(name, wanted["id"], "-", "这一条写不进文件，请手工改")
    return changed


def replace_text(path: Path, text: str) -> None:
    """Write a whole file at once: whoever reads it finds the old text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        written.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def tidy(value: Any) -> Any:
    """Return a value as it is read: texts without folds and without blanks around them."""
    if isinstance(value, str):
        return FOLD.sub("", value.strip())
    if isinstance(value, Mapping):
        return {name: tidy(inner) for name, inner in value.items()}
    return [tidy(inner) for inner in value] if isinstance(value, list) else value


def entry_lines(row: Mapping[str, Any]) -> list[str]:
    """Return a whole entry of a list in the form of our files, its fields in the order given."""
    lines = [line for name, value in row.items() for line in _field_lines(name, value, 2)]
    return [f"- {lines[0].lstrip()}", *lines[1:]]


def _appended(text: str, row: Row) -> str:
    before = text.rstrip()
    return "\n".join([*((before, "") if before else ()), *entry_lines(row), ""])


def _edited(
    name: str, lines: list[str], text: str, place: int, old: Row, new: Row
) -> Iterator[str]:
    entry = list(_entries(name, text))[place]
    spans = {field.name: field for field in entry.fields}
    yield from lines[: entry.fields[0].start]
    for field in _merged([each.name for each in entry.fields], new):
        span = spans.get(field)
        if span and old[field] == new[field]:
            yield from lines[span.start : span.end]
        else:
            yield from _field_lines(field, new[field], entry.indent)
    yield from lines[entry.end :]


def _merged(before: Sequence[str], new: Mapping[str, Any]) -> list[str]:
    """Return the new names: those that were there in their order, others where they belong."""
    names = [name for name in before if name in new]
    for name in _sorted(new):
        if name not in names:
            rank = ORDER.index(name)
            place = next((n for n, other in enumerate(names) if _rank(other) > rank), len(names))
            names.insert(place, name)
    return names


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else -1


def _sorted(row: Mapping[str, Any]) -> list[str]:
    return sorted(row, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))


def _entries(name: str, text: str) -> Iterator[_Entry]:
    import yaml

    lines = text.split("\n")
    document: Any = yaml.compose(text, Loader=loader())
    for entry in document.value:
        keys = [key for key, _value in entry.value]
        starts = [key.start_mark.line for key in keys]
        if entry.flow_style or len(set(starts)) < len(starts) or keys[0].value != "id":
            identity = next((v.value for k, v in entry.value if k.value == "id"), "-")
            raise CannotWrite(name, identity, "-", "每个字段要单独写一行，id写在最前面")
        ends = [*starts[1:], _end_of(lines, entry)]
        spans = zip(keys, starts, ends, strict=True)
        fields = [_Field(key.value, start, end) for key, start, end in spans]
        yield _Entry(fields, keys[0].start_mark.column)


def _end_of(lines: Sequence[str], entry: Any) -> int:
    """Return the first line behind an entry; blank lines and comments there are not its own."""
    end = min(entry.end_mark.line + (1 if entry.end_mark.column else 0), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    return int(end)


def _field_lines(name: str, value: Any, indent: int) -> list[str]:
    pad, deeper = " " * indent, " " * (indent + 2)
    if isinstance(value, str) and ("\n" in value or name == "answer"):
        return [f"{pad}{name}: |-", *(f"{deeper}{line}".rstrip() for line in value.split("\n"))]
    if name == "facets":
        return [
            f"{pad}{name}:",
            *(f"{deeper}{key}: {_scalar(text)}" for key, text in value.items()),
        ]
    if isinstance(value, list) and name not in _INLINE:
        return [f"{pad}{name}:", *(f"{deeper}- {_item(each)}" for each in value)]
    return [f"{pad}{name}: {_flow(value) if isinstance(value, (list, dict)) else _scalar(value)}"]


def _item(value: Any) -> str:
    return _flow(value) if isinstance(value, dict) else _scalar(value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        quoted = {"articles": _quoted}  # "85" is no number
        parts = (f"{key}: {quoted.get(key, _flow)(inner)}" for key, inner in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _scalar(value, flow=True)


def _quoted(values: Sequence[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _scalar(value: Any, *, flow: bool = False) -> str:
    """Return a value plain where YAML reads it as the same, else quoted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    plain = f"- [{value}]" if flow else f"- {value}"
    try:
        same = parse_yaml("-", plain) == [[value] if flow else value]
    except BadFile:
        same = False
    return value if same else json.dumps(value, ensure_ascii=False)
