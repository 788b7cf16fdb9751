"""What a step of a call leads to."""

from __future__ import annotations

from dataclasses import dataclass

from channels.voice.state import CallState


@dataclass(frozen=True)
class Move:
    """Exactly one of: say something, ask the engine, a human, an SMS, hang up.

    ``ask`` is what the engine gets (a payload when ``is_payload``), ``shown_as`` what the caller
    chose; ``say`` is said by the door itself, and kept for 重复 unless ``keep`` is false.
    ``call_back`` is a number to call back; ``silent`` ends the call for want of a caller.
    """

    state: CallState
    say: tuple[str, ...] = ()
    keep: bool = True
    ask: str = ""
    is_payload: bool = False
    shown_as: str = ""
    human: bool = False
    call_back: str = ""
    sms: str = ""
    silent: bool = False
    hang_up: bool = False
    most_keys: int = 0
    keys_only: bool = False


@dataclass(frozen=True)
class Heard:
    """What came from the caller in one step: keys or speech, or nothing."""

    keys: str = ""
    said: str = ""
    is_unsure: bool = False
