"""Messages in many voices that must be understood, whatever else changes.

The messages are in tests/fixtures/understanding.yml: all of `core` must be read right, of `more` a
few may be missed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.nlu.understanding import Understander, Understanding

ROOT = Path(__file__).resolve().parents[2]
GROUPS = yaml.safe_load(
    (ROOT / "tests" / "fixtures" / "understanding.yml").read_text(encoding="utf-8")
)
CORE = [row for group in GROUPS.values() for row in group["core"].items()]
MORE = [row for group in GROUPS.values() for row in group["more"].items()]
MAY_MISS = 12
REFUSED = "oos"

TWO_QUESTIONS = {
    "起诉离婚要带什么材料？还有诉讼费多少": ["divorce_suit_procedure", "litigation_fee"],
    "他不还钱我怎么告？律师费谁出？": ["debt_recovery_suit", "lawyer_fee"],
    "怎么申请执行？法官电话多少": ["enforcement_application", "contact_judge"],
    "我想查案子进度，还有什么时候开庭": ["case_progress_query", "hearing_time_query"],
    "财产保全怎么申请？另外被告不来开庭怎么办？": [
        "property_preservation",
        "non_appearance_default",
    ],
    "证人能不能视频作证？再问一下开庭可以旁听吗": ["witness", "hearing_procedure"],
}


def _misses(understander: Understander, rows: list[tuple[str, str]]) -> list[str]:
    """Return each message that was read wrong, with what was wanted and what was found."""
    readings = [(text, names, understander.read(text)) for text, names in rows]
    return [
        f"{text}: {names}, read as {reading.topic or reading.intent} {reading.confidence:.2f}"
        for text, names, reading in readings
        if not _is_right(reading, set(names.split()))
    ]


def _is_right(reading: Understanding, names: set[str]) -> bool:
    if REFUSED in names and not reading.in_scope:
        return True
    return not names.isdisjoint({reading.topic, reading.intent})


def test_there_are_messages_enough() -> None:
    assert (len(CORE) >= 60, len(CORE) + len(MORE) >= 120) == (True, True)


def test_no_message_is_known_by_heart(understander: Understander) -> None:
    """A line of the training data or of an article would prove nothing."""
    asked = [*(text for text, _ in (*CORE, *MORE)), *TWO_QUESTIONS]
    assert [text for text in asked if understander.knows(text)] == []


def test_the_core_is_understood(understander: Understander) -> None:
    assert _misses(understander, CORE) == []


def test_most_of_the_rest_is_understood(understander: Understander) -> None:
    misses = _misses(understander, MORE)
    assert len(misses) <= MAY_MISS, "\n".join(misses)


@pytest.mark.parametrize(("text", "topics"), TWO_QUESTIONS.items())
def test_two_questions_are_both_found(
    understander: Understander, text: str, topics: list[str]
) -> None:
    assert [segment["topic"] for segment in understander.read(text).segments] == topics
