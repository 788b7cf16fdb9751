"""What is measured, in which unit, and what must be reached (issue 2, "Figures to reach")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Bound = Literal["at most", "at least"]
_SIGNS: dict[Bound, str] = {"at most": "≤", "at least": "≥"}


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``of_the_pipeline``: another pipeline would change it."""

    key: str
    title: str
    unit: str
    target: float | None = None
    bound: Bound = "at most"
    digits: int = 1
    of_the_pipeline: bool = True

    def meets(self, value: float) -> bool | None:
        """Return whether a value reaches the target; ``None`` if there is none."""
        if self.target is None:
            return None
        return value <= self.target if self.bound == "at most" else value >= self.target

    def shown(self, value: float) -> str:
        """Return a value as the table shows it: ``1,234.5 ms``."""
        return f"{value:,.{self.digits}f} {self.unit}"

    @property
    def shown_target(self) -> str:
        """The target as the table shows it, empty if there is none."""
        if self.target is None:
            return ""
        return f"{_SIGNS[self.bound]} {self.target:,g} {self.unit}"


FIGURES = (
    Figure("turn_p50", "Whole web turn, 1 user, p50", "ms", 25),
    Figure("turn_p95", "Whole web turn, 1 user, p95", "ms", 60),
    Figure("turns_per_second", "Turns, 16 users", "/s", 120, "at least"),
    Figure("load_p50", "Whole web turn, 16 users, p50", "ms"),
    Figure("load_p95", "Whole web turn, 16 users, p95", "ms"),
    Figure("growth", "Turn 2,000 of a conversation against turn 2", "×", 1.3, digits=2),
    Figure("memory", "Engine, resident memory after the load", "MB", 900, digits=0),
    Figure(
        "lookup_p50", "One case among 1,000,000 (SQLite), p50", "ms", digits=2,
        of_the_pipeline=False,
    ),
    Figure(
        "lookup_p99", "One case among 1,000,000 (SQLite), p99", "ms", 5, digits=2,
        of_the_pipeline=False,
    ),
    Figure(
        "import_rows", "Import of a CSV file", "rows/s", 10_000, "at least", 0,
        of_the_pipeline=False,
    ),
    Figure("voice_p50", "Voice webhook, 10 calls at once, p50", "ms", of_the_pipeline=False),
    Figure("voice_p95", "Voice webhook, 10 calls at once, p95", "ms", 250, of_the_pipeline=False),
    Figure(
        "voice_forged_accepted", "Voice: accepted of 10,000 hostile requests", "requests", 0,
        digits=0, of_the_pipeline=False,
    ),
    Figure(
        "voice_forged_memory", "Gateway, memory grown by them", "MB", 10, of_the_pipeline=False
    ),
    Figure("wechat_p50", "WeChat passive reply, 20 messages/s, p50", "ms", of_the_pipeline=False),
    Figure(
        "wechat_p95", "WeChat passive reply, 20 messages/s, p95", "ms", 150,
        of_the_pipeline=False,
    ),
    Figure(
        "wechat_lost", "WeChat: lost of 500 messages at once, gateway killed three times",
        "messages", 0, digits=0, of_the_pipeline=False,
    ),
    Figure(
        "wechat_twice", "WeChat: of these answered twice", "messages", 0, digits=0,
        of_the_pipeline=False,
    ),
    Figure(
        "wechat_forged_accepted", "WeChat: accepted of 10,000 hostile requests", "requests", 0,
        digits=0, of_the_pipeline=False,
    ),
    Figure(
        "wechat_forged_memory", "Gateway, memory grown by them", "MB", 10, of_the_pipeline=False
    ),
    Figure(
        "desk_queue_p95", "Desk: first page of the queue among 2,000,000 entries, p95", "ms", 100,
        of_the_pipeline=False,
    ),
    Figure(
        "desk_search_p95", "Desk: search in 2,000,000 entries (SQLite), p95", "ms", 300,
        of_the_pipeline=False,
    ),
    Figure(
        "desk_live_p95", "Desk: a citizen's message on an open console, p95", "ms", 500,
        of_the_pipeline=False,
    ),
    Figure(
        "desk_online", "Desk: staff online meanwhile", "people", 50, "at least", 0,
        of_the_pipeline=False,
    ),
    Figure("nlu_p50", "Understanding a message, p50", "ms", digits=2),
    Figure("training", "Training", "s", digits=0),
    Figure("start", "From start to first answer", "s"),
    Figure("cpu_gateway", "CPU of a turn: gateway", "ms"),
    Figure("cpu_understanding", "CPU of a turn: engine, understanding", "ms"),
    Figure("cpu_dialogue", "CPU of a turn: engine, rules, forms and tracker", "ms"),
    Figure("cpu_actions", "CPU of a turn: actions", "ms"),
)  # fmt: skip

Measured = Mapping[str, float]


def with_stages(measured: Measured) -> dict[str, float]:
    """Return the figures with the engine's CPU told apart: understanding, and the rest of it."""
    told = dict(measured)
    engine, understanding = told.pop("cpu_engine", None), told.get("cpu_understanding")
    if engine is not None and understanding is not None:
        told["cpu_dialogue"] = max(engine - understanding, 0.0)
    return told
