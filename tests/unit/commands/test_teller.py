"""What the operator is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.commands.teller import Teller, ending
from bot.desk.staff.demo import DemoStaff
from bot.supervisor.keeper import Event


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=80, highlight=False)


def screen(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("code", "words"),
    [(-9, "信号 SIGKILL"), (-15, "信号 SIGTERM"), (0, "退出码 0"), (1, "退出码 1")],
)
def test_how_a_process_ended(code: int, words: str) -> None:
    assert ending(code) == words


def test_a_death_and_a_recovery_are_said(console: Console) -> None:
    teller = Teller(console)
    teller.hear(Event("deaf", "actions", seconds=60))
    teller.hear(Event("died", "actions", seconds=70, code=-9, pause=0.5))
    teller.hear(Event("started", "actions"))
    teller.hear(Event("ready", "actions", seconds=1.24))
    assert screen(console) == (
        "! actions 60 秒没有响应，强制重启。\n"
        "! actions 意外退出（信号 SIGKILL），0.5 秒后重启。\n"
        "✓ actions 已恢复 1.2 秒\n"
    )


def test_while_starting_each_ready_process_is_a_detail_of_the_step(console: Console) -> None:
    teller, details = Teller(console), list[str]()
    teller.detail = details.append
    teller.hear(Event("ready", "gateway", seconds=1))
    teller.hear(Event("ready", "engine", seconds=12))
    assert details == ["gateway 1.0 秒", "gateway 1.0 秒，engine 12.0 秒"]
    assert screen(console) == ""


def test_the_welcome_has_all_one_needs(console: Console) -> None:
    cases = [
        {"case_number": "（2026）京0105民初1号", "query_code": "11112222", "stage": "开庭"},
        {"case_number": "（2026）沪0101民初2号", "query_code": "33334444", "stage": "立案"},
    ]
    staff = DemoStaff("a-b-c-d", [("demo-agent", "座席"), ("demo-editor", "知识编辑")])
    Teller(console).welcome("http://127.0.0.1:8000", Path("/srv/var/log"), cases, staff)
    lines = [line.strip("│ \n") for line in screen(console).splitlines()[1:-1]]
    assert [" ".join(line.split()) for line in lines] == [
        "网页 http://127.0.0.1:8000/",
        "工作台 http://127.0.0.1:8000/console/",
        "终端 make chat",
        "演示案件 （2026）京0105民初1号 查询码 11112222",
        "（2026）沪0101民初2号 查询码 33334444",
        "演示账号 demo-agent 座席",
        "demo-editor 知识编辑",
        "演示密码 a-b-c-d 都用这一个，正式环境不能用",
        "日志 /srv/var/log",
        "停止 按 Ctrl-C",
    ]
