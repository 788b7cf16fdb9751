"""The assistant as it is started: real engine, actions and gateway, and what can go wrong.

Needs the trained model and the built page; scripts/test.py sees to both.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT

pytestmark = pytest.mark.timeout(600)

PROCESSES = {"engine": "bot.nlu.serve", "actions": "-m actions", "gateway": "-m channels"}


class Assistant:
    """``python -m bot run`` with ports and a VAR_DIR of its own."""

    def __init__(self, var_dir: Path, **settings: str) -> None:
        ports = iter(free_ports(3))
        self.env = {
            **os.environ,
            "VAR_DIR": str(var_dir),
            "PORT": next(ports),
            "ENGINE_PORT": next(ports),
            "ACTIONS_PORT": next(ports),
            "COLUMNS": "120",
            **settings,
        }
        self.output = var_dir / "output.txt"

    def start(self) -> None:
        """Start it and wait for the welcome."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                (sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=self.env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        eventually(lambda: "已就绪" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        """Return what it has printed."""
        return self.output.read_text(encoding="utf-8")

    def command(
        self, *arguments: str, given: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run another command of the same assistant."""
        return subprocess.run(
            (sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env={**self.env, **settings},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def children(self) -> dict[str, int]:
        """Return the process id of each process."""
        listed = subprocess.run(
            ("ps", "-A", "-ww", "-o", "pid=,ppid=,args="),
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
        mine = {args: int(pid) for pid, parent, args in rows if int(parent) == self.process.pid}
        return {
            name: pid
            for name, mark in PROCESSES.items()
            for args, pid in mine.items()
            if mark in args
        }

    def is_up(self) -> bool:
        """Whether all processes answer."""
        return self.command("status", "--json").returncode == 0


def free_ports(count: int) -> list[str]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [str(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def eventually(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 300
    while not holds():
        assert time.monotonic() < deadline, "did not happen within 300 s"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    running = Assistant(tmp_path_factory.mktemp("var"))
    running.start()
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.process.wait()


def test_the_welcome_names_the_page_and_three_cases(assistant: Assistant) -> None:
    said = assistant.said()
    assert f"http://127.0.0.1:{assistant.env['PORT']}/" in said
    assert len(re.findall(r"（\d{4}）\S+号\s+查询码 \S+", said)) == 3


def test_the_terminal_gets_a_calculated_fee(assistant: Assistant) -> None:
    ran = assistant.command("chat", given="标的额五十万诉讼费多少\n")
    assert ran.returncode == 0, ran.stderr
    assert "8,800" in ran.stdout or "8800" in ran.stdout
    assert "依据：" in ran.stdout


def test_a_demo_case_of_the_welcome_opens_with_its_code(assistant: Assistant) -> None:
    found = re.search(r"（\d{4}）\S+号(?=\s+查询码 (\S+))", assistant.said())
    assert found is not None
    lines = f"我的案子到哪一步了\n{found[0]}\n{found[1]}\n"
    ran = assistant.command("chat", given=lines)
    assert "◉" in ran.stdout, ran.stdout  # the timeline's current stage


def test_status_sees_everything_up(assistant: Assistant) -> None:
    ran = assistant.command("status", "--json")
    report = json.loads(ran.stdout)
    assert report["processes"] == {"gateway": True, "engine": True, "actions": True}
    assert report["model"]["up_to_date"] is True
    assert report["data"]


def test_a_second_run_is_refused(assistant: Assistant) -> None:
    ran = assistant.command("run")
    assert ran.returncode == 1
    assert ran.stderr == (
        f"✗ 这里已经有一个在运行（进程号 {assistant.process.pid}）。"
        "请先在那边按 Ctrl-C，或者换一个 VAR_DIR 和端口。\n"
    )


def test_a_taken_port_is_named(assistant: Assistant, tmp_path: Path) -> None:
    ran = assistant.command("run", VAR_DIR=str(tmp_path))
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"✗ 端口 {assistant.env['PORT']} 不能用")
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", list(PROCESSES))
def test_a_killed_process_comes_back_and_answers(assistant: Assistant, name: str) -> None:
    os.kill(assistant.children()[name], signal.SIGKILL)
    eventually(lambda: f"{name} 已恢复" in assistant.said())
    assert f"{name} 意外退出（信号 SIGKILL）" in assistant.said()
    eventually(assistant.is_up)
    ran = assistant.command("chat", given="标的额五十万诉讼费多少\n")
    assert "依据：" in ran.stdout, ran.stdout


def test_ctrl_c_stops_everything(assistant: Assistant) -> None:
    family = assistant.children()
    assert set(family) == set(PROCESSES)
    os.killpg(assistant.process.pid, signal.SIGINT)
    assert assistant.process.wait() == 0
    assert assistant.said().endswith("已全部停止。\n")
    ports = [int(assistant.env[key]) for key in ("PORT", "ENGINE_PORT", "ACTIONS_PORT")]
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
