"""The library: every article, topic and law, loaded whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.knowledge.article import Article, Law, Topic
from bot.knowledge.errors import DeadLink, DuplicateId, SecondMain
from bot.knowledge.reading import LAWS, TOPICS, read_articles, read_laws, read_topics
from bot.knowledge.search import Index


class Library:
    """Articles by id and by topic, and the nearest to a question."""

    def __init__(
        self, articles: Iterable[Article], topics: Mapping[str, Topic], laws: Mapping[str, Law]
    ) -> None:
        """Hold what was read and checked; ``Library.load`` does that."""
        self.articles = {article.id: article for article in articles}
        self.topics = topics
        self.laws = laws
        self._by_topic: dict[str, tuple[Article, ...]] = {}
        for article in self.articles.values():
            self._by_topic[article.topic] = (*self.all_for_topic(article.topic), article)

    @classmethod
    def load(cls, directory: Path) -> Library:
        """Read topics.yml, laws.yml and every other ``*.yml`` of a directory as articles.

        Raises:
            KnowledgeError: something is wrong; the message names file, entry and field.
        """
        topics, laws = read_topics(directory), read_laws(directory)
        files = [
            path for path in sorted(directory.glob("*.yml")) if path.name not in (LAWS, TOPICS)
        ]
        found = [(path.name, item) for path in files for item in read_articles(path, topics, laws)]
        _check_together(found)
        return cls((article for _file, article in found), topics, laws)

    def article(self, identity: str) -> Article | None:
        """Return the article with an id."""
        return self.articles.get(identity)

    def topic(self, name: str) -> Topic | None:
        """Return the topic with a name."""
        return self.topics.get(name)

    def for_topic(self, topic: str) -> Article | None:
        """Return the main article of a topic, the first where none is marked."""
        found = self.all_for_topic(topic)
        return next((article for article in found if article.main), next(iter(found), None))

    def all_for_topic(self, topic: str) -> tuple[Article, ...]:
        """Return the articles of a topic, in file order."""
        return self._by_topic.get(topic, ())

    def servable(self, on: date) -> tuple[Article, ...]:
        """Return the articles that may be told to a citizen on a day."""
        return tuple(article for article in self.articles.values() if article.servable(on))

    def find(
        self, text: str, k: int = 3, among: Iterable[Article] | None = None
    ) -> list[tuple[Article, float]]:
        """Return at most ``k`` articles nearest to a text with their scores, best first.

        Only articles ``among`` those given, all when none are; one that shares nothing with the
        text is left out. Scores compare within one search only.
        """
        keys = self.articles if among is None else {article.id for article in among}
        return [(self.articles[key], score) for key, score in self._index.search(text, k, keys)]

    @cached_property
    def _index(self) -> Index:
        return Index(
            {
                article.id: "\n".join((article.title, *article.questions))
                for article in self.articles.values()
            }
        )


def _check_together(found: list[tuple[str, Article]]) -> None:
    known: set[str] = set()
    mains: dict[str, str] = {}
    for file, article in found:
        if article.id in known:
            raise DuplicateId(file, article.id, "id", "another article has this id")
        known.add(article.id)
        if article.main and article.topic in mains:
            problem = f"{mains[article.topic]} is the main article of {article.topic} already"
            raise SecondMain(file, article.id, "main", problem)
        if article.main:
            mains[article.topic] = article.id
    for file, article in found:
        for related in article.related:
            if related not in known or related == article.id:
                raise DeadLink(file, article.id, "related", f"no other article {related!r}")
