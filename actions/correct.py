"""Correcting a value: midway in a form, or after a result was given."""

from __future__ import annotations

from datetime import date

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import amount_in, kind_in
from actions.resume import rest
from actions.safe import SafeAction
from actions.turn import HELP, Turn, say
from bot.court.dates import find_dates
from bot.court.limit_table import match_limit

FORMS = {"fee": "fee_form", "time_limit": "time_limit_form", "interest": "interest_form"}


def corrects(tracker: Tracker) -> bool:
    """Whether a message holds a new value for the calculator that was used last."""
    text, calculator = Turn.of(tracker).text, tracker.get_slot("calculator")
    if calculator not in FORMS or text.startswith("/"):
        return False
    if find_dates(text, date.today()):
        return bool(calculator != "fee")
    if calculator == "time_limit":
        return bool(match_limit(text))
    amount = amount_in(text, bare=True)
    return amount is not None or (calculator == "fee" and kind_in(text) is not None)


class ActionCorrect(SafeAction):
    """A value was wrong: calculate again with what the message says instead."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Go back into the form, which reads the message anew."""
        turn = Turn.of(tracker)
        if turn.active_form == "case_form":
            emptied = [SlotSet("case_number", None), SlotSet("credential", None)]
            return [*emptied, FollowupAction("case_form")]
        if turn.active_form:
            return [FollowupAction(turn.active_form)]
        if corrects(tracker):
            return [FollowupAction(FORMS[tracker.get_slot("calculator")])]
        say(dispatcher, "好的，您想更正哪一项？请把正确的说一遍，比如“标的额是60万”。", [HELP])
        return rest(tracker)
