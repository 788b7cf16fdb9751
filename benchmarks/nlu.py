"""How long understanding a message takes, without a server around it."""

from __future__ import annotations

import asyncio
from itertools import cycle, islice
from pathlib import Path

from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.messages import QUESTIONS
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from bot.commands.engine import ask_engine

_LONGEST = 600.0


async def nlu(model: Path, scale: Scale) -> Found:
    """Understand messages one after the other in a process of the engine's environment.

    Raises:
        BenchmarkFailed: it took too long.
        GaveUp: the process failed.
    """
    texts = list(islice(cycle(QUESTIONS), scale.parses))
    reading = ask_engine("bot.nlu.readings", str(model), given=texts)
    try:
        result = await asyncio.wait_for(reading, _LONGEST)
    except TimeoutError:
        raise BenchmarkFailed("understanding took too long") from None
    cpu = result["cpu"] / len(texts)
    return Found({"nlu_p50": percentile(result["taken"], 0.5), "cpu_understanding": cpu})
