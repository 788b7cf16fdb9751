"""Training: the assistant's own model and Rasa's default pipeline on the same data, timed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bot.baseline import COMMAND
from bot.model import Models
from bot.processes import RASA, TRAIN
from bot.settings import ROOT
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile

# Rasa's cache would answer for the components that have not changed.
_ANEW = "--force"


async def train_ours(folder: Path) -> tuple[Path, float]:
    """Train the assistant's model into ``folder``; return it and the seconds it took.

    Raises:
        GaveUp: the training failed.
    """
    return await _train(Models(ROOT, folder / "models"), TRAIN, folder)


async def train_baseline(models: Models, folder: Path) -> float:
    """Train Rasa's default pipeline, with its log in ``folder``; return the seconds it took.

    Raises:
        GaveUp: the training failed.
    """
    _, seconds = await _train(models, COMMAND, folder)
    return seconds


async def _train(models: Models, command: Sequence[str], folder: Path) -> tuple[Path, float]:
    began = time.monotonic()
    with Instance(folder / "train.lock", "{}") as instance:
        log = LogFile(folder / "log" / "train.log")
        model = await models.train((*command, _ANEW), RASA, instance, log)
    return model, time.monotonic() - began
