"""Errors of editing, each with a sentence for editors.

EditingError
├── NoSuchDraft     no draft has this number
├── NoSuchArticle   no article has this id
├── OpenDraft       the article has an open draft already
├── NotTheAuthor    only who wrote the draft may do that
├── OwnDraft        nobody approves what they wrote themselves
├── WrongState      the draft is decided, or not submitted yet
├── Outdated        the article has changed since the draft was begun
└── NotWritable     the text has errors that the check found
"""

from __future__ import annotations


class EditingError(Exception):
    """Base of the errors of editing; the message is a sentence for editors."""


class NoSuchDraft(EditingError):
    """No draft has this number."""


class NoSuchArticle(EditingError):
    """No article has this id."""


class OpenDraft(EditingError):
    """The article has an open draft already."""


class NotTheAuthor(EditingError):
    """Only who wrote the draft may do that."""


class OwnDraft(EditingError):
    """Nobody approves what they wrote themselves."""


class WrongState(EditingError):
    """The draft is decided, or not submitted yet."""


class Outdated(EditingError):
    """The article has changed since the draft was begun."""


class NotWritable(EditingError):
    """The text has errors that the check found."""
