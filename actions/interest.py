"""Interest after judgment: the doubled part for delay, with its arithmetic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import nearest, others, tell
from actions.calculators import conclude
from actions.reading import amount_in, ask, unread
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.turn import HUMAN, STOP, Turn, say
from bot.court.dates import find_dates
from bot.court.errors import InterestError
from bot.court.interest import Debt, judgment_interest
from bot.court.money import format_yuan
from bot.desk.replies import Button

TODAY = Button(title="算到今天", payload='/inform{"choice": "today"}')


def dates_in(text: str) -> list[str]:
    """Return the days in a text as ISO days, in order."""
    found = find_dates(text, date.today())
    return [day.value.isoformat() for day in found if day.value]


class ActionInterest(SafeAction):
    """Interest asked about in general, or to be calculated."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Calculate when the message holds a sum or asks for it; else explain the rule."""
        turn = Turn.of(tracker)
        amount = None if turn.is_button else amount_in(turn.text)
        article = nearest(turn.text, "judgment_interest")
        if turn.intent == "judgment_interest" and amount is None and article:
            return tell(dispatcher, tracker, [article, *others(turn, "judgment_interest")])
        days = [] if turn.is_button else dates_in(turn.text)
        due, paid = [*sorted(days)[:2], None, None][:2]
        values = {"interest_principal": amount, "interest_due": due, "interest_paid": paid}
        return [*(SlotSet(*item) for item in values.items()), FollowupAction("interest_form")]


class ValidateInterestForm(SafeFormValidation):
    """Principal, last day of performance, day of payment."""

    async def extract_interest_principal(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the money the judgment awards."""
        turn = Turn.of(tracker)
        bare = turn.requested_slot == "interest_principal"
        amount = None if turn.is_button else amount_in(turn.text, bare)
        return {"interest_principal": amount} if amount else unread(turn, "interest_principal")

    async def extract_interest_due(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the last day of performance; two dates in one message are this and payment."""
        turn = Turn.of(tracker)
        days = [] if turn.is_button else dates_in(turn.text)
        if len(days) > 1:
            return {"interest_due": min(days), "interest_paid": max(days)}
        if days and turn.requested_slot in ("interest_due", "interest_principal"):
            return {"interest_due": days[0]}
        return unread(turn, "interest_due")

    async def extract_interest_paid(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the day up to which to count."""
        turn = Turn.of(tracker)
        if turn.requested_slot != "interest_paid":
            return {}
        if turn.entity("choice") == "today" or "今天" in turn.text:
            return {"interest_paid": date.today().isoformat()}
        days = dates_in(turn.text)
        return {"interest_paid": days[0]} if days else unread(turn, "interest_paid")


class ActionAskInterestFormInterestPrincipal(SafeAction):
    """How much was awarded."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the awarded money without general interest."""
        text = "判决要对方付、还没付的钱是多少？判决里另算的一般利息不要加进来。比如“20万”。"
        ask(dispatcher, tracker, "interest_principal", "我没认出金额。", text)
        return []


class ActionAskInterestFormInterestDue(SafeAction):
    """Until when was it to be paid."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the last day of performance."""
        text = "判决定的履行期，最后一天是哪天？判决没写的，说判决生效那天。比如“3月12号”。"
        ask(dispatcher, tracker, "interest_due", "我没认出日期。", text)
        return []


class ActionAskInterestFormInterestPaid(SafeAction):
    """Until when to count."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the day of payment."""
        text = "算到哪一天？付清那天，或者今天。"
        buttons = (TODAY, STOP, HUMAN)
        ask(dispatcher, tracker, "interest_paid", "我没认出日期。", text, buttons)
        return []


class ActionInterestResult(SafeAction):
    """The interest with its arithmetic."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Calculate, show, and keep the values for a correction."""
        given = [tracker.get_slot(f"interest_{name}") for name in ("principal", "due", "paid")]
        if not all(given):
            return []
        amount, due, end = Decimal(given[0]), date.fromisoformat(given[1]), given[2]
        try:
            result = judgment_interest([Debt(amount, due)], date.fromisoformat(end))
        except InterestError as error:
            say(dispatcher, f"这样算不了：{error}。请把日期再说一次。", [STOP, HUMAN])
            empty = [SlotSet("interest_due", None), SlotSet("interest_paid", None)]
            return [*empty, FollowupAction("interest_form")]
        lines = [
            f"迟延履行期间的加倍部分债务利息：{format_yuan(result.doubled)}。",
            "怎么算的：",
            *(f"· {step}" for step in result.steps),
        ]
        notes = (*result.notes, "中间还过款的，请转人工或到执行法院核算。")
        conclude(dispatcher, lines, notes, result.basis, example="不对，是25万")
        return [SlotSet("calculator", "interest")]
