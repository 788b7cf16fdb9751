"""What a process and its children cost."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from benchmarks import machine

pytestmark = pytest.mark.skipif(not machine.can_tell_usage(), reason="needs /proc")

# Starts a child of its own that holds 50 MB, and says so.
PARENT = """
import subprocess, sys
child = subprocess.Popen(
    [sys.executable, "-c", "held = b'x' * 50_000_000; print('held', flush=True); input()"],
    stdin=sys.stdin,
)
child.wait()
"""


def test_a_child_counts_for_the_process_that_started_it() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    used = machine.usage(process.pid)
    process.communicate(b"\n")
    assert used.resident > 50_000_000
    assert used.cpu > 0


def test_a_process_that_is_gone_costs_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert machine.usage(process.pid) == machine.Usage(0.0, 0)


def test_cpu_seconds_are_those_that_the_system_counts() -> None:
    times = os.times()
    assert machine.usage(os.getpid()).cpu == pytest.approx(times.user + times.system, abs=0.5)


def test_the_description_names_no_machine() -> None:
    said = machine.description()
    assert os.uname().nodename not in said
    assert "cores" in said and "Python" in said
