"""The second process of an import: the same rows with it and without, and no process left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cases.errors import ImportFailure
from bot.cases.identity import Hasher
from bot.cases.importing import worker
from bot.cases.importing.building import Asked, Plan
from bot.cases.importing.mapping import read_mapping
from bot.cases.importing.numbers import read_number
from bot.cases.importing.worker import Building, building
from bot.db import Base, Database
from tests.unit.cases.case_factories import NOW
from tests.unit.cases.import_files import ROOT, contents, row, small_mapping, write_csv
from tests.unit.cases.interrupted_import import run

LARGE = 10_000_000


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A plan of the small mapping."""
    mapping = read_mapping(small_mapping(tmp_path))
    return Plan(mapping, Hasher("k"), 1, NOW, "sqlite+aiosqlite")


def asked(*serials: int, **changes: str) -> list[Asked]:
    """Return rows with their case numbers read."""
    rows = [dict(row(serial, **changes)) for serial in serials]
    return [
        Asked(place, {**one}, read_number(one["案号"], ""), place)
        for place, one in enumerate(rows, start=2)
    ]


@contextmanager
def second_process(plan: Plan) -> Iterator[Building]:
    """Yield a builder whose second process is up."""
    with building(plan, LARGE) as builder:
        assert builder._pipe is not None
        assert builder._pipe.poll(60)
        yield builder


def test_both_ways_build_the_same(plan: Plan) -> None:
    batch = [*asked(1, 2), *asked(3, 立案日期="坏了")]
    with building(plan, 1) as here:
        here.begin(batch)
        alone = here.end()
    with second_process(plan) as there:
        there.begin(batch)
        assert there._done is None
        apart = there.end()
    assert alone == apart
    assert [key.serial for key in apart.keys] == [1, 2]
    assert [(reject.line, reject.column) for reject in apart.rejects] == [(2, "立案日期")]


def test_a_small_file_starts_no_process(plan: Plan) -> None:
    with building(plan, 1):
        assert multiprocessing.active_children() == []


def test_the_process_ends_with_the_import(plan: Plan) -> None:
    with second_process(plan):
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


def test_a_process_that_is_ended_is_said_in_words(plan: Plan) -> None:
    with second_process(plan) as builder:
        builder.begin(asked(1))
        builder.end()
        [process] = multiprocessing.active_children()
        process.kill()
        process.join()
        with pytest.raises(ImportFailure, match="再运行一次"):
            builder.begin(asked(2))
            builder.end()


def test_an_error_of_the_second_process_is_raised_here(plan: Plan) -> None:
    with second_process(plan) as builder:
        builder.begin(["no row"])  # type: ignore[list-item]
        with pytest.raises(AttributeError):
            builder.end()
        builder.begin(asked(1))
        assert len(builder.end().keys) == 1


async def test_an_import_with_it_gives_the_same_rows(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = small_mapping(tmp_path)
    url = database.engine.url.render_as_string(hide_password=False)
    rows = [row(serial, **({"标的额": "x"} if serial % 7 == 0 else {})) for serial in range(1, 300)]
    path = write_csv(tmp_path / "a.csv", rows)
    alone = await run(url, path, mapping, 50)
    expected = await contents(database)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    monkeypatch.setattr(worker, "_WORTH_IT", 0)
    assert await run(url, path, mapping, 50) == alone
    assert await contents(database) == expected


_PARENT = """
import multiprocessing, sys, time
from pathlib import Path
from bot.cases.identity import Hasher
from bot.cases.importing.building import Plan
from bot.cases.importing.mapping import read_mapping
from bot.cases.importing.worker import building
from tests.unit.cases.case_factories import NOW

if __name__ == "__main__":
    plan = Plan(read_mapping(Path(sys.argv[1])), Hasher("k"), 1, NOW, "sqlite+aiosqlite")
    with building(plan, 10_000_000) as builder:
        builder._pipe.poll(60)
        sys.stdout.write(f"{multiprocessing.active_children()[0].pid}\\n")
        sys.stdout.flush()
        time.sleep(60)
"""


def test_a_killed_import_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, encoding="utf-8")
    command = [sys.executable, str(script), str(small_mapping(tmp_path))]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not yet collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
