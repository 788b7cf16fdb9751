"""What a trained model takes messages for, in the engine's own environment.

``.venv-engine/bin/python -m bot.nlu.readings MODEL``: messages as a JSON list go in; their parse
results, the milliseconds of each, and of CPU for all of them come out, as the last line.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_WARM_UP = 20
_KEPT = ("intent", "topic", "topics", "in_scope")


async def read(model: Path, texts: Sequence[str]) -> dict[str, Any]:
    """Return what any model of the engine reads in the texts, and what that takes."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    for text in texts[:_WARM_UP]:
        await agent.parse_message(text)
    taken, parsed = [], []
    cpu = time.process_time()
    for text in texts:
        began = time.perf_counter()
        parsed.append(await agent.parse_message(text))
        taken.append(1e3 * (time.perf_counter() - began))
    spent = 1e3 * (time.process_time() - cpu)
    readings = [{key: each.get(key) for key in _KEPT} for each in parsed]
    return {"readings": readings, "taken": taken, "cpu": spent}


def main(arguments: Sequence[str]) -> int:
    """Read texts, write what they mean; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    from bot.nlu.frugal import be_frugal

    be_frugal()  # as the engine's door does
    # Rasa and what it loads write to the output too, even into the middle of a long line.
    own = os.dup(1)
    os.dup2(2, 1)
    result = asyncio.run(read(Path(arguments[0]), json.load(sys.stdin)))
    with os.fdopen(own, "w") as output:
        output.write(f"{json.dumps(result)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
