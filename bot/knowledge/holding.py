"""Taking articles out of use: a ``held`` line is put into their file, nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.article import Article
from bot.knowledge.errors import BadFile, CannotHold
from bot.knowledge.fields import loader, parse_yaml
from bot.knowledge.writing import replace_text

_AFTER = "confidence"  # every article has this field, in one line


@dataclass(frozen=True)
class Edit:
    """A line put into a file; ``number`` is its number there, counted from 1."""

    path: Path
    number: int
    identity: str
    line: str


def hold(located: Iterable[tuple[Path, Article]], reason: str) -> list[Edit]:
    """Write ``reason`` as ``held`` into articles that are not held, and return what was written.

    All files are worked out before the first is written.

    Raises:
        CannotHold: the reason is empty, or an article is not written field by line.
        BadFile: a file is not YAML.
    """
    wanted: dict[Path, list[str]] = {}
    for path, article in located:
        if not article.held:
            wanted.setdefault(path, []).append(article.id)
    if not reason.strip():
        raise CannotHold("-", "-", "held", "请写明暂停的理由")
    worked_out = [_hold_in(path, identities, reason.strip()) for path, identities in wanted.items()]
    for path, text, _edits in worked_out:
        replace_text(path, text)
    return [edit for _path, _text, edits in worked_out for edit in edits]


def _hold_in(path: Path, identities: Sequence[str], reason: str) -> tuple[Path, str, list[Edit]]:
    # Decoded here, for reading as text would change the ends of lines.
    text = path.read_bytes().decode("utf-8")
    lines = text.split("\n")
    edits: list[Edit] = []
    for identity, above, indent in _places(path, text):
        if identity in identities:
            end = "\r" if lines[above + len(edits)].endswith("\r") else ""
            line = f"{' ' * indent}held: {_quoted(reason)}"
            lines.insert(above + len(edits) + 1, line + end)
            edits.append(Edit(path, above + len(edits) + 2, identity, line))
    changed = "\n".join(lines)
    _check_nothing_else(path, text, changed, identities, reason)
    return path, changed, edits


def _places(path: Path, text: str) -> Iterable[tuple[str, int, int]]:
    """Yield the id of each article, the line to write below, counted from 0, and the indent."""
    import yaml

    document: Any = yaml.compose(text, Loader=loader())
    for entry in document.value:
        fields = {key.value: (key, value) for key, value in entry.value}
        identity = fields["id"][1].value
        key, value = fields[_AFTER]
        if entry.flow_style or key.start_mark.line != value.end_mark.line:
            raise CannotHold(path.name, identity, _AFTER, "每个字段要单独写一行，才能写入暂停")
        yield identity, value.end_mark.line, key.start_mark.column


def _quoted(reason: str) -> str:
    """Return a text as a YAML value: plain where YAML reads it as the same text, else quoted."""
    try:
        plain = parse_yaml("-", f"held: {reason}") == {"held": reason}
    except BadFile:
        plain = False
    return reason if plain else json.dumps(reason, ensure_ascii=False)


def _check_nothing_else(
    path: Path, before: str, after: str, identities: Sequence[str], reason: str
) -> None:
    """Read the new text back: it must hold what was there and the reason, nothing else."""
    expected: list[dict[str, Any]] = parse_yaml(path.name, before)
    for row in expected:
        if row["id"] in identities:
            row["held"] = reason
    if parse_yaml(path.name, after) != expected:
        raise CannotHold(path.name, "、".join(identities), "held", "写不进去，请手工加一行held")
