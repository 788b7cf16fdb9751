"""``evaluate --corrections``: what staff have put right is still understood."""

from __future__ import annotations

import typer
from rich.console import Console

from bot.commands.engine import ask_engine
from bot.commands.terminal import fail, failures_in_words
from bot.commands.train import up_to_date_model
from bot.evaluation.corrections import read_corrections
from bot.evaluation.errors import EvaluationError
from bot.evaluation.measured import Measured
from bot.knowledge.reading import read_topics
from bot.settings import settings
from bot.supervisor.stopping import run_until_stopped


def run() -> None:
    """Read every approved correction with today's model, print those read wrong, exit 1 if any."""
    progress = Console(stderr=True, highlight=False, soft_wrap=True)
    done: list[Measured] = []
    with failures_in_words():
        chosen = settings()
        topics = read_topics(chosen.knowledge_dir)
        try:
            asked = read_corrections(chosen.corrections_dir, topics)
        except EvaluationError as error:
            fail(str(error))
        if not asked:
            typer.echo("还没有审核通过的纠错。")
            return

        async def work() -> None:
            model = await up_to_date_model(chosen, progress)
            texts = [question.text for question in asked]
            result = await ask_engine("bot.nlu.readings", str(model), given=texts)
            done.append(Measured.from_engine("纠错", asked, result))

        if run_until_stopped(work):
            fail("评测已中止。")
    mistakes = done[0].mistakes
    for question, reading in mistakes:
        typer.echo(f"✗ {question.text}：应为 {question.topic}，读作 {reading.name}")
    typer.echo(f"{len(asked)} 条纠错，{len(asked) - len(mistakes)} 条理解正确。")
    if mistakes:
        raise typer.Exit(1)
