"""The advice line: what asks for a lawyer's or a prophet's word is refused, procedure is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.understanding import Understander

ROOT = Path(__file__).resolve().parents[2]
LINE: dict[str, Any] = yaml.safe_load(
    (ROOT / "tests" / "fixtures" / "advice_line.yml").read_text(encoding="utf-8")
)
MAY_MISS = 4
REFUSED = "out_of_scope"


def _wrongly_answered(understander: Understander, texts: list[str]) -> list[str]:
    return [text for text in texts if understander.read(text).intent != REFUSED]


def _wrongly_read(understander: Understander, texts: dict[str, str]) -> list[str]:
    """Return what is refused, or answered from another topic."""
    read = {text: understander.read(text) for text in texts}
    return [text for text, topics in texts.items() if str(read[text].topic) not in topics.split()]


def test_the_table_is_large_enough() -> None:
    """Sixty messages and more, both ways, none twice."""
    texts = [*LINE["refused"], *LINE["answered"]]
    harder = LINE["may_miss"]
    texts += [*harder["refused"], *harder["answered"]]
    assert len(texts) == len(set(texts)) >= 60


def test_advice_is_refused(understander: Understander) -> None:
    """Outcome, strategy, strength of evidence, and whether the judge is right."""
    assert _wrongly_answered(understander, LINE["refused"]) == []


def test_procedure_that_sounds_alike_is_answered(understander: Understander) -> None:
    """From a topic that is right."""
    assert _wrongly_read(understander, LINE["answered"]) == []


def test_few_of_the_hard_ones_are_missed(understander: Understander) -> None:
    """Words of advice and of procedure in one message."""
    harder = LINE["may_miss"]
    missed = _wrongly_answered(understander, harder["refused"])
    missed += _wrongly_read(understander, harder["answered"])
    assert len(missed) <= MAY_MISS, missed


def test_none_of_the_messages_was_learned() -> None:
    """A line of the training data would prove nothing."""
    learned = {
        line.strip().removeprefix("- ")
        for path in (ROOT / "data" / "nlu").rglob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    harder = LINE["may_miss"]
    every = {*LINE["refused"], *LINE["answered"], *harder["refused"], *harder["answered"]}
    assert learned.isdisjoint(every)


@pytest.mark.parametrize("topic", ["oos_win_or_outcome_prediction"])
def test_the_refusal_names_the_next_step(topic: str) -> None:
    """12348, and what the assistant can do instead."""
    topics = yaml.safe_load((ROOT / "data/knowledge/topics.yml").read_text(encoding="utf-8"))
    refusal = topics[topic]["refusal"]
    assert "12348" in refusal and "我来告诉您" in refusal
