"""The supervisor with real processes: deaths, signals, and who is left afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import ROOT
from bot.supervisor.errors import AlreadyRunning, GaveUp
from bot.supervisor.keeper import Event
from bot.supervisor.spec import Patience, ProcessSpec
from bot.supervisor.supervisor import Supervisor
from tests.functional.supervised import fake, held

PATIENCE = Patience(ready=20, stop=5, first_pause=0.01, longest_pause=0.05, quick_deaths=3)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def lives(process: int) -> bool:
    """Whether a process runs; a zombie that nobody has waited for does not."""
    answer = subprocess.run(
        ("ps", "-o", "stat=", "-p", str(process)), capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() not in ("", "Z", "Zs")


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "did not happen within 30 s"
        time.sleep(0.02)


def helper_of(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return int(answer.read())


class Supervised:
    """A supervisor in a process of its own, over fake processes."""

    def __init__(self, var_dir: Path, ports: list[int]) -> None:
        self.ports = ports
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.functional.supervised", str(var_dir), *map(str, ports)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def until(self, kind: str, **wanted: object) -> dict[str, Any]:
        """Read lines until one of ``kind`` with these fields."""
        assert self.process.stdout is not None
        for text in self.process.stdout:
            line: dict[str, Any] = json.loads(text)
            if line["kind"] == kind and wanted.items() <= line.items():
                return line
        raise AssertionError(f"ended before it said {kind}")

    def family(self) -> list[int]:
        """Return every process under the supervisor, helpers of helpers too."""
        pids = self.until("all ready")["pids"]
        return [*pids.values(), *(helper_of(port) for port in self.ports)]


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Callable[[], Supervised]]:
    started: list[Supervised] = []
    ports = [free_port(), free_port()]

    def start() -> Supervised:
        started.append(Supervised(tmp_path, ports))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        assert each.process.stdout is not None
        each.process.stdout.close()


def test_a_killed_process_is_restarted_and_said_so(supervised: Callable[[], Supervised]) -> None:
    running = supervised()
    pids = running.until("all ready")["pids"]
    os.kill(pids["fake1"], signal.SIGKILL)
    died = running.until("died")
    assert (died["name"], died["code"]) == ("fake1", -signal.SIGKILL)
    assert running.until("ready")["name"] == "fake1"
    assert lives(pids["fake0"])
    eventually(lambda: helper_of(running.ports[1]) > 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("to_group", [False, True], ids=["alone", "whole group"])
def test_a_signal_leaves_nobody(
    supervised: Callable[[], Supervised], number: signal.Signals, to_group: bool
) -> None:
    running = supervised()
    family = running.family()
    (os.killpg if to_group else os.kill)(running.process.pid, number)
    os.kill(running.process.pid, number)  # an impatient second one changes nothing
    assert running.until("stopped")["by_signal"] is True
    assert running.process.wait() == 0
    assert [process for process in family if lives(process)] == []


def test_a_killed_supervisor_leaves_nobody_and_the_next_start_waits_for_that(
    supervised: Callable[[], Supervised],
) -> None:
    running = supervised()
    family = running.family()
    running.process.kill()
    running.process.wait()
    again = supervised()
    assert set(again.until("all ready")["pids"]) == {"fake0", "fake1"}
    assert [process for process in family if lives(process)] == []


def test_a_second_supervisor_is_refused(
    supervised: Callable[[], Supervised], tmp_path: Path
) -> None:
    running = supervised()
    running.until("all ready")
    with pytest.raises(AlreadyRunning) as refused, held(tmp_path):
        pass
    assert str(refused.value) == (f"another one runs: {running.process.pid}")


def test_a_lost_reaper_is_replaced(tmp_path: Path) -> None:
    group = subprocess.Popen(["sleep", "600"], start_new_session=True)
    with held(tmp_path) as instance:
        instance.add(group.pid)
        assert instance._reaper is not None
        instance._reaper.process.kill()
        instance._reaper.process.wait()
        instance.add(group.pid)
    assert group.wait() == -signal.SIGTERM


async def test_a_process_that_dies_at_once_is_given_up_with_its_last_lines(
    tmp_path: Path,
) -> None:
    program = "import sys; print('first'); sys.exit('no such table: cases')"
    events: list[Event] = []
    with held(tmp_path) as instance:
        specs = [fake("good", free_port()), fake("bad", free_port(), program)]
        with pytest.raises(GaveUp) as gave_up:
            async with Supervisor(specs, instance, tmp_path, events.append, PATIENCE) as running:
                await running.ready()
                await running.watch()
    assert str(gave_up.value) == "bad 连续 3 次一启动就退出（退出码 1），不再重试。"
    assert gave_up.value.last_lines == ("first", "no such table: cases") * 3
    deaths = [(event.code, event.pause) for event in events if event.kind == "died"]
    assert deaths == [(1, 0.01), (1, 0.02)]
    assert running.pids == {"good": None, "bad": None}


async def test_a_process_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    program = "import time; print('loading', flush=True); time.sleep(600)"
    patience = Patience(ready=0.5, stop=5)
    with held(tmp_path) as instance, pytest.raises(GaveUp) as gave_up:
        specs = [fake("slow", free_port(), program)]
        async with Supervisor(specs, instance, tmp_path, list[Event]().append, patience) as running:
            await running.ready()
    assert str(gave_up.value) == "slow 在 0 秒内没有就绪。"


async def test_a_missing_program_is_given_up(tmp_path: Path) -> None:
    spec = ProcessSpec("gone", ("/no/such/program",), tmp_path, ready_url="http://127.0.0.1:9/")
    with held(tmp_path) as instance, pytest.raises(GaveUp) as gave_up:
        async with Supervisor([spec], instance, tmp_path, list[Event]().append) as running:
            await running.ready()
    assert str(gave_up.value) == "gone 无法启动：No such file or directory。"


async def test_a_process_deaf_to_sigterm_is_killed(tmp_path: Path) -> None:
    deaf = """
import http.server, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
    patience = Patience(ready=20, stop=0.2)
    with held(tmp_path) as instance:
        specs = [fake("deaf", free_port(), deaf)]
        async with Supervisor(specs, instance, tmp_path, list[Event]().append, patience) as running:
            await running.ready()
            pid = running.pids["deaf"]
            assert pid is not None
    assert not lives(pid)


async def test_a_process_that_falls_deaf_is_started_again(tmp_path: Path) -> None:
    events: list[Event] = []
    patience = Patience(ready=20, stop=5, first_pause=0.01, deaf=0.5, probe=0.1)
    with held(tmp_path) as instance:
        specs = [fake("frozen", free_port())]
        async with Supervisor(specs, instance, tmp_path, events.append, patience) as running:
            await running.ready()
            pid = running.pids["frozen"]
            assert pid is not None
            os.kill(pid, signal.SIGSTOP)
            await asyncio.to_thread(eventually, lambda: len(events) == 6)
    assert [(event.kind, event.code) for event in events] == [
        ("started", 0),
        ("ready", 0),
        ("deaf", 0),
        ("died", -signal.SIGKILL),
        ("started", 0),
        ("ready", 0),
    ]


async def test_what_a_process_writes_is_in_its_log(tmp_path: Path) -> None:
    with held(tmp_path) as instance:
        specs = [fake("one", free_port())]
        async with Supervisor(specs, instance, tmp_path / "log", list[Event]().append) as running:
            await running.ready()
    assert (tmp_path / "log" / "one.log").read_text() == "listening\nstopping\n"
