"""Calls of actions that carry what rasa-sdk reads of a tracker, and slots that nobody fills.

Rasa sends each event with what the model is called and each message with all that was understood
of it, and walks through all slots for mappings of which ours have none. What actions see and which
slots are set stays the same.
"""

from __future__ import annotations

from typing import Any

import rasa
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.shared.core.constants import ACTION_VALIDATE_SLOT_MAPPINGS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

_extract = ActionExtractSlots.run
_is_empty = Domain.is_empty
_UNREAD = ("metadata", "parse_data")
_FILLS, _EMPTY = "_fills_slots", "_is_empty"


def call(action: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
    """Return the body of a call; the actions know the domain (actions/serving.py)."""
    loop = tracker.active_loop
    state = {
        "sender_id": tracker.sender_id,
        "slots": tracker.current_slot_values(),
        "latest_message": tracker._latest_message_data(),
        "events": [_told(event) for event in tracker.events],
        "paused": tracker.is_paused(),
        "followup_action": tracker.followup_action,
        "active_loop": dict(vars(loop), trigger_message=None) if loop else {},
        "latest_action_name": tracker.latest_action_name,
    }
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }


def _told(event: Event) -> dict[str, Any]:
    told: dict[str, Any] = event.as_dict()
    for name in _UNREAD:
        told.pop(name, None)
    return told


async def extract(
    action: ActionExtractSlots,
    channel: Any,
    nlg: Any,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Return the slots that a message fills by their mappings."""
    kept = vars(domain)
    if _FILLS not in kept:
        kept[_FILLS] = _fills_slots(domain)
    events: list[Event] = []
    return await _extract(action, channel, nlg, tracker, domain) if kept[_FILLS] else events


def _fills_slots(domain: Domain) -> bool:
    """Whether any slot is filled by more than actions that return it."""
    mappings = (each for slot in domain.slots for each in slot.mappings)
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        set(mapping) != {"type"} or mapping["type"] != "custom" for mapping in mappings
    )


def is_empty(domain: Domain) -> bool:
    """Whether a domain says nothing; it is loaded once and does not change."""
    kept = vars(domain)
    if _EMPTY not in kept:
        kept[_EMPTY] = _is_empty(domain)
    answer: bool = kept[_EMPTY]
    return answer


PATCHES = (
    (RemoteAction, "_action_call_format", call),
    (ActionExtractSlots, "run", extract),
    (Domain, "is_empty", is_empty),
)
