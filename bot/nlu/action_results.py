"""Checking an action server's answer without compiling its schema anew each time.

``jsonschema.validate`` checks the schema itself at every call; with Rasa's event schema that was
three quarters of the engine's time in a profile. The same schema is compiled once here.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction


def compile_once() -> None:
    """Make Rasa check action results with a validator that is built once."""
    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def check(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = check
