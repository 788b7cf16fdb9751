"""Messages that belong to another action, whatever the classifier took them for.

One place for all of them: a pasted message, a case number with its code, an appointment to be
made, a value put right, a day to be calculated, a story that asks nothing. ``handed_over`` looks
for them in that order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from rasa_sdk import Tracker

from actions.appointments import wants_an_appointment
from actions.case_form import HINTS, opens_a_case
from actions.correct import corrects
from actions.reading import confidence_of, receipt_in
from actions.turn import MESSAGE_TOPIC, Turn
from bot.cases.dispatch.parts import extract
from bot.cases.dispatch.signs import unmistakable, worth_checking
from bot.court.case_number_faults import diagnose
from bot.court.dates import find_dates
from bot.court.limit_table import match_limit
from bot.knowledge.story import wants_reading_back

# 帮我看看这条短信 wants a check; 怎么核实传票 wants to be told how.
_CHECK_IT = re.compile(
    r"(?:帮|请|替|想|要|能)[^。？?]{0,8}(?:核实|核对|核|查|看|确认|验证|鉴定|辨别)"
)
# 截止到哪天, with a date in the message, wants a day and not an explanation.
_WHICH_DAY = re.compile(r"截止|哪一?天|几号|最后一天|来得及|过期|到期|还有几天|超期")
_OF_A_COURT = re.compile(r"法院|法庭|法官|执行局|传票|书记员|开庭")
# Characters up to which a message may only put a value right (对方9月25号收到; 不对，是60万).
_ONLY_A_DAY = 20
_ONLY_A_VALUE = 40


def handed_over(turn: Turn, tracker: Tracker) -> str | None:
    """Return the action that a message belongs to, ``None``: to the one that its intent names."""
    return next((action for action, belongs in _BELONGS.items() if belongs(turn, tracker)), None)


def is_message(turn: Turn, _tracker: Tracker) -> bool:
    """Whether a message of a court is to be checked: one is in the text, or will be sent."""
    if turn.is_button:
        return turn.entity("choice") == "paste"
    if turn.intent == "out_of_scope":
        # 被骗了 is told to call 110; only what claims to be from a court is checked.
        return unmistakable(turn.text) and bool(_OF_A_COURT.search(turn.text))
    if unmistakable(turn.text) or is_pasted(turn):
        return True
    if turn.topic != MESSAGE_TOPIC:
        return False
    return worth_checking(turn.text) or bool(_CHECK_IT.search(turn.text))


def is_pasted(turn: Turn) -> bool:
    """Whether an SMS was pasted: it begins with its signature, or bears one near this topic."""
    if not extract(turn.text).signed:
        return False
    near = MESSAGE_TOPIC in turn.topics[:3] or turn.intent == "nlu_fallback"
    return near or turn.text.lstrip().startswith("【")


def is_a_case(turn: Turn, _tracker: Tracker) -> bool:
    """Whether a case is opened: a number with its code, or a bare number, whole or in part."""
    if turn.intent != "inform":
        return opens_a_case(turn)
    return bool(turn.entity("case_number")) or diagnose(turn.text) in HINTS


def is_a_receipt(turn: Turn, _tracker: Tracker) -> bool:
    """Whether a bare value is a work order's receipt number."""
    return turn.intent == "inform" and receipt_in(turn.text) is not None


def is_a_correction(turn: Turn, tracker: Tracker) -> bool:
    """Whether a short message gives another value for what was calculated last.

    A question of procedure names sums of its own (借条50万怎么起诉); a day alone may be meant.
    """
    if turn.intent == "procedure":
        short = tracker.get_slot("calculator") == "time_limit" and len(turn.text) <= _ONLY_A_DAY
    else:
        short = len(turn.text) <= _ONLY_A_VALUE
    return short and corrects(tracker)


def asks_for_a_day(turn: Turn, _tracker: Tracker) -> bool:
    """Whether a message wants the last day of a limit and says from when it runs."""
    if turn.is_button or not _WHICH_DAY.search(turn.text):
        return False
    return bool(match_limit(turn.text)) and bool(find_dates(turn.text, date.today()))


def is_a_story(turn: Turn, tracker: Tracker) -> bool:
    """Whether somebody tells at length and asks nothing, or nothing that was understood."""
    if turn.is_button or turn.intent not in ("procedure", "nlu_fallback"):
        return False
    understood = bool(turn.segments)
    return wants_reading_back(turn.text, 1.0 if understood else confidence_of(tracker))


_BELONGS: dict[str, Callable[[Turn, Tracker], bool]] = {
    "action_court_message": is_message,
    "action_case_question": is_a_case,
    "action_appointment": wants_an_appointment,
    "action_work_order_status": is_a_receipt,
    "action_correct": is_a_correction,
    "action_time_limit": asks_for_a_day,
    "action_story": is_a_story,
}
