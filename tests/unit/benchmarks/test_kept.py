"""The baseline's figures are kept with the data they were measured on."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kept import Kept, read, write

KEPT = Kept("abc", "2026-11-24", "2 cores", {"memory": 1.23456, "training": 1500.0}, ("slow",))


def test_nothing_is_kept_before_the_first_measurement(tmp_path: Path) -> None:
    nothing = read(tmp_path / "none.json")
    assert nothing == Kept()
    assert "never measured" in nothing.note("abc")


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    write(path, KEPT)
    figures = {"memory": 1.235, "training": 1500.0}
    assert read(path) == Kept("abc", "2026-11-24", "2 cores", figures, ("slow",))
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_the_note_tells_whether_the_data_are_still_the_same() -> None:
    told = "Rasa's default pipeline was measured on 2026-11-24 on {} data (abc): 2 cores"
    assert KEPT.note("abc") == told.format("the same")
    assert KEPT.note("def") == told.format("earlier")
