"""What a change of a law concerns: the articles and calculations that rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.article import Article, Law
from bot.knowledge.computed import Computed, computed
from bot.knowledge.contents import Contents
from bot.knowledge.provisions import Provision, resting


@dataclass(frozen=True)
class RestingArticle:
    """An article of the library, the file it is in, and what it cites of the law.

    A citation is empty where the article names the law without a number.
    """

    path: Path
    article: Article
    cited: tuple[str, ...]


@dataclass(frozen=True)
class RestingResult:
    """A calculation and what it cites of the law."""

    result: Computed
    cited: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """All that has to be reviewed when a law, or one of its articles, changes."""

    law: Law
    articles: tuple[RestingArticle, ...]
    results: tuple[RestingResult, ...]


def find_law(laws: Mapping[str, Law], said: str) -> Law | None:
    """Return the law with a short or full name, with or without 《》."""
    name = said.strip().strip("《》")
    return laws.get(name) or next((law for law in laws.values() if law.name == name), None)


def impact(contents: Contents, law: Law, provision: Provision | None) -> Impact:
    """Return what rests on a provision of a law, on the whole law where none is given."""
    articles = []
    for path, article in contents.located:
        cited = resting(article.basis, law.key, provision)
        if not cited and _only_named(article, law, contents.laws):
            cited = ("",)
        if cited:
            articles.append(RestingArticle(path, article, cited))
    results = [(result, resting(result.basis, law.key, provision)) for result in computed()]
    found = tuple(RestingResult(result, cited) for result, cited in results if cited)
    return Impact(law, tuple(articles), found)


def _only_named(article: Article, law: Law, laws: Mapping[str, Law]) -> bool:
    """Whether an article names a law in its words without citing it."""
    if any(basis.law == law.key for basis in article.basis):
        return False
    lists = (*article.steps, *article.materials, *article.facets.values())
    parts = (article.short, article.answer, article.basis_note, article.handover, *lists)
    text = "\n".join(parts)
    for other in laws:  # 仲裁法 is not named by 劳动争议调解仲裁法
        if law.key in other and law.key != other:
            text = text.replace(other, "")
    return law.key in text
