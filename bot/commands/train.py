"""``train``: bring the model up to date."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from bot.commands.terminal import fail, failures_in_words, step
from bot.model import Models, component_listener, is_whole
from bot.processes import ENGINE_PYTHON, RASA, TRAIN
from bot.settings import ROOT, Settings, settings
from bot.supervisor import checks
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.stopping import run_until_stopped

REFUSAL = "另一个训练正在进行（进程号 {}），请等它结束。"


def run(*, force: bool = False) -> None:
    """Train if the model is out of date or ``force`` d, and say which one it is."""
    console = Console(highlight=False)

    async def work() -> None:
        model = await up_to_date_model(settings(), console, force=force)
        console.print(f"模型 {model.name}")

    with failures_in_words():
        if run_until_stopped(work):
            fail("训练已中止，原来的模型没有动。")


async def up_to_date_model(chosen: Settings, console: Console, *, force: bool = False) -> Path:
    """Return the model of today's sources; train it if it is missing, broken or ``force`` d.

    Raises:
        AlreadyRunning: another training is under way.
        GaveUp: the training failed.
    """
    models = Models(ROOT)
    model = models.path()
    if model.exists() and not force:
        if is_whole(model):
            model.touch()  # `rasa shell` takes the newest, and the oldest are dropped
            return model
        console.print(f"模型文件 {model.name} 已损坏，重新训练。", style="yellow")
    checks.require_python(ENGINE_PYTHON)
    checks.require_disk(ROOT)
    with (
        Instance(models.folder / "train.lock", REFUSAL) as lock,
        step(console, "训练模型") as detail,
    ):
        log = LogFile(chosen.var_dir / "log" / "train.log", component_listener(detail))
        return await models.train(TRAIN, RASA, lock, log)
