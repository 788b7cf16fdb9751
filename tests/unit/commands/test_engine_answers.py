"""A module of the engine's environment is asked, answers, fails, or is stopped."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from bot.commands import engine
from bot.commands.engine import ask_engine
from bot.supervisor.errors import GaveUp

ANSWERING = """
import json, sys
given = json.load(sys.stdin)
print("noise of a library")
print("warning", file=sys.stderr)
print("progress: 1/1", file=sys.stderr)
print(json.dumps({"given": given, "arguments": sys.argv[1:]}))
"""
FAILING = "import sys; sys.stderr.write('first\\nlast\\n'); sys.exit(3)"
SLOW = "import os, pathlib, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))\n" + (
    "time.sleep(600)"
)


@pytest.fixture(autouse=True)
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, program in (("answering", ANSWERING), ("failing", FAILING), ("slow", SLOW)):
        (tmp_path / f"{name}.py").write_text(program, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(engine, "ENGINE_PYTHON", Path(sys.executable))


async def test_the_last_line_is_the_answer_and_progress_is_told() -> None:
    told: list[str] = []
    given = ["怎么上诉"] * 100_000  # more than a pipe holds
    answer = await ask_engine("answering", "model", given=given, say=told.append)
    assert answer == {"given": given, "arguments": ["model"]}
    assert told == ["1/1"]


async def test_a_failure_tells_its_end() -> None:
    with pytest.raises(GaveUp) as error:
        await ask_engine("failing", given=["x"] * 1_000_000)
    assert str(error.value) == "failing 失败（退出码 3）。"
    assert error.value.last_lines == ("first", "last")


async def test_nobody_is_left_behind_when_it_is_stopped(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    asking = asyncio.create_task(ask_engine("slow", str(place)))
    deadline = time.monotonic() + 30
    while not (place.exists() and place.read_text()):
        assert time.monotonic() < deadline, "it did not start"
        await asyncio.sleep(0.02)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(ProcessLookupError):
        os.kill(int(place.read_text()), 0)
