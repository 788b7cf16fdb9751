"""Training: the assistant's own model, timed, and Rasa's default pipeline on the same data."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.model import Models, is_whole
from bot.processes import RASA, TRAIN
from bot.settings import ROOT
from bot.supervisor.child import run_once
from bot.supervisor.errors import GaveUp
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.spec import ProcessSpec

BASELINE = "benchmarks/baseline.yml"
# What the baseline's model is made from: as ours, without our own components.
BASELINE_SOURCES = (
    BASELINE,
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/responses",
    "requirements/engine.txt",
)
# Rasa's cache would answer for the components that have not changed.
_ANEW = "--force"


async def train_ours(folder: Path) -> tuple[Path, float]:
    """Train the assistant's model into ``folder``; return it and the seconds it took.

    Raises:
        GaveUp: the training failed.
    """
    began = time.monotonic()
    with Instance(folder / "train.lock", "{}") as instance:
        log = LogFile(folder / "log" / "train.log")
        model = await Models(ROOT, folder / "models").train((*TRAIN, _ANEW), RASA, instance, log)
    return model, time.monotonic() - began


def baseline_fingerprint(root: Path = ROOT, sources: Iterable[str] = BASELINE_SOURCES) -> str:
    """Return the name of what the baseline's model is made from today: 16 hex digits."""
    total = hashlib.sha256()
    for path in _files(root, sources):
        content = hashlib.sha256(path.read_bytes()).digest()
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + content)
    return total.hexdigest()[:16]


def baseline_model(var_dir: Path) -> Path:
    """Return where the baseline's model of today's data is, or would be."""
    return var_dir / "cache" / f"baseline-{baseline_fingerprint()}.tar.gz"


async def train_baseline(model: Path, folder: Path, config: str = BASELINE) -> float:
    """Train Rasa's default pipeline to ``model`` and return the seconds it took.

    Raises:
        GaveUp: the training failed.
    """
    began = time.monotonic()
    options = ("--config", config, "--out", str(folder), "--fixed-model-name", "baseline")
    with Instance(folder / "train.lock", "{}") as instance:
        log = LogFile(folder / "log" / "baseline.log")
        spec = ProcessSpec("baseline", (*TRAIN, _ANEW, *options), ROOT, RASA)
        code = await run_once(spec, instance, log)
    made = folder / "baseline.tar.gz"
    if code or not is_whole(made):
        raise GaveUp(f"the baseline was not trained (exit code {code})", log.last_lines)
    model.parent.mkdir(parents=True, exist_ok=True)
    # Another disk than the temporary folder, maybe: the name is given when the file is whole.
    unfinished = model.with_suffix(".unfinished")
    unfinished.write_bytes(made.read_bytes())
    unfinished.replace(model)
    return time.monotonic() - began


def _files(root: Path, sources: Iterable[str]) -> Iterator[Path]:
    for source in sources:
        path = root / source
        inside = path.rglob("*") if path.is_dir() else (path,)
        yield from sorted(file for file in inside if file.is_file())
