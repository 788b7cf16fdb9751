"""How an answer ends: back to the form it interrupted, or waiting for the next message."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

LISTEN = "action_listen"


def resume(tracker: Tracker) -> list[EventType]:
    """Return what makes an interrupted form ask its question again; outside a form, ``rest``."""
    form = (tracker.active_loop or {}).get("name")
    return [FollowupAction(form)] if form else rest(tracker)


def rest(tracker: Tracker) -> list[EventType]:
    """Return what ends the turn of an action that another one handed over to.

    The rules end a turn after the action that they name themselves; after any other one the
    engine would go on guessing, and say the answer again and again.
    """
    handed_over = tracker.latest_action_name not in (None, LISTEN)
    return [FollowupAction(LISTEN)] if handed_over else []


def leave() -> list[EventType]:
    """Return what ends any form without its result."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
