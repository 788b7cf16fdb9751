"""Saying an article: which one, in what form, and what leads on from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.resume import resume
from actions.services import library
from actions.turn import CHECK_MESSAGE, HUMAN, MESSAGE_TOPIC, Turn, say, sources_of
from bot.desk.replies import Button
from bot.knowledge.article import FACET_NAMES, Article
from bot.knowledge.wording import full_text, short_text

FULL = "full"
FACETS = {FULL: "说详细些", **FACET_NAMES}
LEADS_TO = {
    "litigation_fee": Button(title="算诉讼费", payload="/calculate_fee"),
    "time_limit": Button(title="算期限", payload="/calculate_time_limit"),
    "interest": Button(title="算迟延利息", payload="/calculate_interest"),
    "case_query": Button(title="查我的案件", payload="/case_progress_query"),
    "work_order": HUMAN,
    "appointment": Button(title="直接预约", payload="/book_appointment"),
}


def tell(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    articles: Sequence[Article],
    facet: str | None = None,
) -> list[EventType]:
    """Answer a message with articles, one or two; the court's word for a wrong one comes first.

    The last article is on the table afterwards, for 那要多少钱.
    """
    opening, noted = word_notes(tracker, articles)
    for place, article in enumerate(articles):
        answer(dispatcher, article, facet, "" if place else opening)
    return [SlotSet("current_article", articles[-1].id), *noted, *resume(tracker)]


def word_notes(tracker: Tracker, articles: Iterable[Article]) -> tuple[str, list[EventType]]:
    """Return what is said of wrong legal words in a message, each once in a conversation."""
    turn = Turn.of(tracker)
    told = (tracker.get_slot("words_put_right") or "").split()
    topics = {article.topic for article in articles}
    found = [] if turn.is_button else library().wrong_words.in_text(turn.text, topics)
    new = [word for word in found if word.right not in told]
    if not new:
        return "", []
    kept = " ".join([*told, *(word.right for word in new)])
    return "".join(word.sentence for word in new), [SlotSet("words_put_right", kept)]


def others(turn: Turn, answered: str) -> list[Article]:
    """Return articles for the further questions of a message, the one ``answered`` left out."""
    asked = [item for item in turn.segments if item["topic"] != answered]
    return [found for item in asked if (found := nearest(item["text"], item["topic"]))]


def served(identity: str) -> Article | None:
    """Return an article that may be told today; ``None`` for one that is held or unknown."""
    found = library().article(identity)
    return found if found and found.servable(date.today()) else None


def nearest(text: str, topic: str) -> Article | None:
    """Return the article of a topic that is nearest to a question, its main one in doubt."""
    today = date.today()
    told = [article for article in library().all_for_topic(topic) if article.servable(today)]
    main = next((article for article in told if article.main), next(iter(told), None))
    found = [] if text.startswith("/") else library().find(text, len(told), among=told)
    scores = {article.id: score for article, score in found}
    if main and found and scores.get(main.id, 0.0) < _CLEARLY_LESS * found[0][1]:
        return found[0][0]
    return main


# A topic's main article answers unless another one fits clearly better.
_CLEARLY_LESS = 0.65


def answer(
    dispatcher: CollectingDispatcher, article: Article, facet: str | None, opening: str = ""
) -> None:
    """Say an article, or one facet of it, with its legal basis and what leads on."""
    part = full_text(article) if facet == FULL else article.facets.get(facet or "")
    text = part or short_text(article)
    say(
        dispatcher,
        f"{opening}\n{text}" if opening else text,
        leads(article, facet),
        sources_of(
            article.sources(),
            title=article.title,
            effective=article.effective.isoformat(),
            reviewed=article.reviewed.isoformat(),
        ),
        # The spoken form is that of the short answer; a part that was asked for is said itself.
        voice="" if part else opening + article.voice,
    )


def leads(article: Article, facet: str | None) -> list[Button]:
    """Return the buttons below an article: its facets, its calculator, related articles."""
    buttons = [
        Button(title=title, payload=f'/procedure{{"article": "{article.id}", "facet": "{key}"}}')
        for key, title in FACETS.items()
        if (key in article.facets or key == FULL) and key != facet
    ]
    if article.topic == MESSAGE_TOPIC:
        buttons.insert(0, CHECK_MESSAGE)
    if lead := LEADS_TO.get(article.leads_to):
        buttons.append(lead)
    for related in article.related[:2]:
        if found := served(related):
            title = found.title
            buttons.append(Button(title=title, payload=f'/procedure{{"article": "{related}"}}'))
    return [*(button for button in buttons[:6] if button != HUMAN), HUMAN]


def near_topics(topics: Iterable[str], count: int) -> list[Button]:
    """Return buttons of the first in-scope topics."""
    known = [library().topic(name) for name in topics]
    return [
        Button(title=topic.label, payload=payload_of(topic.name, topic.intent))
        for topic in known
        if topic and topic.in_scope
    ][:count]


def payload_of(topic: str, intent: str) -> str:
    """Return the payload that asks for a topic."""
    return f'/procedure{{"topic": "{topic}"}}' if intent == "procedure" else f"/{intent}"
