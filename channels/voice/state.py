"""What a call remembers from one step to the next; it is stored, and emptied when the call ends."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from channels.voice.twiml import Manner


class Choice(BaseModel):
    """A button of the last answer that was read out: its words and its payload."""

    model_config = ConfigDict(frozen=True)
    title: str
    payload: str


class CallState(BaseModel):
    """The state of a call. Nothing in it outlives the call."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    slow: bool = False
    loud: bool = False
    silences: int = 0
    unsure: int = 0
    # What was said last, for 重复, and what of the answer is still to be said.
    said: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    # The answer as an SMS would have it, empty when it must not be sent.
    sms: str = ""
    # A spoken case number: the utterance, then the answers to what was asked about it.
    number_heard: tuple[str, ...] = ()
    number_tries: int = 0
    # The number read back and not confirmed yet, and what was asked about it.
    confirming: str = ""
    wish: str = ""
    expects_number: bool = False
    # What has been keyed in for the case query, in order; None while the keypad is not in use.
    # The query code stands here until the number is confirmed, and no longer.
    keyed: tuple[str, ...] | None = None
    asks_call_back_number: bool = False

    @property
    def manner(self) -> Manner:
        """How the caller wants to be spoken to."""
        return Manner(self.slow, self.loud)

    def settled(self) -> CallState:
        """Return the state with nothing pending: what the caller asked of the voice stays."""
        return CallState(slow=self.slow, loud=self.loud)

    def but(self, **changes: object) -> CallState:
        """Return a copy with changes."""
        return self.model_copy(update=changes)
