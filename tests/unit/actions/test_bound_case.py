"""A bound person reaches their own case without the code; others of the conversation do not."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.case import ActionCaseQuestion
from actions.case_access import access
from actions.case_form import ActionAskCaseFormCaseNumber, ValidateCaseForm
from bot.cases.access import Granted, Subject
from bot.cases.bindings import Bindings
from bot.cases.demo import filling
from bot.cases.identity import Hasher, QueryCode
from bot.court.case_number import CaseNumber
from bot.db import Database
from bot.settings import settings
from tests.unit.actions.conftest import Talk, run

# What the tracker of the tests says of who speaks.
CLIENT = "c"


@pytest.fixture
async def numbers(database: Database) -> list[str]:
    """The numbers of the cases that the speaker is bound to."""
    hasher = Hasher(settings().hash_key.get_secret_value())
    now = datetime.now(timezone.utc)
    await filling.fill(database, hasher, count=120, seed=3, now=now)
    [case] = await filling.show(database, 1)
    number = CaseNumber.parse(case["case_number"])
    outcome = await access().verify(number, QueryCode(case["query_code"]), Subject("x"), "m", now)
    assert isinstance(outcome, Granted)
    bindings = Bindings(database, hasher, days=90)
    code = await bindings.new_code(CLIENT, outcome.grant, now)
    assert code and await bindings.confirm(CLIENT, "x", code, now)
    found = [key.text for key in await access().bound_cases(CLIENT, now)]
    assert len(found) == 1
    return found


async def test_the_only_case_is_answered_at_once(talk: Talk, numbers: list[str]) -> None:
    said = await run(ActionCaseQuestion(), talk.tracker("我的案子到哪了", "case_progress_query"))
    assert (said.follow_up, said.slots["case_number"]) == (None, numbers[0])
    assert said.replies[0]["custom"]["timeline"]


async def test_a_case_that_is_named_needs_no_code(talk: Talk, numbers: list[str]) -> None:
    text = f"{numbers[0]}到哪一步了"
    said = await run(ActionCaseQuestion(), talk.tracker(text, "case_progress_query"))
    assert (said.follow_up, said.slots["case_number"]) == (None, numbers[0])


async def test_the_form_offers_the_cases(talk: Talk, numbers: list[str]) -> None:
    asked = await run(ActionAskCaseFormCaseNumber(), talk.tracker("我的案子到哪了"))
    assert asked.titles[: len(numbers[:6])] == numbers[:6]


async def test_the_form_takes_the_number_alone(talk: Talk, numbers: list[str]) -> None:
    talk.form = "case_form"
    talk.slots = {"requested_slot": "case_number", "case_number": numbers[0], "credential": None}
    said = await run(ValidateCaseForm(), talk.tracker(numbers[0], "inform"))
    assert said.slots["credential"] == "verified"


async def test_somebody_else_is_asked_as_ever(talk: Talk, numbers: list[str]) -> None:
    tracker = talk.tracker(f"{numbers[0]}到哪一步了", "case_progress_query")
    tracker.latest_message["metadata"]["client"] = "somebody-else"
    said = await run(ActionCaseQuestion(), tracker)
    assert (said.follow_up, said.replies) == ("case_form", [])
