"""Checking an action server's answer without compiling its schema anew each time.

``jsonschema.validate`` checks the schema itself at every call; with Rasa's event schema that was
three quarters of the engine's time in a profile. The same schema is compiled once here, and an
event that is built like one that was right (the same names, the same types) is right as well:
the schema says nothing else of an event but its name.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction

_MOST_BUILDS = 1_000


def compile_once() -> None:
    """Make Rasa check action results with a validator that is built once."""
    RemoteAction._validate_action_result = Checker().check


class Checker:
    """Checks results; remembers how events were built that were right."""

    def __init__(self) -> None:
        """Know no event yet."""
        self._validator = Draft202012Validator(RemoteAction.action_response_format_spec())
        self._right: set[Hashable] = set()

    def check(self, result: dict[str, Any]) -> bool:
        """Return True.

        Raises:
            ValidationError: the result is not as the schema wants it.
        """
        builds = _builds(result)
        if builds is None or not builds <= self._right:
            self._validator.validate(result)
            if builds is not None and len(self._right) < _MOST_BUILDS:
                self._right |= builds
        return True


def _builds(result: Any) -> set[Hashable] | None:
    """Return how the events of a result are built, ``None`` if it is no usual result."""
    if type(result) is not dict:
        return None
    events, responses = result.get("events", []), result.get("responses", [])
    if type(events) is not list or type(responses) is not list:
        return None
    if any(type(each) is not dict for each in (*events, *responses)):
        return None
    return {(str(event.get("event")), _build(event)) for event in events}


def _build(value: Any) -> Hashable:
    if type(value) is dict:
        return frozenset((key, _build(each)) for key, each in value.items())
    if type(value) is list:
        return "list", *map(_build, value)
    return type(value).__name__
