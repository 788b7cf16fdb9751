"""One step of a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.court.zone import CHINA
from bot.desk.calls.calls import CHANNEL
from bot.desk.inbox import Incoming
from channels.voice.state import CallState


@dataclass(frozen=True)
class Step:
    """One step of a call: who calls, and where the call stands. ``number`` is never stored."""

    call_sid: str
    number: str
    client: str
    conversation_id: str
    state: CallState
    place: int

    def message(self, content: str, kind: str = "text") -> Incoming:
        """Return what the caller says in this step as a message; its id is that of the step."""
        message_id = f"{self.call_sid}:{self.place}"
        return Incoming(CHANNEL, message_id, self.conversation_id, kind, content, self.client)


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()
