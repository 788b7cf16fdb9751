"""Half a question (那要多少钱, 不服呢) is about the article on the table."""

from __future__ import annotations

from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import answer, served
from actions.resume import resume
from actions.safe import SafeAction
from actions.services import library
from actions.turn import HELP, HUMAN, Turn, say
from bot.knowledge.article import Article
from bot.knowledge.half_said import half_said


class ActionFollowUp(SafeAction):
    """Half a question, about the article on the table."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer the facet from the article or its topic; say so when nobody has checked it."""
        turn = Turn.of(tracker)
        facet = half_said(turn.text)
        on_table = served(tracker.get_slot("current_article") or "")
        if on_table is None:
            topic = library().topic(turn.topic)
            ours = topic is not None and topic.in_scope
            return [FollowupAction("action_procedure" if ours else "action_fallback")]
        found = with_facet(on_table, facet) if facet else None
        if found:
            answer(dispatcher, found, facet)
        else:
            text = f"关于“{on_table.title}”，这一点我还没有经过核对的答复，给您转人工更稳妥。"
            say(dispatcher, text, (HUMAN, HELP))
        return resume(tracker)


def with_facet(article: Article, facet: str) -> Article | None:
    """Return the article, or another served one of its topic, that answers a facet."""
    of_topic = library().all_for_topic(article.topic)
    candidates = [article, *(item for item in of_topic if item.servable(date.today()))]
    return next((item for item in candidates if facet in item.facets), None)
