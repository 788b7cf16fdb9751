"""Errors of handing over.

HandoverError
├── NotHandedOver     nobody asked for a person in this conversation
├── HeldByAnother     a colleague holds it
├── NotTheHolder      only who holds it may do that
├── OtherCourt        the conversation belongs to another court
└── NoSuchForward     it was not offered to this person, or no longer is
"""

from __future__ import annotations


class HandoverError(Exception):
    """Base of the errors of handing over; the message is a sentence for staff."""


class NotHandedOver(HandoverError):
    """Nobody asked for a person in this conversation."""


class HeldByAnother(HandoverError):
    """A colleague holds the conversation; ``holder`` is who."""

    def __init__(self, holder: str) -> None:
        """Name the holder."""
        super().__init__(f"{holder} 正在接待这位当事人。")
        self.holder = holder


class NotTheHolder(HandoverError):
    """Only who holds the conversation may do that."""


class OtherCourt(HandoverError):
    """The conversation belongs to another court."""


class NoSuchForward(HandoverError):
    """It was not offered to this person, or no longer is."""
