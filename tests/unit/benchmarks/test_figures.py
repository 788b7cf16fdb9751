"""The figures to reach, and what counts as reached."""

from __future__ import annotations

import pytest

from benchmarks.figures import FIGURES, Figure, with_stages


def test_every_figure_to_reach_has_its_target() -> None:
    targets = {figure.key: figure.shown_target for figure in FIGURES if figure.target is not None}
    assert targets == {
        "turn_p50": "≤ 25 ms",
        "turn_p95": "≤ 60 ms",
        "turns_per_second": "≥ 120 /s",
        "growth": "≤ 1.3 ×",
        "memory": "≤ 900 MB",
        "lookup_p99": "≤ 5 ms",
        "import_rows": "≥ 10,000 rows/s",
        "voice_p95": "≤ 250 ms",
        "voice_forged_accepted": "≤ 0 requests",
        "voice_forged_memory": "≤ 10 MB",
        "wechat_p95": "≤ 150 ms",
        "wechat_lost": "≤ 0 messages",
        "wechat_twice": "≤ 0 messages",
        "wechat_forged_accepted": "≤ 0 requests",
        "wechat_forged_memory": "≤ 10 MB",
        "desk_queue_p95": "≤ 100 ms",
        "desk_search_p95": "≤ 300 ms",
        "desk_live_p95": "≤ 500 ms",
        "desk_online": "≥ 50 people",
    }


@pytest.mark.parametrize(
    ("bound", "value", "met"),
    [
        ("at most", 25, True),
        ("at most", 25.001, False),
        ("at least", 25, True),
        ("at least", 24.999, False),
    ],
)
def test_the_target_itself_is_met(bound: str, value: float, met: bool) -> None:
    assert Figure("a", "A", "ms", 25, bound).meets(value) is met  # type: ignore[arg-type]


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    figure = Figure("a", "A", "s", digits=2)
    assert (figure.meets(1.0), figure.shown_target) == (None, "")
    assert figure.shown(12345.678) == "12,345.68 s"


def test_the_engines_cpu_is_understanding_and_dialogue() -> None:
    measured = {"cpu_engine": 10.0, "cpu_understanding": 1.5, "start": 9.0}
    assert with_stages(measured) == {"cpu_understanding": 1.5, "cpu_dialogue": 8.5, "start": 9.0}
    assert with_stages({"cpu_engine": 10.0}) == {}
    assert with_stages({"cpu_engine": 1.0, "cpu_understanding": 2.0})["cpu_dialogue"] == 0.0
