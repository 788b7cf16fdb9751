"""How an article is told at each door, for editors to read before anybody else does."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from bot.knowledge.article import FACET_NAMES, Article
from bot.knowledge.fields import SENTENCE_END
from bot.knowledge.reading import SENTENCE_MOST
from bot.knowledge.search import Index
from bot.knowledge.wording import full_text, short_text

WECHAT_BYTES = 2_048  # of a text message, as the platform counts
_CHOICE_MOST = 6


class Spoken(BaseModel):
    """A sentence on the phone; ``long`` when nobody can say it in one breath."""

    text: str
    long: bool


class Preview(BaseModel):
    """One article at the doors. ``buttons`` stand below it on the page, numbered in WeChat."""

    web: str
    full: str
    buttons: list[str]
    sources: list[str]
    wechat: list[str]
    voice: list[Spoken]


def preview(article: Article) -> Preview:
    """Return what citizens read and hear of an article."""
    buttons = ["说详细些", *(FACET_NAMES[name] for name in article.facets)][:_CHOICE_MOST]
    choices = "\n".join(f"{number}. {title}" for number, title in enumerate(buttons, 1))
    written = f"{short_text(article)}\n\n回复数字：\n{choices}"
    spoken = [one.strip() for one in SENTENCE_END.split(article.voice) if one.strip()]
    return Preview(
        web=short_text(article),
        full=full_text(article),
        buttons=buttons,
        sources=[basis.cite() for basis in article.sources()],
        wechat=_messages(written),
        voice=[Spoken(text=one, long=len(one) > SENTENCE_MOST) for one in spoken],
    )


def search(articles: Sequence[Article], text: str) -> list[Article]:
    """Return the articles with a text in id or title, then those nearest to it."""
    named = [one for one in articles if text in one.id or text in one.title]
    index = Index({one.id: _all_text(one) for one in articles})
    by_id = {one.id: one for one in articles}
    near = [by_id[key] for key, _score in index.search(text, len(articles), set(by_id))]
    return list({one.id: one for one in (*named, *near)}.values())


def _all_text(article: Article) -> str:
    parts = (article.title, *article.questions, article.short, article.answer, *article.steps)
    return "\n".join((*parts, *article.facets.values()))


def _messages(text: str) -> list[str]:
    """Cut a text into messages that WeChat takes, between paragraphs where that is possible."""
    messages = [""]
    for line in text.splitlines(keepends=True):
        if len((messages[-1] + line).encode()) > WECHAT_BYTES:
            messages.append("")
        messages[-1] += line
    return [one.strip() for one in messages if one.strip()]
