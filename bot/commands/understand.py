"""``understand``: what the trained model takes messages for.

It runs in the engine's environment, where the model lives; only results come to standard output,
progress goes to standard error.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rich.console import Console

from bot.commands.terminal import fail, failures_in_words
from bot.commands.train import up_to_date_model
from bot.processes import ENGINE_PYTHON, QUIET, RASA
from bot.settings import ROOT, settings
from bot.supervisor.stopping import run_until_stopped


def run() -> None:
    """Answer each line of standard input with one JSON object, by the model of today's data."""
    console = Console(stderr=True, highlight=False)
    trained: list[Path] = []

    async def work() -> None:
        trained.append(await up_to_date_model(settings(), console))

    with failures_in_words():
        if run_until_stopped(work):
            fail("训练已中止。")
        _become("bot.nlu.lines", str(trained[0]))


def _become(module: str, *arguments: str) -> None:
    """Go on as a program of the engine's environment; streams and exit status are its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    program = [str(ENGINE_PYTHON), *QUIET, "-m", module, *arguments]
    os.execve(program[0], program, {**os.environ, **RASA})
