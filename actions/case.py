"""The citizen's own case: shown at once when verified, otherwise the form asks first."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import answer as answer_article
from actions.answering import others
from actions.case_access import bound_cases, forget, grant_for, is_bound_to
from actions.case_form import numbers_in
from actions.case_words import QUESTIONS, Said
from actions.hand_over import is_message
from actions.reading import receipt_in
from actions.resume import rest
from actions.safe import SafeAction
from actions.services import database
from actions.turn import Turn, say
from bot.cases.queries import disclosed
from bot.cases.views import CaseView
from bot.desk.record import utcnow

_QUESTION_OF = {
    "case_progress_query": "progress",
    "hearing_time_query": "hearing",
    "enforcement_progress_query": "enforcement",
    "contact_judge": "contact",
    "ask_route": "route",
    "ask_next_step": "next_step",
    "change_case": "progress",
}


async def view_of(turn: Turn, number: str | None) -> CaseView | None:
    """Return what this conversation may know of a case now; ``None``: verify first."""
    grant = await grant_for(turn, number)
    if grant is None:
        return None
    async with database().read() as session:
        return await disclosed(session, turn.conversation_id, grant.key, utcnow())


class ActionCaseQuestion(SafeAction):
    """Any question about one's own case."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer for the verified case, or begin the form; another number changes the case."""
        turn = Turn.of(tracker)
        if action := belongs_elsewhere(turn, tracker):
            return [FollowupAction(action)]
        question = _QUESTION_OF.get(turn.intent, "progress")
        asked = [SlotSet("case_question", question)]
        for article in others(turn, turn.topic):
            answer_article(dispatcher, article, None)
        known = tracker.get_slot("case_number")
        named = [number.text for number in numbers_in(turn.text)]
        if known is None and not named and turn.intent != "change_case":
            known = await only_case_of(turn)
        changes = turn.intent == "change_case" or (bool(named) and named != [known])
        if changes and len(named) == 1 and await is_bound_to(turn, named[0]):
            known, changes = named[0], False
        if changes:
            if turn.intent == "change_case":
                await forget(turn)
            known = None
        elif view := await view_of(turn, known):
            answer(dispatcher, view, question)
            return [*asked, SlotSet("case_number", known), *rest(tracker)]
        begin = [SlotSet("case_number", known), SlotSet("credential", None)]
        return [*asked, *begin, FollowupAction("case_form")]


def belongs_elsewhere(turn: Turn, tracker: Tracker) -> str | None:
    """Return the action for a pasted message, or a receipt number, that reads like a question."""
    if is_message(turn, tracker):
        return "action_court_message"
    receipt = receipt_in(turn.text) and not numbers_in(turn.text)
    return "action_work_order_status" if receipt else None


async def only_case_of(turn: Turn) -> str | None:
    """Return the case of a bound person who has one; of several, the form asks which."""
    numbers = await bound_cases(turn)
    return numbers[0] if len(numbers) == 1 else None


class ActionCaseView(SafeAction):
    """The form is done: answer what was asked before it."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Show the case, unless the form ended without a verification (and said why)."""
        turn = Turn.of(tracker)
        view = await view_of(turn, tracker.get_slot("case_number"))
        if view is None:
            return [SlotSet("credential", None)]
        answer(dispatcher, view, tracker.get_slot("case_question") or "progress")
        return []


def answer(dispatcher: CollectingDispatcher, view: CaseView, question: str) -> None:
    """Say the part of a case that was asked for."""
    said: Said = QUESTIONS[question](view)
    case = view.key.text
    say(dispatcher, said.text, said.buttons, said.sources, said.timeline, said.voice, case)
