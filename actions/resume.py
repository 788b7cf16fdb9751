"""Coming back to a form after the citizen asked something else in the middle."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet


def resume(tracker: Tracker) -> list[EventType]:
    """Return what makes an interrupted form ask its question again; nothing outside a form."""
    form = (tracker.active_loop or {}).get("name")
    return [FollowupAction(form)] if form else []


def leave() -> list[EventType]:
    """Return what ends any form without its result."""
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
