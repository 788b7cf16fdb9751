"""A message that belongs to another action gets there, and the turn ends after it."""

from __future__ import annotations

from typing import Any

import pytest

from actions.case import ActionCaseQuestion
from actions.conversation import ActionInform
from actions.correct import ActionCorrect
from actions.court_message import ActionCourtMessage
from actions.fees import ActionLitigationFee
from actions.human import ActionWorkOrderStatus
from actions.safe import SafeAction
from actions.story import ActionStory
from actions.time_limits import ActionTimeLimit
from actions.topics import ActionFallback, ActionOutOfScope, ActionProcedure
from tests.unit.actions.conftest import Talk, run
from tests.unit.knowledge.test_story import SUPPORT

TOPICS = [{"topic": "child_support_suit", "confidence": 0.8}]


@pytest.mark.parametrize(
    ("first", "text", "parsed", "slots", "follow_up"),
    [
        (
            ActionProcedure(),
            "【某某法院】您有文书待领取。",
            {"intent": "procedure", "topic": "appeal"},
            {},
            "action_court_message",
        ),
        (
            ActionFallback(),
            "（2026）京0105民初12345号，查询码39481726",
            {"intent": "nlu_fallback"},
            {},
            "action_case_question",
        ),
        (ActionInform(), "123456789012", {}, {"calculator": "fee"}, "action_work_order_status"),
        (
            ActionOutOfScope(),
            "不对，是60万",
            {"intent": "out_of_scope"},
            {"calculator": "fee"},
            "action_correct",
        ),
        (
            ActionFallback(),
            "民事判决2026年9月22号收到，上诉到哪天截止",
            {"intent": "nlu_fallback"},
            {},
            "action_time_limit",
        ),
        (
            ActionProcedure(),
            SUPPORT,
            {"intent": "procedure", "topics": TOPICS},
            {},
            "action_story",
        ),
    ],
)
async def test_a_message_gets_to_the_action_it_belongs_to(
    talk: Talk,
    first: SafeAction,
    text: str,
    parsed: dict[str, Any],
    slots: dict[str, Any],
    follow_up: str,
) -> None:
    talk.slots = slots
    said = await run(first, talk.tracker(text, **parsed))
    assert (said.follow_up, said.replies) == (follow_up, [])


@pytest.mark.parametrize(
    ("action", "text", "after", "ends_with"),
    [
        (
            ActionCourtMessage(),
            "【某某法院】您有文书待领取。",
            "action_procedure",
            "court_message_form",
        ),
        (ActionCaseQuestion(), "（2026）京0105民初12345号", "action_inform", "case_form"),
        (ActionWorkOrderStatus(), "123456789012", "action_inform", "action_listen"),
        (ActionCorrect(), "那个", "action_deny", "action_listen"),
        (ActionTimeLimit(), "上诉到哪天截止", "action_procedure", "time_limit_form"),
        (ActionLitigationFee(), "诉讼费多少", "action_correct", "action_listen"),
        (ActionStory(), SUPPORT, "action_procedure", "action_listen"),
        (ActionProcedure(), "那要多久", "action_follow_up", "action_listen"),
        (ActionFallback(), "那要多少钱", "action_follow_up", "action_listen"),
    ],
)
async def test_an_action_that_was_handed_a_message_ends_the_turn(
    talk: Talk, action: SafeAction, text: str, after: str, ends_with: str
) -> None:
    talk.latest_action = after
    tracker = talk.tracker(text, "follow_up", topic="case_duration", topics=TOPICS)
    assert (await run(action, tracker)).follow_up == ends_with


async def test_an_action_named_by_a_rule_leaves_the_end_to_it(talk: Talk) -> None:
    said = await run(ActionProcedure(), talk.tracker("怎么上诉", "procedure", topic="appeal"))
    assert said.follow_up is None
