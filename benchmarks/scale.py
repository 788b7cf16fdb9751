"""How much is measured: every count and every time has an end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Counts, and times in seconds, of one run."""

    demo_cases: int
    warm_up_turns: int
    turns_of_one_user: int
    users: int
    load_seconds: float
    long_turns: int
    long_pairs: int
    long_seconds: float
    cases: int
    lookups: int
    import_rows: int
    parses: int
    calls_at_once: int
    calls: int
    forged: int
    wechat_warm_up: float
    wechat_seconds: float
    wechat_users: int
    conversations: int
    staff: int
    desk_seconds: float
    trains: bool


FULL = Scale(
    demo_cases=5_000,
    warm_up_turns=300,
    turns_of_one_user=600,
    users=16,
    load_seconds=30.0,
    long_turns=2_000,
    long_pairs=60,
    long_seconds=600.0,
    cases=1_000_000,
    lookups=5_000,
    import_rows=50_000,
    parses=2_000,
    calls_at_once=10,
    calls=100,
    forged=10_000,
    wechat_warm_up=10.0,
    wechat_seconds=60.0,
    wechat_users=500,
    conversations=100_000,
    staff=50,
    desk_seconds=60.0,
    trains=True,
)

QUICK = Scale(
    demo_cases=200,
    warm_up_turns=10,
    turns_of_one_user=20,
    users=4,
    load_seconds=3.0,
    long_turns=15,
    long_pairs=4,
    long_seconds=10.0,
    cases=5_000,
    lookups=100,
    import_rows=500,
    parses=50,
    calls_at_once=4,
    calls=8,
    forged=200,
    wechat_warm_up=1.0,
    wechat_seconds=3.0,
    wechat_users=20,
    conversations=200,
    staff=4,
    desk_seconds=5.0,
    trains=False,
)
