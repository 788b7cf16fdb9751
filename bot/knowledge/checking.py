"""Checking a whole library: everything an editor has to correct, review or know, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.court.time_limits import add_period
from bot.knowledge.article import FACET_NAMES, Article, State
from bot.knowledge.contents import Contents, read_contents
from bot.knowledge.errors import BadFile, KnowledgeError, UnknownLaw, UnknownTopic
from bot.knowledge.fields import NO_DAY
from bot.knowledge.history import kept, read_history
from bot.knowledge.library import Library
from bot.knowledge.likeness import alike
from bot.knowledge.reading import LAWS, TOPICS

Level = Literal["error", "warning", "info"]
REVIEW_MONTHS = 12  # after so many months an answer wants reviewing again
_UNREADABLE = {TOPICS: UnknownTopic, LAWS: UnknownLaw}
_WITHHELD: dict[State, tuple[Level, str, Callable[[Article], str]]] = {
    "unconfirmed": ("info", "confidence", lambda article: "待核实，不对外提供"),
    "held": ("warning", "held", lambda article: f"暂停提供：{article.held}"),
    "expired": ("warning", "expires", lambda article: f"从{article.expires}起停用，不再提供"),
    "not_yet": ("warning", "effective", lambda article: f"到{article.effective}才生效，还不提供"),
}


@dataclass(frozen=True)
class Finding:
    """Something in a field of an entry: wrong, to be reviewed, or good to know."""

    level: Level
    file: str
    identity: str
    field: str
    problem: str

    @property
    def where(self) -> str:
        """The place as editors find it: file:id:field."""
        return f"{self.file}:{self.identity}:{self.field}"


@dataclass(frozen=True)
class Checked:
    """The state of a library on a day: its size and all findings, errors first."""

    on: date
    topics: int
    articles: int
    served: int
    findings: tuple[Finding, ...]

    def of(self, level: Level) -> tuple[Finding, ...]:
        """Return the findings of one level."""
        return tuple(finding for finding in self.findings if finding.level == level)


def check(directory: Path, on: date) -> Checked:
    """Check the knowledge files of a directory as they stand on a day."""
    errors: list[KnowledgeError] = []
    contents = read_contents(directory, errors.append)
    histories = list(_histories(directory, contents, errors))
    findings = [_finding(error) for error in _own_faults(errors)]
    faulty = {finding.identity for finding in findings}
    for path, article in contents.located:
        findings += _dates(path.name, article, contents, on)
        if article.id not in faulty:
            findings += _withheld(path.name, article, on)
    findings += [*_topics(contents, faulty, on), *_questions(contents), *histories]
    findings += _facets(contents)
    return Checked(
        on=on,
        topics=sum(topic.in_scope for topic in contents.topics.values()),
        articles=len(contents.articles),
        served=sum(article.servable(on) for article in contents.articles),
        findings=tuple(sorted(findings, key=lambda finding: _ORDER[finding.level])),
    )


_ORDER: dict[Level, int] = {"error": 0, "warning": 1, "info": 2}


def _finding(error: KnowledgeError) -> Finding:
    return Finding("error", error.file, error.identity, error.field, error.problem)


def _own_faults(errors: Sequence[KnowledgeError]) -> Iterator[KnowledgeError]:
    """Leave out what only follows from a list of topics or laws that could not be read."""
    unread = {error.file for error in errors if isinstance(error, BadFile) and error.field == "-"}
    follow = tuple(kind for file, kind in _UNREADABLE.items() if file in unread)
    return (error for error in errors if not isinstance(error, follow))


def _dates(file: str, article: Article, contents: Contents, on: date) -> Iterator[Finding]:
    reviewed = article.reviewed
    if reviewed == NO_DAY:
        return
    if reviewed > on:
        yield Finding("error", file, article.id, "reviewed", f"核对日期{reviewed}还没到")
    elif add_period(reviewed, REVIEW_MONTHS, "month") < on:
        problem = f"{reviewed}核对，已经超过{REVIEW_MONTHS}个月，请重新核对"
        yield Finding("warning", file, article.id, "reviewed", problem)
    for law in dict.fromkeys(basis.law for basis in article.basis):
        since = contents.laws[law].effective if law in contents.laws else None
        if since is not None and reviewed < since <= on:
            problem = f"{reviewed}核对时，{law}的现行文本还没施行（{since}起）"
            yield Finding("error", file, article.id, "reviewed", problem)


def _withheld(file: str, article: Article, on: date) -> Iterator[Finding]:
    state = article.state(on)
    if state != "served":
        level, field, problem = _WITHHELD[state]
        yield Finding(level, file, article.id, field, problem(article))


def _topics(contents: Contents, faulty: set[str], on: date) -> Iterator[Finding]:
    """Find the topics that nothing can be told about; an article with a fault may yet be told."""
    answers: dict[str, list[Article]] = {}
    for article in contents.articles:
        answers.setdefault(article.topic, []).append(article)
    for name, topic in contents.topics.items():
        found = answers.get(name, [])
        told = any(article.id in faulty or article.servable(on) for article in found)
        if topic.in_scope and not told:
            withheld = "、".join(article.id for article in found)
            problem = f"没有可提供的答复（不提供的有：{withheld}）" if found else "还没有答复"
            yield Finding("error", TOPICS, name, "-", problem)


def _questions(contents: Contents) -> Iterator[Finding]:
    files = {article.id: path.name for path, article in contents.located}
    asked = [(article.id, text) for article in contents.articles for text in article.questions]
    for pair in alike(asked):
        level: Level = "error" if pair.same else "warning"
        likeness = "一样" if pair.same else f"太像（相似度{pair.likeness:.2f}）"
        problem = f"“{pair.question}”和{pair.other_owner}的“{pair.other_question}”{likeness}"
        yield Finding(level, files[pair.owner], pair.owner, "questions", problem)


def _histories(
    directory: Path, contents: Contents, errors: list[KnowledgeError]
) -> Iterator[Finding]:
    known = {article.id for article in contents.articles}
    for identity in kept(directory):
        read_history(directory, identity, errors.append)
        if identity not in known:
            problem = "有历史版本，但现在没有这条答复"
            yield Finding("warning", f"{identity}.yml", identity, "-", problem)


def _facets(contents: Contents) -> Iterator[Finding]:
    """Find the main articles that leave a follow-up question (多久, 去哪) without an answer."""
    library = Library(contents.articles, contents.topics, contents.laws)
    files = {article.id: path.name for path, article in contents.located}
    mains = [library.for_topic(name) for name, topic in contents.topics.items() if topic.in_scope]
    for article in filter(None, mains):
        if wanting := [said for name, said in FACET_NAMES.items() if name not in article.facets]:
            problem = f"追问还没写：{'、'.join(wanting)}"
            yield Finding("info", files[article.id], article.id, "facets", problem)
