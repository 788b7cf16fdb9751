"""How long understanding a message takes, without a server around it."""

from __future__ import annotations

import asyncio
import json
import os
from itertools import cycle, islice
from pathlib import Path

from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.messages import QUESTIONS
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from bot.processes import ENGINE_PYTHON, QUIET, RASA
from bot.settings import ROOT

_LONGEST = 600.0


async def nlu(model: Path, scale: Scale) -> Found:
    """Understand messages one after the other in a process of the engine's environment.

    Raises:
        BenchmarkFailed: the process failed.
    """
    process = await asyncio.create_subprocess_exec(
        *(str(ENGINE_PYTHON), *QUIET, "-m", "benchmarks.parse", str(model)),
        cwd=ROOT,
        env={**os.environ, **RASA},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    texts = list(islice(cycle(QUESTIONS), scale.parses))
    try:
        output, errors = await asyncio.wait_for(
            process.communicate(json.dumps(texts).encode()), _LONGEST
        )
    except TimeoutError:
        process.kill()
        raise BenchmarkFailed("understanding took too long") from None
    if process.returncode:
        last = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise BenchmarkFailed(f"the model does not load: {last}")
    result = json.loads(output.strip().rpartition(b"\n")[2])
    cpu = result["cpu"] / len(texts)
    return Found({"nlu_p50": percentile(result["taken"], 0.5), "cpu_understanding": cpu})
