"""The table: nothing hidden, and in its place in the document."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import document
from benchmarks.figures import FIGURES
from benchmarks.report import (
    BEGIN,
    END,
    Row,
    markdown,
    not_as_intended,
    replaced,
    rows,
    terminal,
)


def test_every_figure_has_a_row_whatever_was_measured() -> None:
    assert [row.title for row in rows({}, {})] == [figure.title for figure in FIGURES]
    assert {row.ours for row in rows({}, {})} == {"not measured"}


def test_met_missed_and_without_a_target() -> None:
    table = {row.title: row for row in rows({"turn_p50": 25.0, "turn_p95": 60.04, "start": 9}, {})}
    assert table["Whole web turn, 1 user, p50"][1:4] == ("≤ 25 ms", "25.0 ms", "met")
    assert table["Whole web turn, 1 user, p95"][1:4] == ("≤ 60 ms", "60.0 ms", "**missed**")
    assert table["From start to first answer"][1:4] == ("", "9.0 s", "")


def test_the_baseline_stands_beside_ours_where_it_differs() -> None:
    table = {row.title: row for row in rows({}, {"memory": 1234.5, "lookup_p99": 9.0})}
    assert table["Engine, resident memory after the load"].baseline == "1,234 MB"
    assert table["One case among 1,000,000 (SQLite), p99"].baseline == "the same"
    assert table["Training"].baseline == "not measured"


ROWS = [Row("A", "≤ 1 s", "2 s", "**missed**", "3 s"), Row("B", "", "4 s", "", "not measured")]


def test_markdown_holds_table_and_notes() -> None:
    assert markdown(ROWS, ["where", "when"]) == (
        "| Figure | Target | Ours |  | Rasa's default pipeline |\n"
        "|---|---:|---:|---|---:|\n"
        "| A | ≤ 1 s | 2 s | **missed** | 3 s |\n"
        "| B |  | 4 s |  | not measured |\n"
        "\n"
        "- where\n"
        "- when\n"
    )


def test_the_terminal_shows_the_same_cells() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(terminal(ROWS))
    lines = [line.split() for line in console.export_text().splitlines()]
    assert lines[1:] == [
        ["A", "≤", "1", "s", "2", "s", "missed", "3", "s"],
        ["B", "4", "s", "not", "measured"],
    ]


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    text = f"# Title\n{BEGIN}\nold\n{END}\nwords\n"
    once = replaced(text, "new\n")
    assert once == f"# Title\n{BEGIN}\nnew\n{END}\nwords\n"
    assert replaced(once, "new\n") == once


@pytest.mark.parametrize(
    "text", ["", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_document_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        replaced(text, "new")


def test_the_document_of_this_repository_takes_the_table(tmp_path: Path) -> None:
    copy = tmp_path / "benchmarks.md"
    copy.write_text(document.PATH.read_text(encoding="utf-8"), encoding="utf-8")
    document.write(ROWS, ["here"], copy)
    assert markdown(ROWS, ["here"]) in copy.read_text(encoding="utf-8")


def test_turns_that_went_astray_are_told() -> None:
    assert list(not_as_intended({}, 9)) == []
    assert list(not_as_intended({"乙": 2, "甲": 1}, 9)) == [
        "3 of 9 turns were not answered as intended: 乙、甲"
    ]
