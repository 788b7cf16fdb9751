"""Trackers copied as they stand: Rasa copies one by applying all its events again.

That happens at every action and twice more in a form; with the slots of each copy made by the
slow way of ``copy.copy``. Which events count is asked several times a turn, and answered by walking
up the abstract base of each. What a copy holds and which events count stays the same.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import deque
from itertools import islice

from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    LegacyForm,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_TURNED_BACK = {Restarted, ActionReverted, UserUtteranceReverted}
_applied = DialogueStateTracker.applied_events
_replayed = DialogueStateTracker.copy
_replayed_for_a_form = FormAction._temporary_tracker


def copied_slot(slot: Slot) -> Slot:
    """Return a slot with the same attributes."""
    twin: Slot = object.__new__(type(slot))
    vars(twin).update(vars(slot))
    return twin


def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker in the same state; like Rasa's, it does not mark further events as its own.

    A follow-up action that was taken up already stays taken; Rasa's own copy brings it back, and
    no action looks at it.
    """
    if type(tracker) is not DialogueStateTracker or tracker._max_event_history is not None:
        return _replayed(tracker)
    twin = object.__new__(DialogueStateTracker)
    vars(twin).update(vars(tracker))
    twin.events = deque(tracker.events)
    twin.slots = copy.copy(tracker.slots)
    twin.slots.update((name, copied_slot(slot)) for name, slot in tracker.slots.items())
    if tracker.active_loop is not None:
        twin.active_loop = dataclasses.replace(tracker.active_loop)
    twin.model_id = twin.assistant_id = twin.sender_source = None
    return twin


def with_form_events(
    form: FormAction, tracker: DialogueStateTracker, events: list[Event], domain: Domain
) -> DialogueStateTracker:
    """Return a copy of a tracker after which a form has run and ``events`` have happened."""
    if Restarted in map(type, tracker.events):
        return _replayed_for_a_form(form, tracker, events, domain)
    twin = copied(tracker)
    requested = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(tracker))
    for event in (requested, ActionExecuted(form.name()), *events):
        twin.update(event)
    return twin


def applied_events(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events of the session that were not taken back.

    A form that ran again is one such taking back; Rasa looks into that.
    """
    kinds = list(map(type, tracker.events))
    if not _TURNED_BACK.isdisjoint(kinds):
        return _applied(tracker)
    begun = len(kinds) - kinds[::-1].index(SessionStarted) if SessionStarted in kinds else 0
    loops = {event.name for event in tracker.events if type(event) in (ActiveLoop, LegacyForm)}
    applied: list[Event] = []
    for event in islice(tracker.events, begun, None):
        name = event.action_name if type(event) is ActionExecuted else None
        if (
            name is not None
            and name in loops
            and not tracker._first_loop_execution_or_unhappy_path(name, applied)
        ):
            tracker._undo_till_previous_loop_execution(name, applied)
        else:
            applied.append(event)
    return applied


PATCHES = (
    (Slot, "__copy__", copied_slot),
    (DialogueStateTracker, "applied_events", applied_events),
    (DialogueStateTracker, "copy", copied),
    (FormAction, "_temporary_tracker", with_form_events),
)
