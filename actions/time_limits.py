"""Time limits: which one, from which day; both parties' days where a judgment is appealed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.calculators import conclude
from actions.reading import ATTEMPTS, asked_again, recent_words, unread
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.turn import HUMAN, STOP, Turn, say
from bot.court.chinese_numbers import integer
from bot.court.dates import find_dates
from bot.court.errors import TimeLimitError
from bot.court.limit_table import Limit, limits, match_limit
from bot.court.time_limits import LimitResult, compute, say_date, takes_effect
from bot.desk.replies import Button

OFFERED = (
    "civil_judgment_appeal",
    "criminal_judgment_appeal",
    "answer",
    "enforcement",
    "retrial_application",
    "preservation_renewal",
)
_DAYS = re.compile(r"(\d{1,3}|[一二两三四五六七八九十百]{1,4})\s*[天日](?!下|前)")
_LONG = 12
"""Characters of a message up to which it is read as naming a limit rather than asking."""


def chosen_limit(turn: Turn) -> list[str]:
    """Return the limits a message names; a button names one."""
    pressed = turn.entity("choice")
    if pressed:
        return [pressed] if pressed in limits() else []
    return [] if turn.is_button else match_limit(turn.text)


def days_in(text: str) -> str | None:
    """Return dates in a text as ISO days, joined: each party's day of service."""
    found = [day.value.isoformat() for day in find_dates(text, date.today()) if day.value]
    return ",".join(dict.fromkeys(found[:2])) or None


def court_set_days(text: str) -> int | None:
    """Return how many days the court has set, when a text says so (指定15天)."""
    found = _DAYS.search(text)
    return integer(found.group(1)) if found else None


class ActionTimeLimit(SafeAction):
    """Calculate a limit."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Take what the message holds, and let the form ask for the rest."""
        turn = Turn.of(tracker)
        named = chosen_limit(turn)
        days = None if turn.is_button else days_in(turn.text)
        kind = named[0] if len(named) == 1 else None
        begin = [SlotSet("limit_kind", kind), SlotSet("limit_start", days)]
        return [*begin, SlotSet("limit_days", None), FollowupAction("time_limit_form")]


class ValidateTimeLimitForm(SafeFormValidation):
    """Which limit, from which day, and how many days where a court sets them."""

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Domain,
    ) -> list[str]:
        """Days are asked for only where the law leaves them to the court."""
        limit = limits().get(tracker.get_slot("limit_kind") or "")
        needs_days = limit is not None and court_sets(limit)
        return ["limit_kind", "limit_start", *(["limit_days"] if needs_days else [])]

    async def extract_limit_kind(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the limit; a message that fits several is asked about."""
        turn = Turn.of(tracker)
        asked = turn.requested_slot == "limit_kind"
        named = chosen_limit(turn) if asked or turn.is_button or len(turn.text) <= _LONG else []
        if asked and not named and not turn.is_button:
            # 民事判决, said to the question which appeal, is only clear beside the question.
            named = match_limit("".join(recent_words(tracker)[-2:]))
        if len(named) == 1:
            return {"limit_kind": named[0]}
        if named and asked and turn.intent in ATTEMPTS:
            return {"limit_kind": None}
        return unread(turn, "limit_kind")

    async def extract_limit_start(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read the day; the other party's day is added to one's own."""
        turn = Turn.of(tracker)
        days = None if turn.is_button else days_in(turn.text)
        if days is None:
            return unread(turn, "limit_start")
        known = tracker.get_slot("limit_start")
        if known and "对方" in turn.text and "," not in f"{known}{days}":
            return {"limit_start": f"{known},{days}"}
        return {"limit_start": days}

    async def extract_limit_days(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read how many days the court has set."""
        turn = Turn.of(tracker)
        bare = re.fullmatch(r"\d{1,3}", turn.text.strip())
        days = int(turn.text) if bare else court_set_days(turn.text)
        if turn.requested_slot == "limit_days" and days:
            return {"limit_days": str(days)}
        return unread(turn, "limit_days")


def court_sets(limit: Limit) -> bool:
    """Whether a court sets the days of this limit, or of the one before it."""
    first = limits()[limit.after] if limit.after else limit
    return first.amount is None


class ActionAskTimeLimitFormLimitKind(SafeAction):
    """Which limit."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Offer those the message fits, else the frequent ones."""
        fitting = chosen_limit(Turn.of(tracker))
        text = "是下面哪一种？期限不一样，请选准。" if len(fitting) > 1 else ASK_KIND
        if asked_again(tracker, "limit_kind") and not fitting:
            text = "我没认出是哪一种期限。" + ASK_KIND
        choices = [
            Button(title=limits()[name].label, payload=f'/inform{{"choice": "{name}"}}')
            for name in (fitting[:8] if len(fitting) > 1 else OFFERED)
        ]
        say(dispatcher, text, [*choices, STOP])
        return []


ASK_KIND = "要算哪个期限？点一个，或者直接说，比如“举证期限”“劳动仲裁后起诉”“申请国家赔偿”。"


class ActionAskTimeLimitFormLimitStart(SafeAction):
    """From which day."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the day the limit starts from, naming an impossible one."""
        limit = limits()[tracker.get_slot("limit_kind")]
        text = Turn.of(tracker).text
        wrong = [day for day in find_dates(text, date.today()) if day.problem]
        start = ""
        if wrong and wrong[0].problem == "lunar":
            start = "请说公历日期，农历我不能换算。"
        elif wrong:
            start = f"日历上没有“{wrong[0].text}”这一天。"
        elif asked_again(tracker, "limit_start"):
            start = "我没认出日期。"
        say(dispatcher, f"{start}{limit.starts_from}是哪一天？比如“9月22号”“昨天”。", [STOP, HUMAN])
        return []


class ActionAskTimeLimitFormLimitDays(SafeAction):
    """How many days did the court set."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the number on the notice."""
        say(dispatcher, "这个期限由法院指定。通知书上写的是多少天？比如“15天”。", [STOP, HUMAN])
        return []


class ActionTimeLimitResult(SafeAction):
    """The last day, with the counting shown."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Calculate for each day given, show, and keep the values for a correction."""
        kind, starts = tracker.get_slot("limit_kind"), tracker.get_slot("limit_start")
        if not kind or not starts:
            return []
        given = tracker.get_slot("limit_days")
        needed = int(given) if given and court_sets(limits()[kind]) else None
        try:
            results = [
                compute(kind, date.fromisoformat(day), days=needed) for day in starts.split(",")
            ]
        except TimeLimitError:
            say(dispatcher, "这个日期算不了，请换一个日期再说一次。", [STOP, HUMAN])
            return [SlotSet("limit_start", None), FollowupAction("time_limit_form")]
        say_limit(dispatcher, results)
        return [SlotSet("calculator", "time_limit")]


def say_limit(dispatcher: CollectingDispatcher, results: list[LimitResult]) -> None:
    """Answer with the last day, the counting, and when a judgment takes effect."""
    first = results[0]
    appeal = first.limit.id.endswith("_appeal")
    lines = [f"{first.limit.label}（{first.limit.period}）：{head(first)}。", "怎么算的："]
    for result in results:
        lines += [f"· {step}" for step in result.steps]
    if appeal and len(results) > 1:
        lines += [f"· {step}" for step in takes_effect(results).steps]
    notes = list(dict.fromkeys(note for result in results for note in result.notes))
    if appeal and len(results) == 1:
        notes.append(
            "各方的上诉期分别从自己收到的次日起算；告诉我“对方几号收到”，可以算判决哪天生效。"
        )
    if first.limit.kind == "deadline" and first.last_day < date.today():
        notes.insert(
            0, "按您说的日期，这个期限已经过了。有没有中断、顺延等情况，请尽快转人工或问律师。"
        )
    conclude(dispatcher, lines, notes, first.basis, example="不对，是11月8号收到的")


def head(result: LimitResult) -> str:
    """Return the answer in one phrase."""
    day = say_date(result.last_day)
    words = {
        "deadline": f"最后一天是 {day}",
        "before": f"最迟 {day} 办",
        "wait": f"要等到 {day} 过后",
        "effect": f"到 {day} 届满",
    }
    return words[result.limit.kind]
