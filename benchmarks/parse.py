"""Understands messages in the engine's own environment and tells what each took.

``.venv-engine/bin/python -m benchmarks.parse MODEL``: messages as JSON go in; milliseconds of each,
and of CPU for all of them, come out. The only module here that needs Rasa.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_WARM_UP = 20


async def parse(model: Path, texts: Sequence[str]) -> dict[str, Any]:
    """Return what the model takes for the texts, after a few that are not counted."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    for text in texts[:_WARM_UP]:
        await agent.parse_message(text)
    taken = []
    cpu = time.process_time()
    for text in texts:
        began = time.perf_counter()
        await agent.parse_message(text)
        taken.append(1e3 * (time.perf_counter() - began))
    return {"taken": taken, "cpu": 1e3 * (time.process_time() - cpu)}


def main() -> None:
    """Read texts, write what they took."""
    from bot.nlu.frugal import be_frugal

    be_frugal()  # as the engine's door does
    texts = json.load(sys.stdin)
    result = asyncio.run(parse(Path(sys.argv[1]), texts))
    # Rasa and what it loads write to the output too: the result is its last line.
    sys.stdout.write(f"\n{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
