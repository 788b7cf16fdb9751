"""The model's name, its wholeness, and a training that is killed or fails."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model import KEPT, SOURCES, Models, component_listener, is_whole
from bot.settings import ROOT
from bot.supervisor.errors import AlreadyRunning, GaveUp
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile

# Stands in for `rasa train`: the same two options, the same lines.
TRAINER = """
import argparse, io, sys, tarfile
options = argparse.ArgumentParser()
options.add_argument("--out"); options.add_argument("--fixed-model-name")
chosen = options.parse_args()
print("INFO hooks - Starting to train component 'TopicClassifier'.", flush=True)
with tarfile.open(f"{chosen.out}/{chosen.fixed_model_name}.tar.gz", "w:gz") as archive:
    archive.addfile(tarfile.TarInfo("metadata.json"), io.BytesIO())
"""
SLOW = "import sys, time; open(sys.argv[2] + '/model.tar.gz', 'w').write('half'); time.sleep(600)"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "config.yml").write_text("language: zh")
    (tmp_path / "data" / "nlu" / "talk").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "talk" / "greet.yml").write_text("nlu: []")
    (tmp_path / "README.md").write_text("no source")
    return tmp_path


async def train(root: Path, program: str, log: LogFile | None = None) -> Path:
    with Instance(root / "train.lock", "busy: {}") as lock:
        command = (sys.executable, "-c", program)
        return await Models(root).train(command, {}, lock, log or LogFile(root / "train.log"))


def archive(path: Path, name: str, size: int = 100_000) -> None:
    content = os.urandom(size)
    with tarfile.open(path, "w:gz") as made:
        info = tarfile.TarInfo(name)
        info.size = size
        made.addfile(info, io.BytesIO(content))


def eventually(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "did not happen within 30 s"
        time.sleep(0.02)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_fingerprint_follows_contents_and_names_and_nothing_else(root: Path) -> None:
    models = Models(root)
    before = models.fingerprint()
    assert len(before) == 16
    assert models.path() == root / "models" / f"{before}.tar.gz"
    (root / "README.md").write_text("changed")
    (root / "config.yml").touch()
    assert models.fingerprint() == before
    greet = root / "data" / "nlu" / "talk" / "greet.yml"
    greet.write_text("nlu: [1]")
    changed = models.fingerprint()
    greet.rename(greet.with_name("hello.yml"))
    assert len({before, changed, models.fingerprint()}) == 3
    greet.write_text("nlu: []")
    greet.with_name("hello.yml").unlink()
    assert models.fingerprint() == before


def test_everything_the_components_import_is_a_source() -> None:
    def ours(path: Path) -> set[str]:
        text = path.read_text(encoding="utf-8")
        return set(re.findall(r"^ *from (bot\.\S+) import", text, re.MULTILINE))

    def is_source(module: str) -> bool:
        path = module.replace(".", "/")
        return any(
            f"{path}.py" == source or f"{path}/".startswith(f"{source}/") for source in SOURCES
        )

    components = [
        path
        for source in SOURCES
        if source.startswith("bot/")
        for path in ((ROOT / source).rglob("*.py") if (ROOT / source).is_dir() else [ROOT / source])
    ]
    missing = {module for path in components for module in ours(path) if not is_source(module)}
    assert len(components) > 20
    assert missing == set()


async def test_a_training_gives_the_model_its_name_and_says_its_components(root: Path) -> None:
    heard: list[str] = []
    log = LogFile(root / "train.log", component_listener(heard.append))
    model = await train(root, TRAINER, log)
    assert model == Models(root).path()
    assert is_whole(model)
    assert heard == ["TopicClassifier"]
    assert names(root / "models") == {model.name}


async def test_only_the_last_models_are_kept(root: Path) -> None:
    made = []
    for number in range(KEPT + 2):
        (root / "config.yml").write_text(f"version {number}")
        made.append(await train(root, TRAINER))
        os.utime(made[-1], (number, number))
    assert names(root / "models") == {model.name for model in made[-KEPT:]}


async def test_a_failed_training_tells_why_and_leaves_nothing(root: Path) -> None:
    with pytest.raises(GaveUp) as failed:
        await train(root, "import sys; sys.exit('Intent greet is missing')")
    assert str(failed.value) == "模型训练失败（退出码 1）。"
    assert failed.value.last_lines == ("Intent greet is missing",)
    assert names(root / "models") == set()


async def test_a_trainer_that_makes_no_model_has_failed(root: Path) -> None:
    with pytest.raises(GaveUp, match=r"模型训练失败（退出码 0）。"):
        await train(root, "pass")


async def test_a_cancelled_training_leaves_nothing_half(root: Path) -> None:
    training = asyncio.create_task(train(root, SLOW))
    models = root / "models"
    await asyncio.to_thread(eventually, lambda: list(models.glob("*/model.tar.gz")))
    training.cancel()
    with pytest.raises(asyncio.CancelledError):
        await training
    assert names(models) == set()


async def test_what_a_killed_training_left_is_swept_away(root: Path) -> None:
    left = root / "models" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "model.tar.gz").write_text("half")
    model = await train(root, TRAINER)
    assert names(root / "models") == {model.name}


async def test_two_trainings_at_once_are_refused(root: Path) -> None:
    with Instance(root / "train.lock", "busy: {}"), pytest.raises(AlreadyRunning) as refused:
        await train(root, TRAINER)
    assert str(refused.value) == f"busy: {os.getpid()}"


def test_a_whole_archive_is_whole(tmp_path: Path) -> None:
    archive(tmp_path / "model.tar.gz", "./metadata.json")
    assert is_whole(tmp_path / "model.tar.gz")


@pytest.mark.parametrize("kept", [0, 1, 100, 50_000, 99_999])
def test_a_cut_archive_is_not_whole(tmp_path: Path, kept: int) -> None:
    model = tmp_path / "model.tar.gz"
    archive(model, "metadata.json")
    model.write_bytes(model.read_bytes()[:kept])
    assert not is_whole(model)


def test_a_damaged_archive_is_not_whole(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    archive(model, "metadata.json")
    content = bytearray(model.read_bytes())
    content[50_000] ^= 0xFF
    model.write_bytes(content)
    assert not is_whole(model)


def test_an_archive_of_something_else_is_no_model(tmp_path: Path) -> None:
    archive(tmp_path / "model.tar.gz", "holiday.jpg")
    assert not is_whole(tmp_path / "model.tar.gz")


def test_a_missing_model_is_not_whole(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "model.tar.gz")
