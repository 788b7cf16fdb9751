"""Rules matched against the end of a conversation, which is all they can speak of.

For each prediction Rasa makes the states of the whole conversation, twice, and holds each rule
against them. The longest of our rules speaks of two states, and none of them of a message's text.
Which action is predicted stays the same.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import (
    RULES,
    RULES_FOR_LOOP_UNHAPPY_PATH,
    RulePolicy,
)
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_find = RulePolicy._find_action_from_rules
_KEPT = "_kept_outline"
_NOT_FOUND = (None, None, False)

Found = tuple[str | None, str | None, bool]


class _Outline:
    """What a policy's rules speak of: how many states, of texts, and each of which last state."""

    def __init__(self, *lookups: dict[str, str]) -> None:
        rules = {key: json.loads(key) for lookup in lookups for key in lookup}
        self.longest = max(map(len, rules.values()), default=1)
        self.read_texts = any(_may_follow_text(states[-1]) for states in rules.values())
        self._by_end: dict[tuple[int, Any, Any], list[str]] = {}
        for lookup in lookups:
            for key in lookup:
                self._by_end.setdefault((id(lookup), *_end(rules[key][-1])), []).append(key)

    def ending_in(self, lookup: dict[str, str], state: State) -> list[str]:
        """Return the rules that can match a state: with its action and intent, or any."""
        action, intent = _end(state)
        ends = {(a, i) for a in (action, None) for i in (intent, None)}
        return [key for end in ends for key in self._by_end.get((id(lookup), *end), ())]


def _end(state: State) -> tuple[Any, Any]:
    action = (state.get(PREVIOUS_ACTION) or {}).get(ACTION_NAME)
    return action, (state.get(USER) or {}).get(INTENT)


def _may_follow_text(state: State) -> bool:
    """Whether a rule's last state matches a message of which only the text is looked at."""
    action, intent = _end(state)
    return action in (ACTION_LISTEN_NAME, None) and not intent


def _outline(policy: RulePolicy) -> _Outline:
    kept = vars(policy)
    if _KEPT not in kept:
        lookups = (policy.lookup[name] for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH))
        kept[_KEPT] = _Outline(*lookups)
    outline: _Outline = kept[_KEPT]
    return outline


def find_action(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> Found:
    """Return the action that a rule predicts, that rule, and whether a form was interrupted."""
    if use_text_for_last_user_input and not _outline(policy).read_texts:
        return _NOT_FOUND
    found: Found = _find(policy, tracker, domain, use_text_for_last_user_input)
    return found


def possible_keys(policy: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """Return the rules that match the states."""
    back = list(enumerate(reversed(states)))
    return {
        key
        for key in _outline(policy).ending_in(lookup, states[-1])
        if all(policy._is_rule_applicable(key, place, state) for place, state in back)
    }


def last_states(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """Return as many of the last states of a conversation as the longest rule speaks of."""
    events = tracker.applied_events()
    actions = [place for place, event in enumerate(events) if isinstance(event, ActionExecuted)]
    before = _outline(policy).longest - 1
    kept = set(actions[-before:] if before else ())
    replayed, states = tracker.init_copy(), []
    for place, event in enumerate(events):
        if place in kept:
            states.append(domain.get_active_state(replayed))
        event.apply_to(replayed)
    states.append(domain.get_active_state(replayed))
    policy.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


PATCHES = (
    (RulePolicy, "_prediction_states", last_states),
    (RulePolicy, "_find_action_from_rules", find_action),
    (RulePolicy, "_get_possible_keys", possible_keys),
)
