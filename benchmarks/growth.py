"""Whether a turn of a long conversation costs more than one at its beginning."""

from __future__ import annotations

import time

from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.load import User, failure
from benchmarks.messages import LONE
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from benchmarks.stack import HOST, Stack


async def growth(stack: Stack, scale: Scale) -> Found:
    """Compare late turns of one conversation with second turns of others, message by message.

    Both are measured alternately, so that a change of the machine's mood meets both alike. A
    conversation that grows too slow to reach its length in time is measured at the turn it reached.

    Raises:
        BenchmarkFailed: a turn was not answered.
    """
    old, young = User(HOST, stack.port), User(HOST, stack.port)
    try:
        reached = await _grow(old, scale)
        late, early = [], []
        for number in range(scale.long_pairs):
            text = LONE[number % len(LONE)].text
            await young.begin()
            await _said(young, LONE[-1].text)
            early.append(await _said(young, text))
            late.append(await _said(old, text))
    finally:
        old.close()
        young.close()
    return Found({"growth": percentile(late, 0.5) / percentile(early, 0.5)}, _note(scale, reached))


async def _grow(old: User, scale: Scale) -> int:
    """Talk until the conversation is long; return the number of its last turn."""
    ends = time.monotonic() + scale.long_seconds
    await old.begin()
    for number in range(1, scale.long_turns):
        await _said(old, LONE[number % len(LONE)].text)
        if time.monotonic() > ends:
            return number
    return scale.long_turns - 1


async def _said(user: User, text: str) -> float:
    seconds, replies = await user.say(text)
    if wrong := failure(text, replies):
        raise BenchmarkFailed(wrong)
    return seconds


def _note(scale: Scale, reached: int) -> tuple[str, ...]:
    if reached == scale.long_turns - 1:
        return ()
    return (f"the long conversation reached turn {reached:,} in {scale.long_seconds:.0f} s",)
