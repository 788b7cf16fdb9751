"""Errors of the desk.

DeskError
├── UnknownConversation   no conversation has this id
└── NotOffered            a button payload that this conversation was never offered
"""

from __future__ import annotations


class DeskError(Exception):
    """Base of every error of the desk."""


class UnknownConversation(DeskError):
    """No conversation has this id."""


class NotOffered(DeskError):
    """The payload is not that of a button offered in this conversation."""
