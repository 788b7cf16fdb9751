"""Answers by topic: an article, a kind refusal, or the three nearest topics."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.case_form import opens_a_case
from actions.correct import corrects
from actions.resume import resume
from actions.safe import SafeAction
from actions.services import library
from actions.turn import CHECK_MESSAGE, HELP, HUMAN, MESSAGE_TOPIC, Turn, say, sources_of
from bot.cases.dispatch.parts import extract
from bot.cases.dispatch.signs import unmistakable, worth_checking
from bot.court.dates import find_dates
from bot.court.limit_table import match_limit
from bot.desk.replies import Button
from bot.knowledge.article import Article

FULL = "full"
FACETS = {
    FULL: "说详细些",
    "cost": "多少钱",
    "duration": "要多久",
    "materials": "带什么",
    "place": "去哪儿办",
    "remedy": "不服怎么办",
}
LEADS_TO = {
    "litigation_fee": Button(title="算诉讼费", payload="/calculate_fee"),
    "time_limit": Button(title="算期限", payload="/calculate_time_limit"),
    "interest": Button(title="算迟延利息", payload="/calculate_interest"),
    "case_query": Button(title="查我的案件", payload="/case_progress_query"),
    "work_order": HUMAN,
}


class ActionProcedure(SafeAction):
    """A question of procedure, asked in words or by a button."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer from an article; two questions in one message get two answers."""
        turn = Turn.of(tracker)
        if wants_message_checked(turn):
            return [FollowupAction("action_court_message")]
        if opens_a_case(turn):
            return [FollowupAction("action_case_question")]
        if corrects_a_day(turn, tracker):
            return [FollowupAction("action_correct")]
        if asks_for_a_day(turn):
            return [FollowupAction("action_time_limit")]
        articles = asked_for(turn)
        if not articles:
            topic = library().topic(turn.entity("topic") or turn.topic)
            of = f"“{topic.label}”" if topic else "这个问题"
            say(dispatcher, f"{of}我还没有经过核对的答复，给您转人工更稳妥。", (HUMAN, HELP))
            return resume(tracker)
        for article in articles:
            answer(dispatcher, article, turn.entity("facet"))
        return [SlotSet("current_article", articles[-1].id), *resume(tracker)]


# 截止到哪天, with a date in the message, wants a day and not an explanation.
_WHICH_DAY = re.compile(r"截止|哪一?天|几号|最后一天|来得及|过期|到期|还有几天|超期")


# Characters up to which a message with a date may only put one right (对方9月25号收到).
_ONLY_A_DAY = 20


def corrects_a_day(turn: Turn, tracker: Tracker) -> bool:
    """Whether a short message gives another day for the limit calculated last."""
    after_limit = tracker.get_slot("calculator") == "time_limit"
    return after_limit and len(turn.text) <= _ONLY_A_DAY and corrects(tracker)


def asks_for_a_day(turn: Turn) -> bool:
    """Whether a message wants the last day of a limit and says from when it runs."""
    if turn.is_button or not _WHICH_DAY.search(turn.text):
        return False
    return bool(match_limit(turn.text)) and bool(find_dates(turn.text, date.today()))


# 帮我看看这条短信 wants a check; 怎么核实传票 wants to be told how.
_CHECK_IT = re.compile(
    r"(?:帮|请|替|想|要|能)[^。？?]{0,8}(?:核实|核对|核|查|看|确认|验证|鉴定|辨别)"
)


def wants_message_checked(turn: Turn) -> bool:
    """Whether a message of a court is to be checked: one is in the text, or will be sent."""
    if turn.is_button:
        return turn.entity("choice") == "paste"
    if unmistakable(turn.text) or is_pasted_message(turn):
        return True
    if turn.topic != MESSAGE_TOPIC:
        return False
    return worth_checking(turn.text) or bool(_CHECK_IT.search(turn.text))


def is_pasted_message(turn: Turn) -> bool:
    """Whether an SMS was pasted without a word of its own: signed, and near this topic."""
    return MESSAGE_TOPIC in turn.topics[:3] and extract(turn.text).signed


def asked_for(turn: Turn) -> list[Article]:
    """Return the articles a message asks for, most often one, at most two."""
    if by_id := turn.entity("article"):
        found = served(by_id)
        return [found] if found else []
    questions = [(item["text"], item["topic"]) for item in turn.segments[:2]]
    if not questions:
        questions = [(turn.text, turn.entity("topic") or turn.topic)]
    chosen = (nearest(text, topic) for text, topic in questions)
    return list({article.id: article for article in chosen if article}.values())


def served(identity: str) -> Article | None:
    """Return an article that may be told today; ``None`` for one that is held or unknown."""
    found = library().article(identity)
    return found if found and found.servable(date.today()) else None


def answer_others(dispatcher: CollectingDispatcher, turn: Turn, answered: str) -> None:
    """Answer the further questions of a message whose first one another action has answered."""
    for item in turn.segments:
        article = nearest(item["text"], item["topic"]) if item["topic"] != answered else None
        if article:
            answer(dispatcher, article, None)


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


def answer(dispatcher: CollectingDispatcher, article: Article, facet: str | None) -> None:
    """Say an article, or one facet of it, with its legal basis and what leads on."""
    text = full_text(article) if facet == FULL else article.facets.get(facet or "")
    text = text or short_text(article)
    say(
        dispatcher,
        text,
        leads(article, facet),
        sources_of(
            article.sources(),
            title=article.title,
            effective=article.effective.isoformat(),
            reviewed=article.reviewed.isoformat(),
        ),
        voice=article.voice,
    )


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


class ActionOutOfScope(SafeAction):
    """A question that a court's service desk must not or cannot answer."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Refuse kindly, with the next best step and the nearest things we can answer."""
        turn = Turn.of(tracker)
        if corrects(tracker):
            return [FollowupAction("action_correct")]
        topic = library().topic(turn.topic)
        refusal = topic.refusal if topic and topic.refusal else DEFAULT_REFUSAL
        say(dispatcher, refusal, [*near_topics(turn.topics, 2), HUMAN])
        return resume(tracker)


DEFAULT_REFUSAL = (
    "这件事不在法院诉讼服务能答复的范围里。法律咨询可以打 12348 公共法律服务热线，"
    "或者转人工看看能帮您做什么。"
)


class ActionFallback(SafeAction):
    """Not understood well enough to answer."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Offer the three nearest topics; a new value corrects, a pasted SMS is checked."""
        turn = Turn.of(tracker)
        if corrects(tracker):
            return [FollowupAction("action_correct")]
        if not turn.text.strip():
            say(dispatcher, "我没有收到文字。请把您的问题打出来，或转人工。", (HELP, HUMAN))
            return resume(tracker)
        if unmistakable(turn.text) or extract(turn.text).signed:
            return [FollowupAction("action_court_message")]
        say(
            dispatcher,
            "我没太明白您的意思，怕答错。您是想问下面哪一个？都不是的话，换个说法或者转人工。",
            [*near_topics(turn.topics, 3), HUMAN],
        )
        return resume(tracker)


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
