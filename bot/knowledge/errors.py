"""Errors of the knowledge base, worded for the editors who correct the files.

KnowledgeError
├── BadFile         not YAML, or not a list or mapping of the expected shape
├── BadField        missing, unknown, of the wrong type, too long or not an allowed value
├── BadDate         a date that is no date, or dates that contradict each other
├── DuplicateId     two articles share an id
├── SecondMain      a topic has two main articles
├── UnknownTopic    no such topic in topics.yml
├── UnknownLaw      no such law in laws.yml
├── NoSuchProvision the law has fewer articles than the number cited
├── DeadLink        a related article does not exist
├── MissingBasis    a verified article names neither a law nor why there is none
├── CannotHold      an article's lines in its file are not those a hold can be written into
└── CannotWrite     an article's lines in its file are not those a change can be written into
"""

from __future__ import annotations

from collections.abc import Callable


class KnowledgeError(ValueError):
    """Base of every error of the knowledge base; the message says where to correct what."""

    def __init__(self, file: str, identity: str, field: str, problem: str) -> None:
        """Name the file, the article (or topic, or law), the field, and the problem."""
        super().__init__(f"{file}:{identity}:{field}：{problem}")
        self.file = file
        self.identity = identity
        self.field = field
        self.problem = problem


Report = Callable[[KnowledgeError], None]


def refuse(error: KnowledgeError) -> None:
    """Raise: what a library that answers citizens does with the first thing that is wrong.

    A reader given ``list.append`` in its place goes on and finds everything that is wrong.
    """
    raise error


class BadFile(KnowledgeError):
    """The file cannot be read as what it should be."""


class BadField(KnowledgeError):
    """A field is missing, unknown, of the wrong type, too long or not an allowed value."""


class BadDate(KnowledgeError):
    """A date is no date, or contradicts another one."""


class DuplicateId(KnowledgeError):
    """Two articles share an id."""


class SecondMain(KnowledgeError):
    """A topic has two main articles."""


class UnknownTopic(KnowledgeError):
    """The topic is not in topics.yml."""


class UnknownLaw(KnowledgeError):
    """The law is not in laws.yml."""


class NoSuchProvision(KnowledgeError):
    """The law does not have the article cited."""


class DeadLink(KnowledgeError):
    """A related article does not exist."""


class MissingBasis(KnowledgeError):
    """A verified article names neither a law nor why there is none."""


class CannotHold(KnowledgeError):
    """A hold cannot be written into the lines of an article."""


class CannotWrite(KnowledgeError):
    """A change cannot be written into the lines of an article."""
