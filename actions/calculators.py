"""What the calculators share: how a result is said, and how a value is corrected afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.safe import SafeAction
from actions.turn import HELP, HUMAN, Turn, say, sources_of
from bot.court.basis import Basis
from bot.desk.replies import Button

FORMS = {"fee": "fee_form", "time_limit": "time_limit_form", "interest": "interest_form"}


def conclude(
    dispatcher: CollectingDispatcher,
    lines: Sequence[str],
    notes: Iterable[str],
    basis: Sequence[Basis],
    buttons: Iterable[Button] = (),
) -> None:
    """Say a result: its lines, what to know besides, the law it rests on."""
    parts = ["\n".join(lines)]
    if noted := "\n".join(f"注意：{note}" for note in notes):
        parts.append(noted)
    parts.append("依据：" + "；".join(item.cite() for item in basis))
    parts.append("数字不对？直接说新的，比如“不对，是60万”。")
    say(dispatcher, "\n\n".join(parts), [*buttons, HUMAN], sources_of(basis))


class ActionCorrect(SafeAction):
    """A value was wrong: calculate again with what the message says instead."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Go back into the last calculator's form, which reads the message anew."""
        turn = Turn.of(tracker)
        form = turn.active_form or FORMS.get(tracker.get_slot("calculator") or "")
        if not form:
            say(dispatcher, "好的，您想更正哪一项？请把正确的说一遍。", [HELP])
            return []
        if form == "case_form":
            return [
                SlotSet("case_number", None),
                SlotSet("credential", None),
                FollowupAction(form),
            ]
        return [FollowupAction(form)]
