"""The services of bot/ that actions call, opened at the first use and not at import."""

from __future__ import annotations

from functools import cache

from bot.db import Database
from bot.knowledge.library import Library
from bot.settings import ROOT, settings


@cache
def database() -> Database:
    """The case and desk database."""
    return Database(settings().database)


@cache
def library() -> Library:
    """The knowledge articles and topics."""
    return Library.load(ROOT / "data" / "knowledge")
