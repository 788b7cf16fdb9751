"""The table: in the terminal with Rich, in docs/benchmarks.md as Markdown between two markers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.table import Table

from benchmarks.figures import FIGURES, Figure, Measured

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NOT_MEASURED = "not measured"
SAME = "the same"
HEADERS = ("Figure", "Target", "Ours", "", "Rasa's default pipeline")


class Row(NamedTuple):
    """One line of the table as text. ``verdict``: met, **missed** or empty."""

    title: str
    target: str
    ours: str
    verdict: str
    baseline: str


def rows(ours: Measured, baseline: Measured) -> list[Row]:
    """Return every figure beside the baseline's; what was not measured is said, never left out."""
    return [_row(figure, ours, baseline) for figure in FIGURES]


def _row(figure: Figure, ours: Measured, baseline: Measured) -> Row:
    value = ours.get(figure.key)
    return Row(
        figure.title,
        figure.shown_target,
        NOT_MEASURED if value is None else figure.shown(value),
        "" if value is None else _verdict(figure.meets(value)),
        _beside(figure, baseline.get(figure.key)),
    )


def _verdict(met: bool | None) -> str:
    return "" if met is None else "met" if met else "**missed**"


def _beside(figure: Figure, value: float | None) -> str:
    if not figure.of_the_pipeline:
        return SAME
    return NOT_MEASURED if value is None else figure.shown(value)


def terminal(table: Sequence[Row]) -> Table:
    """Return the table for a terminal; a missed target is red."""
    shown = Table(*HEADERS, box=None, header_style="bold")
    for column in (1, 2, 4):
        shown.columns[column].justify = "right"
    for row in table:
        missed = row.verdict == "**missed**"
        shown.add_row(
            *row[:3], row.verdict.strip("*"), row.baseline, style="red" if missed else None
        )
    return shown


def markdown(table: Sequence[Row], notes: Sequence[str]) -> str:
    """Return the table and the notes below it for a document."""
    lines = [_line(HEADERS), "|---|---:|---:|---|---:|", *map(_line, table), ""]
    return "\n".join([*lines, *(f"- {note}" for note in notes)]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def replaced(document: str, measured: str) -> str:
    """Return a document with what stands between its markers replaced.

    Raises:
        ValueError: the markers are not there, once each and in order.
    """
    before, begun, rest = document.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended or BEGIN in rest or END in after:
        raise ValueError(f"the document needs {BEGIN} and {END}, once each")
    return f"{before}{BEGIN}\n{measured}{END}{after}"


def not_as_intended(astray: dict[str, int], turns: int) -> Iterator[str]:
    """Yield a note if messages were not answered as the measurement wants them."""
    if astray:
        texts = "、".join(sorted(astray))
        yield f"{sum(astray.values())} of {turns} turns were not answered as intended: {texts}"
