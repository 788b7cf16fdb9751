"""The court fee: answered from one sentence, or asked for by a form that can be corrected."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import nearest, others, tell
from actions.calculators import conclude
from actions.reading import amount_in, ask, kind_in, unread
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.turn import STOP, Turn, say
from bot.court.calculation import Calculation
from bot.court.errors import FeeError
from bot.court.fee_kinds import FEE_KINDS, FeeKind, calculate_fee
from bot.court.fees import Reduction, halve
from bot.court.money import format_yuan
from bot.desk.replies import Button

OFFERED = ("property", "divorce", "enforcement", "preservation", "property_appeal", "labour")
# A question in the middle of the form is not an answer to it.
_ASKS = re.compile(r"怎么|如何|什么|哪|吗|呢|多久|[?？]")


class ActionLitigationFee(SafeAction):
    """How much is the fee."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Calculate at once when the sentence holds what is needed, else explain or ask."""
        turn = Turn.of(tracker)
        if chosen := turn.entity("choice"):
            again = [SlotSet("fee_kind", chosen), SlotSet("fee_amount", None)]
            return [*again, FollowupAction("fee_form")]
        kind, amount = kind_in(turn.text), amount_in(turn.text)
        if amount is None and kind == "property":
            # 诉讼费 alone says nothing of the kind.
            kind = None
        calculates = turn.intent == "calculate_fee" or amount is not None
        if not calculates:
            article = nearest(turn.text, "litigation_fee")
            if article:
                return tell(dispatcher, tracker, [article, *others(turn, "litigation_fee")])
        if amount is not None and kind is None:
            kind = "property"
        begin = [SlotSet("fee_kind", kind), SlotSet("fee_amount", amount)]
        return [*begin, FollowupAction("fee_form")]


class ValidateFeeForm(SafeFormValidation):
    """Kind and amount, in any order, each replaced by what is said later."""

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Domain,
    ) -> list[str]:
        """An amount is asked for only where the fee depends on one."""
        kind = FEE_KINDS.get(tracker.get_slot("fee_kind") or "")
        alone = kind is not None and kind.amount == "none"
        return ["fee_kind"] if alone else ["fee_kind", "fee_amount"]

    async def extract_fee_kind(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the kind from a button or from words."""
        turn = Turn.of(tracker)
        if (chosen := turn.entity("choice")) in FEE_KINDS:
            return {"fee_kind": chosen}
        asked = turn.requested_slot == "fee_kind"
        answering = asked or not _ASKS.search(turn.text)
        named = kind_in(turn.text) if answering and not turn.is_button else None
        if named == "property" and not asked and not amount_in(turn.text):
            # 算诉讼费 says nothing of the kind.
            named = None
        return {"fee_kind": named} if named else unread(turn, "fee_kind")

    async def extract_fee_amount(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the amount; the newest one counts."""
        turn = Turn.of(tracker)
        bare = turn.requested_slot == "fee_amount" or turn.intent in ("inform", "correct")
        amount = None if turn.is_button else amount_in(turn.text, bare)
        return {"fee_amount": amount} if amount else unread(turn, "fee_amount")


class ActionAskFeeFormFeeKind(SafeAction):
    """Which kind of fee."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Offer the frequent kinds; any other can be typed."""
        text = "要算哪一种费用？点一个，或者直接说，比如“破产”“名誉权”“支付令”。"
        choices = [
            Button(title=FEE_KINDS[name].label, payload=f'/inform{{"choice": "{name}"}}')
            for name in OFFERED
        ]
        ask(dispatcher, tracker, "fee_kind", "我没认出是哪一种。", text, [*choices, STOP])
        return []


class ActionAskFeeFormFeeAmount(SafeAction):
    """Which amount."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the amount this kind depends on."""
        kind = FEE_KINDS[tracker.get_slot("fee_kind")]
        none = "不涉及金额就说“没有”。" if kind.amount == "optional" else ""
        text = f"{kind.asks}是多少？比如“50万”“三万五”“1.2亿”。{none}"
        ask(dispatcher, tracker, "fee_amount", "我没认出一个确切的金额。", text, [STOP])
        return []


class ActionFeeResult(SafeAction):
    """The fee with its arithmetic."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Calculate, show, and keep the values for a correction."""
        kind, given = (
            FEE_KINDS.get(tracker.get_slot("fee_kind") or ""),
            tracker.get_slot("fee_amount"),
        )
        if kind is None or (kind.amount != "none" and given is None):
            return []
        # 0 is the answer of somebody who has no amount to name.
        amount = Decimal(given) if given and Decimal(given) else None
        if amount is None and kind.amount == "required":
            amount = Decimal(0)
        try:
            result = calculate_fee(kind.id, amount)
        except FeeError as error:
            say(dispatcher, f"这个金额算不了：{error}。请换一个金额。")
            return [SlotSet("fee_amount", None), FollowupAction("fee_form")]
        say_fee(dispatcher, kind, result, amount)
        return [SlotSet("calculator", "fee")]


def can_be_halved(kind: FeeKind, result: Calculation) -> bool:
    """Whether simplified procedure, mediation or withdrawal would halve this fee."""
    charged = result.nature == "acceptance" and result.high > 0
    return charged and not result.halved and kind.id != "jurisdiction_objection"


def say_fee(
    dispatcher: CollectingDispatcher, kind: FeeKind, result: Calculation, amount: Decimal | None
) -> None:
    """Answer with a fee: the figure, each line of arithmetic, halving, notes and basis."""
    of = f"，{kind.asks} {format_yuan(amount)}" if amount and kind.asks else ""
    lines = [f"{kind.label}{of}：费用 {result.text}。", "怎么算的："]
    lines += [f"· {step}" for step in result.steps]
    if can_be_halved(kind, result):
        half = halve(result, [Reduction.SIMPLIFIED])
        lines.append(f"适用简易程序，或者调解结案、撤诉的，减半为 {half.text}（只减半一次）。")
    others = [
        Button(title=FEE_KINDS[name].label, payload=f'/calculate_fee{{"choice": "{name}"}}')
        for name in ("enforcement", "preservation")
        if name != kind.id
    ]
    conclude(dispatcher, lines, result.notes, result.basis, others)
