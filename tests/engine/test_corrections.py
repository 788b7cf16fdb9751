"""What staff have put right, and a second person has approved, stays understood."""

from __future__ import annotations

from pathlib import Path

from bot.evaluation.corrections import read_corrections
from bot.knowledge.reading import read_topics
from bot.nlu.understanding import Understander

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = "oos_"


def wrong(understander: Understander, directory: Path) -> list[str]:
    """Return each correction that is read wrong, with what was wanted and what was found."""
    topics = read_topics(ROOT / "data" / "knowledge")
    misses = []
    for question in read_corrections(directory, topics):
        reading = understander.read(question.text)
        refused = not question.in_scope and not reading.in_scope
        if not refused and question.topic not in (reading.topic, reading.intent):
            misses.append(f"{question.text}: {question.topic}, read as {reading.topic}")
    return misses


def test_every_approved_correction_is_understood(understander: Understander) -> None:
    assert wrong(understander, ROOT / "data" / "corrections") == []


def test_a_correction_that_is_not_understood_is_named(
    understander: Understander, tmp_path: Path
) -> None:
    (tmp_path / "one.yml").write_text(
        "- text: 不服一审判决怎么上诉\n  topic: witness\n  approved: 2026-11-24\n", encoding="utf-8"
    )
    assert wrong(understander, tmp_path) == ["不服一审判决怎么上诉: witness, read as appeal"]
