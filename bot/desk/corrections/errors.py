"""Errors of corrections, each with a sentence for staff.

CorrectionError
├── NoSuchCorrection  no correction of this court has this number
├── NothingToCorrect  no message of a citizen stands before that entry
├── MarkedAlready     a colleague has marked this answer
├── OwnCorrection     nobody reviews what they marked themselves
├── Decided           it has been decided about
└── Incomplete        what would have been right is missing, or holds personal data
"""

from __future__ import annotations


class CorrectionError(Exception):
    """Base of the errors of corrections; the message is a sentence for staff."""


class NoSuchCorrection(CorrectionError):
    """No correction of this court has this number."""


class NothingToCorrect(CorrectionError):
    """No message of a citizen stands before that entry."""


class MarkedAlready(CorrectionError):
    """A colleague has marked this answer."""


class OwnCorrection(CorrectionError):
    """Nobody reviews what they marked themselves."""


class Decided(CorrectionError):
    """It has been decided about."""


class Incomplete(CorrectionError):
    """What would have been right is missing, or holds personal data."""
