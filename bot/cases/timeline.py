"""The timeline of a case and how it is stored: a compact JSON array."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import orjson

from bot.cases.vocabulary import Stage


class TimelineEntry(NamedTuple):
    """One step that happened.

    ``asked_by`` is the seq of the party who asked for it, where somebody did (preservation).
    ``carried_out`` is False for a measure that was ordered and not yet carried out: the other
    side must not learn of it (法释〔2018〕7号 第8条).
    """

    on: date
    stage: Stage
    note: str = ""
    asked_by: int | None = None
    carried_out: bool = True


def encode(entries: Iterable[TimelineEntry]) -> str:
    """Return the stored form: ``[["2026-01-05",1,"note",2,false],…]``, defaults left off."""
    return orjson.dumps([_row(entry) for entry in entries]).decode()


def decode(stored: str) -> tuple[TimelineEntry, ...]:
    """Return the entries of a stored timeline in their order."""
    return tuple(_entry(*row) for row in orjson.loads(stored))


def _row(entry: TimelineEntry) -> list[object]:
    row: list[object] = [entry.on.isoformat(), int(entry.stage)]
    if not entry.carried_out:
        return [*row, entry.note, entry.asked_by, False]
    if entry.asked_by is not None:
        return [*row, entry.note, entry.asked_by]
    return [*row, entry.note] if entry.note else row


def _entry(
    on: str, stage: int, note: str = "", asked_by: int | None = None, carried_out: bool = True
) -> TimelineEntry:
    return TimelineEntry(date.fromisoformat(on), Stage(stage), note, asked_by, carried_out)
