"""All files of a directory of knowledge, read and checked together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.article import Article, Law, Topic
from bot.knowledge.errors import DeadLink, DuplicateId, Report, SecondMain, refuse
from bot.knowledge.reading import LAWS, TOPICS, read_articles, read_laws, read_topics
from bot.knowledge.wrong_words import WRONG_WORDS, WrongWords, read_wrong_words


@dataclass(frozen=True)
class Contents:
    """What the files hold: the articles in the order of the files, each with the file it is in."""

    topics: Mapping[str, Topic]
    laws: Mapping[str, Law]
    located: Sequence[tuple[Path, Article]]
    wrong_words: WrongWords

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles alone."""
        return tuple(article for _path, article in self.located)


def read_contents(directory: Path, report: Report = refuse) -> Contents:
    """Read topics, laws and wrong words, and every other ``*.yml`` of a directory as articles.

    What is wrong goes to ``report``; with one that does not raise, everything wrong is found in
    one reading, and entries that are wrong are among the contents with empty values for it.

    Raises:
        KnowledgeError: something is wrong and ``report`` is ``refuse``, as it is by default.
    """
    topics, laws = read_topics(directory, report), read_laws(directory, report)
    located = [
        (path, article)
        for path in sorted(directory.glob("*.yml"))
        if path.name not in (LAWS, TOPICS, WRONG_WORDS)
        for article in read_articles(path, topics, laws, report)
    ]
    _check_ids(located, report)
    _check_mains(located, report)
    _check_links(located, report)
    return Contents(topics, laws, located, read_wrong_words(directory, topics, report))


def _check_ids(located: Sequence[tuple[Path, Article]], report: Report) -> None:
    first: dict[str, Path] = {}
    for path, article in located:
        if article.id in first:
            problem = f"{first[article.id].name}里已经有一条用这个id"
            report(DuplicateId(path.name, article.id, "id", problem))
        first.setdefault(article.id, path)


def _check_mains(located: Sequence[tuple[Path, Article]], report: Report) -> None:
    mains: dict[str, str] = {}
    for path, article in located:
        if article.main and article.topic in mains:
            problem = f"事项{article.topic}的主条目已经是{mains[article.topic]}"
            report(SecondMain(path.name, article.id, "main", problem))
        elif article.main:
            mains[article.topic] = article.id


def _check_links(located: Sequence[tuple[Path, Article]], report: Report) -> None:
    known = {article.id for _path, article in located}
    for path, article in located:
        for related in article.related:
            if related not in known or related == article.id:
                report(DeadLink(path.name, article.id, "related", f"没有另一条“{related}”"))
