"""docs/benchmarks.md: the words are written by hand, the table between the markers is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import machine
from benchmarks.kept import Kept
from benchmarks.report import Row, markdown, replaced
from bot.settings import ROOT

PATH = ROOT / "docs" / "benchmarks.md"
COMMAND = "make bench"


def notes(ours: Sequence[str], theirs: Kept, fingerprint: str) -> list[str]:
    """Return where, when and how it was measured, and what is to be said of single figures."""
    today = f"{datetime.now():%Y-%m-%d}"
    where = f"{machine.description()}; {today}; `{COMMAND}`"
    of_theirs = [f"Rasa's default pipeline: {note}" for note in theirs.notes]
    return [where, *ours, theirs.note(fingerprint), *of_theirs]


def write(table: Sequence[Row], lines: Sequence[str], path: Path = PATH) -> None:
    """Put the table in its place."""
    text = replaced(path.read_text(encoding="utf-8"), markdown(table, lines))
    path.write_text(text, encoding="utf-8")
