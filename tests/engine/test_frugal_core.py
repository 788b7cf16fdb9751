"""What is copied, matched, called and checked the short way is what Rasa makes the long way."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    FollowupAction,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.nlu import frugal_actions, frugal_rules, frugal_trackers
from bot.nlu.action_results import Checker
from bot.nlu.frugal import TALKATIVE

DOMAIN = Domain.load("domain.yml")
FORM = FormAction("fee_form", None)
LISTEN = "action_listen"


def said(intent: str) -> list[Event]:
    """A message, as it stands in a tracker."""
    parsed = {"intent": {"name": intent}, "entities": [], "text": intent, "topic": "fee"}
    heard = UserUttered(intent, {"name": intent}, [], parsed, metadata={"channel": "web"})
    return [heard, DefinePrevUserUtteredFeaturization(False)]


def begun() -> list[Event]:
    return [SessionStarted(), ActionExecuted(LISTEN)]


def form_begun() -> list[Event]:
    return [
        *said("litigation_fee"),
        ActionExecuted("action_litigation_fee"),
        SlotSet("fee_kind", "property"),
        FollowupAction("fee_form"),
        ActionExecuted("fee_form"),
        ActiveLoop("fee_form"),
        SlotSet("requested_slot", "fee_amount"),
        BotUttered("金额？", {"buttons": [{"title": "先不办了", "payload": "/stop"}]}),
        ActionExecuted(LISTEN),
    ]


def form_ended() -> list[Event]:
    done = [SlotSet("fee_amount", "1"), SlotSet("requested_slot", None), ActiveLoop(None)]
    return [*said("inform"), ActionExecuted("fee_form"), *done]


def interrupted() -> list[Event]:
    return [
        *said("thank"),
        ActionExecutionRejected("fee_form"),
        ActionExecuted("utter_thank"),
        LoopInterrupted(True),
        ActionExecuted("fee_form"),
        ActionExecuted(LISTEN),
    ]


HISTORIES: dict[str, list[Event]] = {
    "nothing yet": [],
    "begun": begun(),
    "a message": [*begun(), *said("greet")],
    "an answer": [*begun(), *said("greet"), ActionExecuted("action_greet")],
    "in a form": [*begun(), *form_begun()],
    "an answer in a form": [*begun(), *form_begun(), *said("inform")],
    "a form that asks again": [
        *begun(), *form_begun(), *said("inform"), ActionExecuted("fee_form"),
        ActionExecuted(LISTEN), *said("inform"),
    ],
    "a form is done": [*begun(), *form_begun(), *form_ended()],
    "a result": [*begun(), *form_begun(), *form_ended(), ActionExecuted("action_fee_result")],
    "a form for the second time": [*begun(), *form_begun(), *form_ended(), *form_begun()],
    "an interrupted form": [*begun(), *form_begun(), *interrupted(), *said("inform")],
    "a follow-up": [
        *begun(), *said("deny"), ActionExecuted("action_deny"), FollowupAction("action_correct"),
    ],
    "another session": [*begun(), *form_begun(), *begun(), *said("greet")],
    "started anew": [*begun(), *form_begun(), Restarted(), *begun(), *said("greet")],
    "taken back": [*begun(), *form_begun(), *said("greet"), UserUtteranceReverted()],
    "undone": [*begun(), *form_begun(), ActionReverted()],
}  # fmt: skip


def tracker_of(events: list[Event]) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots)
    tracker.model_id, tracker.assistant_id = "a model", "an assistant"
    return tracker


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Everything a tracker holds; a follow-up that was taken up is no part of a copy."""
    held = {**vars(tracker), "slots": {name: vars(s) for name, s in tracker.slots.items()}}
    del held["followup_action"]
    return {**held, "types": [type(event) for event in tracker.events]}


@pytest.fixture(params=HISTORIES.values(), ids=HISTORIES)
def tracker(request: pytest.FixtureRequest) -> DialogueStateTracker:
    return tracker_of(request.param)


def test_the_same_events_count(tracker: DialogueStateTracker) -> None:
    assert frugal_trackers.applied_events(tracker) == DialogueStateTracker.applied_events(tracker)


def test_a_copy_holds_the_same(tracker: DialogueStateTracker) -> None:
    assert state(frugal_trackers.copied(tracker)) == state(DialogueStateTracker.copy(tracker))


def test_a_copy_is_one_of_its_own() -> None:
    tracker = tracker_of(HISTORIES["in a form"])
    before = state(tracker_of(HISTORIES["in a form"]))
    twin = frugal_trackers.copied(tracker)
    for event in (SlotSet("fee_kind", "other"), ActionExecutionRejected("fee_form"), Restarted()):
        twin.update(event)
    after = state(tracker)
    assert {**after, "events": None} == {**before, "events": None}


def test_only_a_plain_tracker_is_copied_short() -> None:
    short = DialogueStateTracker("c", DOMAIN.slots, max_event_history=3)
    short.update_with_events(list(HISTORIES["in a form"]), DOMAIN)
    assert state(frugal_trackers.copied(short)) == state(DialogueStateTracker.copy(short))


def test_a_form_sees_the_same(tracker: DialogueStateTracker) -> None:
    given = [SlotSet("fee_amount", "2"), ActiveLoop("fee_form")]
    ours = frugal_trackers.with_form_events(FORM, tracker, given, DOMAIN)
    theirs = FormAction._temporary_tracker(FORM, tracker, given, DOMAIN)
    assert state(ours) == state(theirs)


def rule(*states: tuple[str, str, str]) -> str:
    """The key of a rule: of each state its action, intent and form."""
    return json.dumps([_state(*each) for each in states])


def _state(action: str, intent: str = "", form: str = "") -> dict[str, Any]:
    held: dict[str, Any] = {"prev_action": {"action_name": action}} if action else {}
    if intent:
        held["user"] = {"intent": intent}
    if form:
        held["active_loop"] = {"name": form}
    return held


def policy(rules: dict[str, str], unhappy: dict[str, str] | None = None) -> RulePolicy:
    made: RulePolicy = object.__new__(RulePolicy)
    made.config = RulePolicy.get_default_config()
    made._Policy__featurizer = MaxHistoryTrackerFeaturizer()
    made.priority = 1
    made._enable_fallback_prediction = True
    made._fallback_action_name = "action_fallback"
    made.lookup = {
        "rules": rules,
        "rules_for_loop_unhappy_path": unhappy or {},
        "rules_not_in_stories": [],
    }
    return made


NONE = "should_not_be_set"
OURS = {
    rule((LISTEN, "greet", "")): "action_greet",
    rule((LISTEN, "greet", ""), ("action_greet", "greet", "")): LISTEN,
    rule((LISTEN, "thank", "")): "utter_thank",
    rule((LISTEN, "thank", ""), ("utter_thank", "thank", "")): LISTEN,
    rule((LISTEN, "inform", "")): "action_inform",
    rule(("fee_form", "", NONE)): "action_fee_result",
    rule(("fee_form", "", NONE), ("action_fee_result", "", NONE)): LISTEN,
}
LONG = {rule((LISTEN, "", ""), ("", "", ""), (LISTEN, "inform", "")): "action_inform", **OURS}
WITHOUT_INTENT = {rule((LISTEN, "", "")): "action_help", **OURS}
UNHAPPY = {
    rule((LISTEN, "thank", "fee_form"), ("utter_thank", "thank", "fee_form")):
        "loop_was_interrupted",
    rule(("utter_thank", "", "fee_form")): "do_not_predict_loop_action",
}  # fmt: skip


@pytest.mark.parametrize("rules", [OURS, LONG, WITHOUT_INTENT], ids=["ours", "long", "of texts"])
@pytest.mark.parametrize("unhappy", [{}, UNHAPPY], ids=["", "unhappy"])
@pytest.mark.parametrize("events", list(HISTORIES.values())[1:], ids=list(HISTORIES)[1:])
def test_the_same_action_is_predicted(
    events: list[Event], rules: dict[str, str], unhappy: dict[str, str]
) -> None:
    def predicted() -> tuple[Any, ...]:
        found = policy(rules, unhappy)._predict(tracker_of(events), DOMAIN)[0]
        return found.probabilities, found.events, found.is_end_to_end_prediction

    theirs = predicted()
    for owner, name, value in frugal_rules.PATCHES:
        setattr(owner, name, value)
    assert predicted() == theirs


READ = (
    "sender_id", "slots", "latest_message", "paused", "followup_action", "latest_action_name",
)  # fmt: skip


def test_actions_are_told_what_they_read(tracker: DialogueStateTracker) -> None:
    theirs = tracker.current_state(EventVerbosity.ALL)
    ours = frugal_actions.call(RemoteAction("action_greet", None), tracker, DOMAIN)["tracker"]
    unread = {"metadata", "parse_data"}
    events = [{k: v for k, v in event.items() if k not in unread} for event in theirs["events"]]
    loop = theirs["active_loop"]
    loop = {**loop, "trigger_message": None} if loop else {}
    expected = {name: theirs[name] for name in READ} | {"events": events, "active_loop": loop}
    assert ours == expected


def _with_slot(mapping: str) -> Domain:
    return Domain.from_yaml(
        "version: '3.1'\nentities: [a]\nslots:\n  s:\n    type: text\n    mappings:\n"
        f"      - {mapping}\n"
    )


@pytest.mark.parametrize(
    "domain",
    [DOMAIN, _with_slot("{type: from_entity, entity: a}"), _with_slot("{type: from_text}")],
    ids=["ours", "of an entity", "of a text"],
)
def test_the_same_slots_are_filled(domain: Domain) -> None:
    parsed = {"entities": [{"entity": "a", "value": "b"}], "intent": {"name": "inform"}}
    heard = UserUttered("b", parsed["intent"], parsed["entities"], parsed)
    tracker = DialogueStateTracker.from_events("c", [*begun(), heard], domain.slots)
    action = ActionExtractSlots(None)

    async def both() -> tuple[list[Event], list[Event]]:
        ours = await frugal_actions.extract(action, None, None, tracker, domain)
        return ours, await ActionExtractSlots.run(action, None, None, tracker, domain)

    ours, theirs = asyncio.run(both())
    assert ours == theirs


def test_a_domain_is_empty_as_before() -> None:
    assert [frugal_actions.is_empty(DOMAIN) for _ in range(2)] == [False, False]
    assert frugal_actions.is_empty(Domain.empty())


RIGHT: list[dict[str, Any]] = [
    {"event": "slot", "timestamp": None, "name": "fee_kind", "value": None},
    {"event": "followup", "timestamp": None, "name": "fee_form"},
    {"event": "slot", "timestamp": 1.5, "name": "a", "value": ["b", {"c": 1}]},
]
WRONG: list[Any] = [
    {"events": [{"event": "slot", "timestamp": None, "name": 3, "value": None}]},
    {"events": [{"event": "slot", "timestamp": None, "name": "fee_kind"}]},
    {"events": [{"event": "unheard of", "timestamp": None, "name": "a", "value": None}]},
    {"events": [{"event": "slot", "timestamp": "now", "name": "a", "value": None}]},
    {"events": [{"timestamp": None, "name": "a", "value": None}]},
    {"events": {"event": "slot"}},
    {"events": ["slot"]},
    {"responses": ["text"]},
    [],
]


@pytest.fixture
def checker() -> Iterator[Checker]:
    """One that has seen right events before."""
    made = Checker()
    for _ in range(2):
        assert made.check({"events": RIGHT, "responses": [{"text": "您好"}]})
    yield made


@pytest.mark.parametrize("result", WRONG)
def test_a_wrong_result_is_refused_each_time(checker: Checker, result: Any) -> None:
    for _ in range(2):
        with pytest.raises(ValidationError):
            checker.check(result)


def test_a_result_without_events_is_right(checker: Checker) -> None:
    assert checker.check({})
    assert checker.check({"events": [], "responses": []})


@pytest.mark.parametrize("module", TALKATIVE, ids=lambda module: module.__name__)
def test_copies_left_out_were_for_debug_lines(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    shown = {
        name
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
        for name in ast.walk(call)
    }
    copies = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Attribute) and ast.unparse(each).startswith("copy.")
    ]
    assert copies
    assert all(each in shown and each.attr == "deepcopy" for each in copies)
