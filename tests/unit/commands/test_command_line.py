"""``python -m bot``: its help, its speed, and failures as one sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest
import typer

from bot.commands.terminal import failures_in_words
from bot.settings import ROOT, SettingsError
from bot.supervisor.errors import CannotStart, GaveUp

# What takes long to import; --help and case-number must not wait for it.
HEAVY = {"httpx", "sqlalchemy", "fastapi", "rasa_sdk", "prompt_toolkit", "asyncio"}


def test_the_help_gives_every_command_one_line() -> None:
    shown = subprocess.run(
        (sys.executable, "-m", "bot", "--help"),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    table = shown.stdout.partition("Commands")[2].partition("╰")[0].splitlines()[1:]
    listed = [line.strip("│ ").split()[0] for line in table]
    commands = ["run", "chat", "train", "demo", "import", "status", "case-number"]
    groups = ["knowledge", "voice", "wechat", "staff", "audit"]
    assert listed == [*commands, "understand", "evaluate", *groups]


@pytest.mark.parametrize(("arguments", "given"), [(["--help"], ""), (["case-number"], "你好\n")])
def test_light_commands_import_nothing_heavy(arguments: list[str], given: str) -> None:
    program = (
        "import sys, runpy\n"
        f"sys.argv = ['bot', *{arguments!r}]\n"
        "try: runpy.run_module('bot', run_name='__main__')\n"
        "finally: sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run(
        (sys.executable, "-c", program),
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    assert HEAVY & set(ran.stderr.split()) == set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CannotStart("端口 8000 不能用。"), "✗ 端口 8000 不能用。\n"),
        (SettingsError("PORT: too big"), "✗ PORT: too big\n"),
        (
            GaveUp("engine 不再重试。", ["first", "[last]"]),
            "  first\n  [last]\n✗ engine 不再重试。\n",
        ),
        (OSError(errno.ENOSPC, "No space left"), "✗ 磁盘已满，请先腾出空间。\n"),
        (PermissionError(errno.EACCES, "Permission denied", "/var"), "✗ Permission denied：/var\n"),
    ],
)
def test_a_failure_is_one_sentence_and_exit_code_1(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, failures_in_words():
        raise error
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == said


def test_a_bug_stays_a_bug() -> None:
    with pytest.raises(ZeroDivisionError), failures_in_words():
        raise ZeroDivisionError
