"""Runs the parts of a measurement one after the other; one that fails stops no other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks import cases, machine
from benchmarks.desk import desk
from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.growth import growth
from benchmarks.kept import Kept
from benchmarks.nlu import nlu
from benchmarks.scale import Scale
from benchmarks.stack import running
from benchmarks.training import train_baseline, train_ours
from benchmarks.turns import turns
from benchmarks.voice import voice
from benchmarks.wechat import wechat
from bot.cases.errors import CasesError
from bot.commands.train import up_to_date_model
from bot.model import Models
from bot.settings import settings
from bot.supervisor.errors import GaveUp, SupervisorError

OUR_STORE, RASA_STORE = "endpoints.yml", "benchmarks/rasa_store.yml"


class Part(str, Enum):
    """What can be measured on its own."""

    IMPORT = "import"
    LOOKUP = "lookup"
    NLU = "nlu"
    TURNS = "turns"
    GROWTH = "growth"
    VOICE = "voice"
    WECHAT = "wechat"
    DESK = "desk"


OF_THE_PIPELINE = (Part.NLU, Part.TURNS, Part.GROWTH)
WITH_A_MODEL = (*OF_THE_PIPELINE, Part.VOICE, Part.WECHAT)


class Bench:
    """One run: what it found, and whether something broke."""

    def __init__(self, folder: Path, scale: Scale, console: Console) -> None:
        """Keep temporary data in ``folder``."""
        self.failed = False
        self._folder = folder
        self._scale = scale
        self._console = console

    def ours(self, parts: Sequence[Part]) -> Found:
        """Measure parts of the assistant, and the training of its model if they need one."""
        found = Found({})
        model: Path | None = None
        if any(part in WITH_A_MODEL for part in parts):
            with self._step("training"):
                model, seconds = asyncio.run(self._our_model())
                found += Found({} if seconds is None else {"training": seconds})
        for part in parts:
            if model is not None or part not in WITH_A_MODEL:
                with self._step(part.value):
                    found += self._measure(part, model or Path(), OUR_STORE)
        return found

    def baseline(self, models: Models, parts: Sequence[Part], before: Kept) -> Kept:
        """Measure Rasa's default pipeline; ``before``: what is known of its training."""
        fingerprint, model = models.fingerprint(), models.path()
        known = before.figures if before.fingerprint == fingerprint else {}
        found = Found(known)
        if not model.exists():
            with self._step("training of Rasa's default pipeline, up to an hour"):
                seconds = asyncio.run(train_baseline(models, self._made("baseline")))
                found += Found({"training": seconds})
        for part in parts if model.exists() else ():
            # Its pipeline has no part in how a conversation grows, its tracker store has.
            store = RASA_STORE if part is Part.GROWTH else OUR_STORE
            with self._step(f"{part.value} of Rasa's default pipeline"):
                found += self._measure(part, model, store)
        date = f"{datetime.now():%Y-%m-%d}"
        return Kept(fingerprint, date, machine.description(), found.figures, found.notes)

    async def _our_model(self) -> tuple[Path, float | None]:
        if self._scale.trains:
            return await train_ours(self._made("training"))
        return await up_to_date_model(settings(), self._console), None

    def _measure(self, part: Part, model: Path, endpoints: str) -> Found:
        folder = self._made(f"{part.value}-{model.stem}")
        if part is Part.IMPORT:
            return asyncio.run(cases.import_(folder, self._scale))
        if part is Part.LOOKUP:
            # The loop of the gateway and the actions.
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(cases.lookup(folder, self._scale))
        if part is Part.NLU:
            return asyncio.run(nlu(model, self._scale))
        if part is Part.DESK:
            return asyncio.run(desk(folder, self._scale))
        return asyncio.run(self._with_stack(part, folder, model, endpoints))

    async def _with_stack(self, part: Part, folder: Path, model: Path, endpoints: str) -> Found:
        async with running(folder, model, self._scale.demo_cases, endpoints) as stack:
            of_part = {Part.TURNS: turns, Part.VOICE: voice, Part.WECHAT: wechat}
            measure = of_part.get(part, growth)
            return await measure(stack, self._scale)

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    @contextmanager
    def _step(self, title: str) -> Iterator[None]:
        """Show a step with its time; what breaks in it is said and remembered."""
        began = time.monotonic()
        self._console.print(f"… {title}", markup=False)
        try:
            yield
        except (BenchmarkFailed, SupervisorError, CasesError, OSError, EOFError) as error:
            self.failed = True
            for line in error.last_lines if isinstance(error, GaveUp) else ():
                self._console.print(f"  {line}", markup=False)
            self._console.print(f"✗ {title}: {error}", markup=False)
        else:
            self._console.print(f"✓ {title}, {time.monotonic() - began:.0f} s", markup=False)
