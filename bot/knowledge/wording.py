"""What an article says to citizens in writing; what the phone speaks is its ``voice``."""

from __future__ import annotations

from bot.knowledge.article import Article


def short_text(article: Article) -> str:
    """Return an article in a form that fits a phone: short answer, steps, materials, basis."""
    return _with_steps(article, article.short)


def full_text(article: Article) -> str:
    """Return all that an article says."""
    return _with_steps(article, article.answer.strip())


def _with_steps(article: Article, opening: str) -> str:
    parts = [opening]
    if article.steps:
        steps = (f"{number}. {step}" for number, step in enumerate(article.steps, 1))
        parts.append("怎么办：\n" + "\n".join(steps))
    if article.materials:
        parts.append("带什么：" + "、".join(article.materials) + "。")
    if basis := "；".join(item.cite() for item in article.sources()):
        parts.append(f"依据：{basis}")
    return "\n\n".join(parts)
