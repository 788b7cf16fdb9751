"""Replies drawn in a terminal: text, timeline, sources, numbered buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import set_cell_size
from rich.console import Console
from rich.text import Text

from bot.court.basis import Basis

Button = dict[str, Any]

_MARKS = {"done": ("●", "green"), "current": ("◉", "bold cyan"), "expected": ("○", "dim")}
_DATE_WIDTH = 16  # cells, as 2026年12月31日 and two spaces


def show(console: Console, replies: Iterable[dict[str, Any]]) -> Sequence[Button]:
    """Draw replies and return their buttons, in the order of the numbers that were shown."""
    buttons: list[Button] = []
    for reply in replies:
        console.print(Text.assemble(("助手：", "bold"), reply["text"]))
        for entry in reply.get("timeline", ()):
            console.print(stage(entry))
        for source in sources_of(reply):
            console.print(Text(f"  依据：{source_text(source)}", "dim"))
        buttons += reply.get("buttons", ())
    for number, button in enumerate(buttons, 1):
        console.print(Text.assemble((f"  [{number}] ", "cyan"), button["title"]))
    return buttons


def stage(entry: dict[str, str]) -> Text:
    """Return one line of a timeline."""
    mark, style = _MARKS[entry["state"]]
    note = f"  {entry['note']}" if entry.get("note") else ""
    date = set_cell_size(entry["date"] or "待定", _DATE_WIDTH)
    return Text(f"  {mark} {date}{entry['stage']}{note}", style)


def sources_of(reply: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """Return what is to be shown below a reply: nothing that its text has named already."""
    return () if "依据：" in reply["text"] else reply.get("sources", ())


def source_text(source: dict[str, Any]) -> str:
    """Return what an answer rests on, in one line."""
    if not source.get("law"):
        return str(source.get("title", ""))
    return Basis(source["law"], tuple(source["articles"]), source["version"]).cite()
