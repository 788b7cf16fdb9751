"""The baseline's figures are kept with the data they were measured on."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kept import Kept, read, write
from benchmarks.training import BASELINE_SOURCES, baseline_fingerprint
from bot.settings import ROOT

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


def test_the_fingerprint_tells_contents_and_names_apart(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    one, other = tmp_path / "data" / "a.yml", tmp_path / "data" / "b.yml"
    seen = []
    for path, text in ((one, "x"), (one, "y"), (other, "y")):
        path.write_text(text, encoding="utf-8")
        seen.append(baseline_fingerprint(tmp_path, ["data", "missing.yml"]))
    one.unlink()
    seen.append(baseline_fingerprint(tmp_path, ["data"]))
    assert len(set(seen)) == 4
    assert baseline_fingerprint(tmp_path, ["data"]) == seen[-1]


def test_the_baseline_is_made_from_files_that_are_there() -> None:
    named = [source for source in BASELINE_SOURCES if source.endswith((".yml", ".txt"))]
    assert [source for source in named if not (ROOT / source).is_file()] == []
