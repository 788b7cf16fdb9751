"""Asking for the case: its number and what shows that the citizen is a party to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.case_access import bound_cases, is_bound_to, verify
from actions.reading import asked_again, unread
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.turn import HUMAN, STOP, Turn, say
from bot.court import courts
from bot.court.case_number import CaseNumber, find_all
from bot.court.case_number_faults import diagnose
from bot.desk.replies import Button

VERIFIED, LOCKED = "verified", "locked"
_CODE = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){5,19}(?![\dA-Za-z])")
_NAME_AND_TAIL = re.compile(
    r"(?:我叫|姓名|名字|当事人|原告|被告|登记)*[是为叫：:，,\s]*"
    r"(?P<name>[\u3400-\u9fff·]{2,30}?(?:[（(][\u3400-\u9fff]{1,10}[）)][\u3400-\u9fff]{0,30})?)"
    r"[，,、：:；;\s]*(?:的)?(?:身份证|证件)?(?:号码?)?(?:最后|后|末)?(?:四|4)?(?:位|尾号)?(?:数|是|为)?"
    r"[，,：:\s]*(?P<tail>\d{3}[\dXx])(?!\d)"
)
HINTS = {
    "no_year": "案号前面还要有年份，比如“（2026）”。",
    "short_year": "年份请写四位，比如“（2026）”。",
    "no_court": "案号里少了法院代字（省的简称加数字，比如“京0105”）。",
    "no_type": "案号里少了案件类型（比如“民初”“执”）。",
    "no_serial": "案号最后还要有编号，比如“12345号”。",
    "other_paper": "这是别的文书的编号，不是法院的案号。",
}
EXAMPLE = (
    "比如“（2026）京0105民初12345号”。法院的短信、传票、受理通知书上都有；括号和空格写不写都行。"
)
SPOKEN = (
    "案号，从年份开始，慢慢说就行。比如，二零二六年，京零幺零五，民初，一万二千三百四十五号。"
    "说不清楚，请按九，用按键查。"
)
SPOKEN_CREDENTIAL = (
    "请说查询码，一个数字一个数字地说。也可以用按键输入，按完按井号。"
    "没有查询码，请说登记的姓名，和身份证号的最后四位。"
)


def numbers_in(text: str) -> list[CaseNumber]:
    """Return the case numbers in a text, each once."""
    found = [number for hit in find_all(text) for number in hit.case_numbers]
    return list(dict.fromkeys(found))


def credential_in(text: str) -> str | tuple[str, str] | None:
    """Return a query code, or a registered name with the last four of the ID, in a text.

    How many digits a query code has differs between courts (facts: service-rules, section 4).
    """
    folded = unicodedata.normalize("NFKC", text)
    for hit in reversed(find_all(folded)):
        folded = folded[: hit.start] + "，" + folded[hit.end :]
    if code := _CODE.search(folded):
        return re.sub(r"\D", "", code.group())
    if named := _NAME_AND_TAIL.search(folded):
        return named["name"], named["tail"].upper()
    return None


def opens_a_case(turn: Turn) -> bool:
    """Whether a message gives a case number with its query code, whatever it was taken for."""
    given = not turn.is_button and re.search(r"查询(?:码|密码)", turn.text) is not None
    return given and bool(numbers_in(turn.text)) and credential_in(turn.text) is not None


class ValidateCaseForm(SafeFormValidation):
    """The case number, then the credential, which is checked and never kept."""

    async def extract_case_number(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Take the one number a message names; several are asked about."""
        turn = Turn.of(tracker)
        chosen = turn.entity("case_number") if turn.is_button else None
        numbers = [number.text for number in numbers_in(turn.text)]
        if chosen or len(numbers) == 1:
            return {"case_number": chosen or numbers[0]}
        return {"case_number": None} if numbers else unread(turn, "case_number")

    async def extract_credential(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Check the credential of a message; the slot only learns whether it was right."""
        turn = Turn.of(tracker)
        number = tracker.get_slot("case_number")
        given = None if turn.is_button or not number else credential_in(turn.text)
        if number and await is_bound_to(turn, number):
            return {"credential": VERIFIED}
        if given is None:
            return unread(turn, "credential")
        outcome = await verify(turn, number, given)
        if outcome.granted:
            return {"credential": VERIFIED}
        say(dispatcher, outcome.words, outcome.buttons, voice=outcome.voice)
        return {"credential": LOCKED if outcome.locked else None}

    async def validate_credential(
        self, value: str | None, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """End the form when nothing more can be tried; it has been said."""
        if value == LOCKED:
            return {"credential": None, "requested_slot": None}
        return {"credential": value}


class ActionAskCaseFormCaseNumber(SafeAction):
    """Which case."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the number, naming what is missing from the one that was sent."""
        turn = Turn.of(tracker)
        several = numbers_in(turn.text)
        if len(several) > 1:
            choices = choices_of([number.text for number in several])
            say(dispatcher, "您说了不止一个案号，先查哪一个？", [*choices, STOP])
            return []
        own = await bound_cases(turn)
        if own and not asked_again(tracker, "case_number"):
            say(dispatcher, "您要查哪个案件？别的案件请直接发案号。", [*choices_of(own), STOP])
            return []
        hint = HINTS.get(diagnose(turn.text))
        if hint is None and not asked_again(tracker, "case_number"):
            say(dispatcher, f"请告诉我案号，{EXAMPLE}", [STOP, HUMAN], voice=f"请说{SPOKEN}")
            return []
        hint = hint or "我没有认出案号。"
        text = f"{hint}请把完整的案号再发一次，{EXAMPLE}"
        say(dispatcher, text, [STOP, HUMAN], voice=f"{hint}请再说一遍{SPOKEN}")
        return []


def choices_of(numbers: Sequence[str]) -> list[Button]:
    """Return a button for each of the first six case numbers."""
    return [
        Button(title=number, payload=f'/inform{{"case_number": "{number}"}}')
        for number in numbers[:6]
    ]


class ActionAskCaseFormCredential(SafeAction):
    """Are you a party to it."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Read the court back and ask for the query code, or name and ID tail."""
        if asked_again(tracker, "credential") and credential_in(Turn.of(tracker).text):
            # The refusal has just been said, and it says what to send.
            return []
        again = "没有认出查询码。" if asked_again(tracker, "credential") else ""
        say(
            dispatcher,
            f"{again}{read_back(tracker.get_slot('case_number'))}"
            "请发查询码（在受理通知书、应诉通知书或短信里）；"
            "没有查询码的，发登记的姓名和身份证号最后四位，比如“王某某 1234”。",
            [Button(title="案号不对", payload="/correct"), STOP, HUMAN],
            voice=f"{again}{SPOKEN_CREDENTIAL}",
        )
        return []


def read_back(text: str) -> str:
    """Return the case number and its court as they were understood."""
    number = CaseNumber.parse(text)
    if number.legacy or not number.court_code:
        return f"案号 {text}。"
    if not number.court_name:
        return f"案号 {text}。我的法院表里没有“{number.court_code}”这个代字，请您再核对一下。"
    sure = (
        "，是这家法院吗？不对请点“案号不对”。"
        if courts.needs_read_back(number.court_code)
        else "。"
    )
    return f"案号 {text}，{number.court_name}{sure}"
