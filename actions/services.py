"""The services of bot/ that actions call, opened at the first use and not at import."""

from __future__ import annotations

from functools import cache

from bot.db import Database
from bot.knowledge.current import CurrentLibrary
from bot.knowledge.library import Library
from bot.settings import settings


@cache
def database() -> Database:
    """The case and desk database."""
    return Database(settings().database)


def library() -> Library:
    """The knowledge articles and topics, as the files stand."""
    return _current().get()


@cache
def _current() -> CurrentLibrary:
    return CurrentLibrary(settings().knowledge_dir)
