"""A long story without a question: read back in one line, with next steps to choose from."""

from __future__ import annotations

import json
from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import near_topics
from actions.reading import last_replies
from actions.resume import resume
from actions.safe import SafeAction
from actions.services import library
from actions.turn import HUMAN, MY_CASE, Turn, say
from bot.knowledge.story import READ_BACK, retell


class ActionStory(SafeAction):
    """Somebody told at length and asked nothing."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say what was understood; the two likeliest topics, one's own case, a human."""
        turn = Turn.of(tracker)
        steps = [*near_topics(turn.topics, 2), MY_CASE, HUMAN]
        buttons = {button.payload: button for button in reversed(steps)}.values()
        topic = library().topic(next(filter(_in_scope, turn.topics), ""))
        text = retell(turn.text, topic.label if topic else "打官司", date.today())
        say(
            dispatcher,
            f"{text}您想先了解哪一项？点一个，或者用一句话说您想问什么。",
            list(buttons)[::-1],
        )
        return resume(tracker)


def _in_scope(name: str) -> bool:
    topic = library().topic(name)
    return topic is not None and topic.in_scope


def read_back(tracker: Tracker) -> str:
    """Return the topic that the last reply read back, empty when it did not."""
    replies = last_replies(tracker)
    if not replies or not str(replies[0]["text"]).startswith(READ_BACK):
        return ""
    payload = replies[0]["buttons"][0]["payload"]
    intent, brace, values = payload.removeprefix("/").partition("{")
    return str(json.loads(brace + values)["topic"]) if brace else intent
