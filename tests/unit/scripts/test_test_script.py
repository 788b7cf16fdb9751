"""The script that runs every test: nothing that failed may be counted as passed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import test as script
from scripts.test import Counts, Runner, Stage

REPORT = '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>'
WARNINGS = """
2026-11-24 15:42:57 INFO     rasa.validator  - Validating intents...
2026-11-24 15:42:57 WARNING  rasa.validator  - The intent 'greet' is not used in any story.
/x/rasa/shared/utils/io.py:99: UserWarning: Misaligned entity annotation in message '你好'.
/x/pkg_resources/__init__.py:1: DeprecationWarning: pkg_resources is deprecated.
"""


@pytest.fixture(autouse=True)
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the reports and logs; tests/validate_allowed.txt is empty."""
    monkeypatch.setattr(script, "OUT", tmp_path / "out")
    monkeypatch.setattr(script, "ROOT", tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "tests").mkdir()
    allow(tmp_path, "")
    return tmp_path / "out"


def allow(root: Path, text: str) -> None:
    (root / "tests" / "validate_allowed.txt").write_text(text)


def stage(name: str, program: str, *needs: str) -> Stage:
    return Stage(name, (sys.executable, "-c", program), needs)


def test_counts_are_written_as_a_summary_line() -> None:
    assert str(Counts(3, 1)) == "3 passed, 1 failed"
    assert str(Counts(3, 0, 2) + Counts(1, 1)) == "4 passed, 1 failed, 2 skipped"


def test_pytest_is_counted_from_its_report(out: Path) -> None:
    unit = script.pytest("unit")
    unit.report.write_text(REPORT)
    assert unit.count(unit, 1) == Counts(4, 3, 3)


def test_a_run_without_a_report_has_failed() -> None:
    unit = script.pytest("unit")
    assert unit.count(unit, 0) == Counts(0, 1, 0)


def test_a_crash_after_green_tests_has_failed(out: Path) -> None:
    unit = script.pytest("unit")
    unit.report.write_text('<testsuites><testsuite tests="2"/></testsuites>')
    assert unit.count(unit, 3) == Counts(1, 1, 0)


def test_rasas_warnings_are_found_and_those_of_packages_are_not() -> None:
    assert script.warnings_in(WARNINGS) == [
        "The intent 'greet' is not used in any story.",
        "Misaligned entity annotation in message '你好'.",
    ]


@pytest.mark.parametrize(
    ("allowed", "failed"),
    [
        ("", 1),
        ("# known\nThe intent 'greet'\n", 1),
        ("The intent 'greet'\nMisaligned entity\n", 0),
        ("The intent 'greet'\nMisaligned entity\nnever seen\n", 1),
    ],
)
def test_only_allowed_warnings_pass(tmp_path: Path, out: Path, allowed: str, failed: int) -> None:
    allow(tmp_path, allowed)
    (out / "validate.log").write_text(WARNINGS)
    assert script.count_warnings(stage("validate", ""), 0) == Counts(1 - failed, failed)


def test_stories_are_counted_from_the_report(out: Path) -> None:
    (out / "stories").mkdir()
    report = out / "stories" / "story_report.json"
    report.write_text('{"conversation_accuracy": {"correct": 28, "total": 29}}')
    (out / "stories" / "failed_test_stories.yml").write_text("- story: appeal\n")
    stories = stage("stories", "")
    stories.log.touch()
    assert script.count_stories(stories, 0) == Counts(28, 1)
    assert stories.log.read_text() == "- story: appeal\n"
    assert script.count_stories(stories, 1) == Counts(0, 1)


async def test_what_needs_a_failed_stage_is_not_run_and_has_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stages = [
        stage("train", "import sys; print('no data'); sys.exit(1)"),
        stage("stories", "print('never')", "train"),
        stage("unit", "print('fine')"),
    ]
    assert await Runner(stages).run() == Counts(1, 2)
    shown = capsys.readouterr().out
    assert "  train | no data\n" in shown
    assert "✗ stories: 0 passed, 1 failed (not run: what it needs has failed)\n" in shown
    assert "never" not in shown
    assert "fine" not in shown


def test_chosen_stages_bring_what_they_need() -> None:
    assert [stage.name for stage in script.selected(["browser"])] == ["page", "chromium", "browser"]
    assert [stage.name for stage in script.selected([])] == [s.name for s in script.stages()]


def test_an_unknown_stage_is_refused_by_name() -> None:
    with pytest.raises(SystemExit, match=r"No stage storys; there are train, unit"):
        script.selected(["storys"])
