"""``understand`` and ``evaluate``: what the trained model takes messages for, and how well.

Both run in the engine's environment, where the model lives; only their results come to standard
output, progress goes to standard error.
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


def evaluate(questions: Path, *, baseline: bool) -> None:
    """Score today's data on questions whose topics are known; ``baseline`` adds Rasa's default."""
    with failures_in_words():
        if not questions.is_file():
            fail(f"没有这个文件：{questions}。请给一个 JSONL 文件，每行含 text、topic、in_scope。")
        options = ["--baseline"] if baseline else []
        _become("bot.nlu.evaluation", str(questions.absolute()), *options)


def _become(module: str, *arguments: str) -> None:
    """Go on as a program of the engine's environment; streams and exit status are its own."""
    os.chdir(ROOT)
    sys.stdout.flush()
    program = [str(ENGINE_PYTHON), *QUIET, "-m", module, *arguments]
    os.execve(program[0], program, {**os.environ, **RASA})
