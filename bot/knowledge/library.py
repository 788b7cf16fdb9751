"""The library: every article, topic and law, loaded whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from bot.knowledge.article import Article, Law, Topic
from bot.knowledge.contents import read_contents
from bot.knowledge.search import Index
from bot.knowledge.wrong_words import WrongWords


class Library:
    """Articles by id and by topic, and the nearest to a question."""

    def __init__(
        self,
        articles: Iterable[Article],
        topics: Mapping[str, Topic],
        laws: Mapping[str, Law],
        wrong_words: WrongWords | None = None,
    ) -> None:
        """Hold what was read and checked; ``Library.load`` does that."""
        self.articles = {article.id: article for article in articles}
        self.topics = topics
        self.laws = laws
        self.wrong_words = wrong_words or WrongWords()
        self._by_topic: dict[str, tuple[Article, ...]] = {}
        for article in self.articles.values():
            self._by_topic[article.topic] = (*self.all_for_topic(article.topic), article)

    @classmethod
    def load(cls, directory: Path) -> Library:
        """Read the knowledge files of a directory.

        Raises:
            KnowledgeError: something is wrong; the message names file, entry and field.
        """
        contents = read_contents(directory)
        return cls(contents.articles, contents.topics, contents.laws, contents.wrong_words)

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
