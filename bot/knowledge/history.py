"""What an article said on a day: earlier versions, kept in data/knowledge/history/<id>.yml.

They are read only when asked for; citizens are answered from the current articles alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.court.basis import Basis
from bot.knowledge.article import FACETS, Article
from bot.knowledge.errors import BadDate, Report, refuse
from bot.knowledge.fields import Fields
from bot.knowledge.reading import SHORT_MOST, read_rows

HISTORY = "history"
_FIELDS = (
    "from until changed title short answer steps materials facets basis basis_note voice handover"
)


@dataclass(frozen=True)
class Version:
    """What an article said from ``since`` until the day before ``until``.

    ``until`` is None for what is said today; ``changed`` is why an earlier version was given up.
    """

    since: date
    until: date | None
    title: str
    short: str
    answer: str
    steps: tuple[str, ...]
    materials: tuple[str, ...]
    facets: Mapping[str, str]
    basis: tuple[Basis, ...]
    basis_note: str
    voice: str
    handover: str
    changed: str = ""


def said(article: Article | None, earlier: Sequence[Version], on: date) -> Version | None:
    """Return what was said on a day; None when nothing was published then.

    ``article`` is the current article, None when there is no longer one. It counts from the day it
    is right, and never from before the last of the ``earlier`` versions was given up.
    """
    for version in earlier:
        if version.until is not None and version.since <= on < version.until:
            return version
    if article is None or article.confidence != "verified":
        return None
    ends = [version.until for version in earlier if version.until is not None]
    current = _current(article, max([article.effective, *ends]))
    ended = current.until is not None and current.until <= on
    return None if on < current.since or ended else current


def read_history(directory: Path, identity: str, report: Report = refuse) -> tuple[Version, ...]:
    """Return the earlier versions of an article, oldest first; none when there is no file.

    Raises:
        KnowledgeError: something is wrong and ``report`` is ``refuse``, as it is by default.
    """
    path = directory / HISTORY / f"{identity}.yml"
    if not path.exists():
        return ()
    rows = read_rows(path, report)
    versions = tuple(_version(fields) for fields in rows)
    for fields, before, after in zip(rows[1:], versions, versions[1:], strict=False):
        if before.until is not None and after.since < before.until:
            fields.wrong("from", f"{after.since}和上一条（到{before.until}）重叠", BadDate)
    return versions


def kept(directory: Path) -> tuple[str, ...]:
    """Return the ids of the articles that have earlier versions."""
    return tuple(path.stem for path in sorted((directory / HISTORY).glob("*.yml")))


def _version(fields: Fields) -> Version:
    fields.only(_FIELDS.split())
    since, until = fields.day("from"), fields.day("until")
    if until <= since:
        fields.wrong("until", f"{until}不晚于{since}", BadDate)
    return Version(
        since=since,
        until=until,
        title=fields.text("title"),
        short=fields.text("short", most=SHORT_MOST),
        answer=fields.text("answer"),
        steps=fields.texts("steps"),
        materials=fields.texts("materials"),
        facets=fields.mapping("facets", FACETS),
        basis=tuple(_basis(row) for row in fields.rows("basis")),
        basis_note=fields.text("basis_note", default=""),
        voice=fields.text("voice", default=""),
        handover=fields.text("handover", default=""),
        changed=fields.text("changed"),
    )


def _basis(row: Fields) -> Basis:
    """Read a citation of a text that may no longer be in force, so it brings its own version."""
    row.only(("law", "articles", "version"))
    return Basis(row.text("law"), row.texts("articles"), row.text("version"))


def _current(article: Article, since: date) -> Version:
    return Version(
        since=since,
        until=article.expires,
        title=article.title,
        short=article.short,
        answer=article.answer,
        steps=article.steps,
        materials=article.materials,
        facets=article.facets,
        basis=article.basis,
        basis_note=article.basis_note,
        voice=article.voice,
        handover=article.handover,
    )
