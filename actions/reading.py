"""Reading an answer to a form's question, and telling it from another question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import HUMAN, STOP, Turn, say
from bot.court.fee_kinds import match_fee_kind
from bot.court.money import find_amounts
from bot.desk.replies import Button

# Messages with these intents are attempts at an answer; any other one is a question or a wish of
# its own, which its rule serves before the form goes on.
ATTEMPTS = frozenset({"inform", "nlu_fallback", "affirm", "deny", "correct", "out_of_scope"})

# Words that steer the conversation instead of answering a form.
STEERING = frozenset(
    {"stop", "deny", "help", "repeat", "back", "talk_to_human", "work_order_status"}
)


def unread(turn: Turn, slot: str) -> dict[str, Any]:
    """Return what a form does with a message it could not read: ask again, or step aside."""
    if turn.requested_slot == slot and turn.intent in ATTEMPTS and not turn.is_button:
        return {slot: None}
    return {}


def asked_again(tracker: Tracker, slot: str) -> bool:
    """Whether a question is asked a second time because its answer could not be read."""
    turn = Turn.of(tracker)
    answered = turn.intent in ATTEMPTS and not turn.is_button
    return answered and turn.requested_slot == slot and tracker.get_slot(slot) is None


def ask(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    slot: str,
    unread: str,
    question: str,
    buttons: Iterable[Button] = (STOP, HUMAN),
) -> None:
    """Ask for a slot's value, saying first that the answer could not be read where that is so."""
    say(dispatcher, (unread if asked_again(tracker, slot) else "") + question, buttons)


def confidence_of(tracker: Tracker) -> float:
    """Return how sure the engine is of the likeliest topic of a message, 0 without one."""
    topics = tracker.latest_message.get("topics") or ({"confidence": 0.0},)
    return float(topics[0].get("confidence") or 0.0)


def last_replies(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the assistant's replies to the message before the newest one."""
    replies: list[dict[str, Any]] = []
    seen_users = 0
    for event in reversed(tracker.events):
        if event["event"] == "user":
            seen_users += 1
            if seen_users == 2:
                break
        elif event["event"] == "bot" and seen_users == 1:
            replies.append({**(event.get("data") or {}), "text": event.get("text")})
    return replies[::-1]


def recent_words(tracker: Tracker) -> list[str]:
    """Return the citizen's last five typed messages, oldest first, buttons left out."""
    typed = [event.get("text") or "" for event in tracker.events if event["event"] == "user"]
    return [text for text in typed if text and not text.startswith("/")][-5:]


_RECEIPT = re.compile(r"(?<!\d)\d{12}(?!\d)")


def receipt_in(text: str) -> str | None:
    """Return the receipt number of a work order in a text: twelve digits."""
    found = _RECEIPT.search(text)
    return found.group() if found else None


_NOTHING = re.compile(r"\W*(0|零|没有?|无|不分|没财产|不要|不用分?|没有财产|没有金额)\W*")


def kind_in(text: str) -> str | None:
    """Return the kind of fee that a text speaks of first."""
    return next(iter(match_fee_kind(text)), None)


def amount_in(text: str, bare: bool = False) -> str | None:
    """Return the last sum in a text as a decimal string: a correction comes last."""
    found = find_amounts(text, bare=bare)
    if found:
        return str(found[-1].value)
    return "0" if bare and _NOTHING.fullmatch(text) else None
