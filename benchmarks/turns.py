"""Whole turns through gateway, engine and actions: their time, their number, their cost."""

from __future__ import annotations

from collections import Counter
from functools import partial

from benchmarks.found import Found
from benchmarks.load import Job, Result, measured
from benchmarks.machine import Usage, can_tell_usage
from benchmarks.messages import conversations
from benchmarks.percentiles import percentile
from benchmarks.report import not_as_intended
from benchmarks.scale import Scale
from benchmarks.stack import HOST, Stack


async def turns(stack: Stack, scale: Scale) -> Found:
    """Measure one user, then many at once, after a warm-up.

    Raises:
        BenchmarkFailed: a turn was not answered.
    """
    job = partial(Job, HOST, stack.port, conversations=conversations(stack.cases))
    await measured(job(users=scale.users, seconds=60.0, turns=scale.warm_up_turns))
    alone = await measured(job(users=1, seconds=120.0, turns=scale.turns_of_one_user))
    before = stack.usages()
    crowd = await measured(job(users=scale.users, seconds=scale.load_seconds, turns=10**9))
    after = stack.usages()
    figures = {"start": stack.started_in, **_times(alone, crowd)}
    if can_tell_usage():
        figures |= _costs(before, after, len(crowd.turns))
    astray = Counter(alone.astray) + Counter(crowd.astray)
    made = len(alone.turns) + len(crowd.turns)
    return Found(figures, tuple(not_as_intended(astray, made)))


def _times(alone: Result, crowd: Result) -> dict[str, float]:
    return {
        "turn_p50": 1e3 * percentile(alone.turns, 0.50),
        "turn_p95": 1e3 * percentile(alone.turns, 0.95),
        "load_p50": 1e3 * percentile(crowd.turns, 0.50),
        "load_p95": 1e3 * percentile(crowd.turns, 0.95),
        "turns_per_second": len(crowd.turns) / crowd.elapsed,
    }


def _costs(before: dict[str, Usage], after: dict[str, Usage], made: int) -> dict[str, float]:
    spent = {name: after[name].cpu - before[name].cpu for name in after}
    cpu = {f"cpu_{name}": 1e3 * seconds / made for name, seconds in spent.items()}
    return {**cpu, "memory": after["engine"].resident / 1e6}
