"""Answers by topic: an article, a kind refusal, or the three nearest topics."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import near_topics, nearest, served, tell
from actions.hand_over import handed_over
from actions.resume import resume
from actions.safe import SafeAction
from actions.services import library
from actions.turn import HELP, HUMAN, Turn, say
from bot.desk.urgency import is_danger
from bot.knowledge.article import Article


class ActionProcedure(SafeAction):
    """A question of procedure, asked in words or by a button."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer from an article; two questions in one message get two answers."""
        turn = Turn.of(tracker)
        if action := handed_over(turn, tracker):
            return [FollowupAction(action)]
        if articles := asked_for(turn):
            return tell(dispatcher, tracker, articles, turn.entity("facet"))
        topic = library().topic(turn.entity("topic") or turn.topic)
        of = f"“{topic.label}”" if topic else "这个问题"
        say(dispatcher, f"{of}我还没有经过核对的答复，给您转人工更稳妥。", (HUMAN, HELP))
        return resume(tracker)


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


class ActionOutOfScope(SafeAction):
    """A question that a court's service desk must not or cannot answer."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Refuse kindly, with the next best step and the nearest things we can answer."""
        turn = Turn.of(tracker)
        if action := handed_over(turn, tracker):
            return [FollowupAction(action)]
        if turn.topic == CHITCHAT and is_danger(turn.text):
            say(dispatcher, AFTER_DANGER, [HUMAN])
            return resume(tracker)
        topic = library().topic(turn.topic)
        refusal = topic.refusal if topic and topic.refusal else DEFAULT_REFUSAL
        say(dispatcher, refusal, [*near_topics(turn.topics, 2), HUMAN])
        return resume(tracker)


CHITCHAT = "oos_chitchat_or_fragment"
# Said behind the emergency numbers, which the gateway puts first, where nothing was asked.
AFTER_DANGER = "您说的我记下了，工作人员会尽快在这个对话里找您。案子上的事可以慢慢来，先顾好自己。"
DEFAULT_REFUSAL = (
    "这件事不在法院诉讼服务能答复的范围里。法律咨询可以打 12348 公共法律服务热线，"
    "或者转人工看看能帮您做什么。"
)


class ActionFallback(SafeAction):
    """Not understood well enough to answer."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Offer the three nearest topics, unless the message is another action's."""
        turn = Turn.of(tracker)
        if not turn.text.strip():
            say(dispatcher, "我没有收到文字。请把您的问题打出来，或转人工。", (HELP, HUMAN))
            return resume(tracker)
        if action := handed_over(turn, tracker):
            return [FollowupAction(action)]
        if is_danger(turn.text):
            say(dispatcher, AFTER_DANGER, [HUMAN])
            return resume(tracker)
        say(
            dispatcher,
            "我没太明白您的意思，怕答错。您是想问下面哪一个？都不是的话，换个说法或者转人工。",
            [*near_topics(turn.topics, 3), HUMAN],
        )
        return resume(tracker)
