"""The directory of articles as editors work on it: one article, the check of a draft, writing.

All of it blocks on files; callers put it into a thread.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.desk.editing.errors import EditingError, NoSuchArticle, NotWritable, Outdated
from bot.desk.editing.fields import ArticleFields, mark_of
from bot.knowledge.article import Article
from bot.knowledge.checking import Finding, check
from bot.knowledge.contents import Contents, read_contents
from bot.knowledge.errors import KnowledgeError
from bot.knowledge.history import HISTORY, read_history
from bot.knowledge.reading import LAWS, TOPICS
from bot.knowledge.writing import Row, entry_lines, put, read_row, replace_text
from bot.knowledge.wrong_words import WRONG_WORDS

# What citizens read or hear: when one of these changes, the earlier text goes into the history.
TOLD = (
    "title", "short", "answer", "steps", "materials", "facets", "basis", "basis_note", "voice",
    "handover",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """An article as it stands in its file; ``base`` is the mark of this text."""

    file: str
    row: Row
    base: str


@dataclass(frozen=True)
class Assessed:
    """A draft as it would stand: the article, ``None`` if unreadable, and what the check finds."""

    article: Article | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What has to be put right before anybody can approve."""
        return tuple(found for found in self.findings if found.level == "error")


@dataclass(frozen=True)
class Change:
    """A text to be written: the fields, the text it was begun from, who checked it and why."""

    file: str
    fields: ArticleFields
    base: str
    reviewed: Mapping[str, Any]
    reason: str


def files(directory: Path) -> list[str]:
    """Return the names of the files that hold articles."""
    others = (LAWS, TOPICS, WRONG_WORDS)
    return [path.name for path in sorted(directory.glob("*.yml")) if path.name not in others]


def standing(directory: Path, identity: str) -> Standing | None:
    """Return an article as it stands; ``None`` if there is none."""
    for name in files(directory):
        if row := read_row(directory / name, identity):
            return Standing(name, row, mark_of(row))
    return None


def contents(directory: Path) -> Contents:
    """Return all that stands in the files; what is wrong there is left to the check."""
    return _read(directory, _stamps(directory))


_Stamps = tuple[tuple[str, int], ...]


def _stamps(directory: Path) -> _Stamps:
    """Return when each file was changed: what was read of them holds until then."""
    return tuple(sorted((str(one), one.stat().st_mtime_ns) for one in directory.rglob("*.yml")))


@lru_cache(maxsize=2)
def _read(directory: Path, _unchanged: _Stamps) -> Contents:
    return read_contents(directory, lambda _error: None)


@lru_cache(maxsize=2)
def _findings(directory: Path, _unchanged: _Stamps, today: date) -> frozenset[Finding]:
    return frozenset(check(directory, today).findings)


def assess(directory: Path, file: str, fields: ArticleFields, today: date, role: str) -> Assessed:
    """Check the whole library as it would stand with a draft, and return what concerns the draft.

    The draft counts as reviewed today by ``role``, as it will be when it is approved.
    """
    before = _findings(directory, _stamps(directory), today)
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made) / "knowledge"
        shutil.copytree(directory, copy)
        row = fields.row({"date": today, "role": role})
        try:
            _write(copy / _known(directory, file), row)
        except KnowledgeError as error:
            return Assessed(None, (_finding(error),))
        found = check(copy, today).findings
        read = read_contents(copy, lambda _error: None)
        articles = {article.id: article for article in read.articles}
    mine = (one for one in found if one.identity == fields.id or one not in before)
    return Assessed(articles.get(fields.id), tuple(mine))


def write(directory: Path, change: Change, today: date) -> list[Path]:
    """Write an approved text, keep the one before in the history, return the files written.

    Raises:
        Outdated: the article is no longer the one the draft was begun from.
        NotWritable: the file cannot take it.
        EditingError: there is no such file.
    """
    row = change.fields.row(change.reviewed)
    now = standing(directory, change.fields.id)
    if now and mark_of(row) == now.base:
        return []  # written already: the process died before it could say so
    if (now.base if now else "") != change.base:
        raise Outdated("这条答复在起草之后又改过了，请作者打开草稿，对照现在的内容再改一次。")
    path = directory / (now.file if now else _known(directory, change.file))
    try:
        kept = _keep(directory, now.row, row, change.reason, today) if now else []
        _write(path, row)
    except KnowledgeError as error:
        raise NotWritable(str(error)) from error
    return [*kept, path]


def article(directory: Path, identity: str) -> Standing:
    """Return an article as it stands. Raises NoSuchArticle."""
    found = standing(directory, identity)
    if found is None:
        raise NoSuchArticle("没有这条答复。")
    return found


def _known(directory: Path, file: str) -> str:
    if file not in files(directory):
        raise EditingError("没有这个文件，请选一个现有的。")
    return file


def _write(path: Path, row: Row) -> None:
    text = path.read_bytes().decode("utf-8")
    replace_text(path, put(path.name, text, row))


def _keep(directory: Path, old: Row, new: Row, reason: str, today: date) -> list[Path]:
    """Put what was told until yesterday into the history; nothing where nothing was."""
    told = {name: old[name] for name in TOLD if name in old}
    if old.get("confidence") != "verified" or told == {n: new[n] for n in TOLD if n in new}:
        return []
    path = directory / HISTORY / f"{old['id']}.yml"
    earlier = read_history(directory, old["id"])
    since = max([old["effective"], *(one.until for one in earlier if one.until)])
    if since >= today:
        return []  # a second change on one day: the first told nobody anything for a whole day
    version = {"from": since, "until": today, "changed": reason, **_with_versions(directory, told)}
    text = path.read_bytes().decode("utf-8").rstrip() + "\n\n" if path.exists() else _HEAD
    replace_text(path, text + "\n".join([*entry_lines(version), ""]))
    read_history(directory, old["id"])
    return [path]


_HEAD = "# Earlier versions of one answer, oldest first; see docs/knowledge.md.\n\n"


def _with_versions(directory: Path, told: Row) -> Row:
    laws = contents(directory).laws
    cited = [
        {"law": one["law"], "version": laws[one["law"]].version, "articles": one["articles"]}
        for one in told.get("basis", ())
        if one["law"] in laws
    ]
    return told | ({"basis": cited} if cited else {})


def _finding(error: KnowledgeError) -> Finding:
    return Finding("error", error.file, error.identity, error.field, error.problem)


def silent_topics(directory: Path, identities: Sequence[str], today: date) -> list[str]:
    """Return the labels of the topics of articles of which nothing can be told any more."""
    found = contents(directory)
    told = {one.topic for one in found.articles if one.servable(today)}
    touched = dict.fromkeys(one.topic for one in found.articles if one.id in identities)
    return [found.topics[name].label for name in touched if name not in told]
