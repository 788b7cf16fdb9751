"""How often people ask about each topic."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

from bot.nlu.demand import DemandError, leanings, parse, read

ROOT = Path(__file__).resolve().parents[3]


def test_the_table() -> None:
    """Comments and empty lines do not count."""
    assert parse("# asked\n\nappeal 21\ncan_i_sue 130\n") == {"appeal": 21, "can_i_sue": 130}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("appeal 21\nappeal 3", "line 2: twice"),
        ("appeal", "line 1: no number"),
        ("appeal many", "line 1: no number"),
        ("# asked\nappeal -1", "line 2: no number"),
    ],
)
def test_what_is_no_table(table: str, message: str) -> None:
    """The line that is wrong is named."""
    with pytest.raises(DemandError, match=message):
        parse(table)


def test_leanings() -> None:
    """What is asked more than the average leans up; what has no count is average."""
    found = leanings(["appeal", "greet", "witness"], {"appeal": 97, "witness": 22})
    assert found == pytest.approx([math.log(2), 0.0, -math.log(2)])
    assert leanings(["appeal", "greet"], {}) == [0.0, 0.0]


def test_the_table_of_today_names_topics_in_scope() -> None:
    """Demand moves nothing out of scope: that has a model of its own."""
    topics = yaml.safe_load((ROOT / "data/knowledge/topics.yml").read_text(encoding="utf-8"))
    counts = read(ROOT / "data" / "lexicon" / "demand.txt")
    assert len(counts) > 80
    assert [name for name in counts if topics[name]["intent"] == "out_of_scope"] == []
