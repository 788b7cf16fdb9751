"""The legal basis of an answer: law, articles, version in force."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """One law that an answer rests on.

    ``articles`` is written as people cite it, without 第 and 条: ``"171"``, ``"13(一)"``.
    ``version`` names the text in force, for example ``2023-09-01修正，2024-01-01施行``.
    """

    law: str
    articles: tuple[str, ...]
    version: str

    def cite(self) -> str:
        """Return the citation as a citizen reads it: 《民事诉讼法》第171条（2023-09-01修正…）."""
        numbers = "、".join(_article(article) for article in self.articles)
        return f"《{self.law}》{numbers}（{self.version}）"


def _article(article: str) -> str:
    """Write an article out; its paragraph comes behind it: 13(一) is 第13条(一)."""
    number, bracket, paragraph = article.partition("(")
    return f"第{number}条{bracket}{paragraph}"
