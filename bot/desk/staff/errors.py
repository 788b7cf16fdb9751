"""Errors of the staff's accounts.

StaffError
├── NameTaken             an account has this name
├── BadName               not a name for an account
├── BadPassword           too short, too long, or too easily guessed
├── UnknownStaff          no account has this name
└── DemoAccountsRefused   demo accounts must not come where real work is done
"""

from __future__ import annotations


class StaffError(Exception):
    """Base of the errors of accounts; the message is a sentence in Chinese."""


class NameTaken(StaffError):
    """An account has this name."""


class BadName(StaffError):
    """Not a name for an account."""


class BadPassword(StaffError):
    """Too short, too long, or too easily guessed."""


class UnknownStaff(StaffError):
    """No account has this name."""


class DemoAccountsRefused(StaffError):
    """Demo accounts must not come where real work is done, nor replace somebody's account."""
