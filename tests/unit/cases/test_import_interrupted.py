"""An import that is killed and begun again gives what an undisturbed one gives."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cases.importing import runner
from bot.cases.models import Case, CaseTimeline, ImportCheckpoint, Party
from bot.db import Base, Database
from tests.unit.cases.import_files import ROOT, contents, row, small_mapping, write_csv
from tests.unit.cases.interrupted_import import run

BATCH, ROWS = 50, 2_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of forty batches with bad and doubled rows all through it."""
    rows = []
    for serial in range(1, ROWS + 1):
        changes = {"立案日期": "坏了"} if serial % 37 == 0 else {}
        rows.append(row(serial // 2 if serial % 41 == 0 else serial, **changes))
    return write_csv(tmp_path / "big.csv", rows)


async def made(database: Database) -> dict[str, Any]:
    """Return what is in the database and what the checkpoint says."""
    async with database.read() as session:
        checkpoint = (await session.scalars(select(ImportCheckpoint))).one_or_none()
    state = (checkpoint.rows, checkpoint.rejected) if checkpoint else None
    return {"rows": await contents(database), "checkpoint": state}


async def fresh(url: str) -> Database:
    """Return an empty database with tables."""
    database = Database(url)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    return database


def killed_after(url: str, path: Path, mapping: Path, batches: int) -> None:
    """Begin the import in another process and kill it hard behind some batches."""
    command = [sys.executable, "-m", "tests.unit.cases.interrupted_import"]
    arguments = [url, str(path), str(mapping), str(BATCH)]
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() != str(batches):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    assert process.returncode == -signal.SIGKILL


async def test_a_killed_import_goes_on_where_it_was(
    database: Database, path: Path, tmp_path: Path
) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    mapping = small_mapping(tmp_path)
    rejects = Path(f"{path}.rejects.csv")
    undisturbed = await run(url, path, mapping, BATCH)
    expected, expected_rejects = await made(database), rejects.read_bytes()
    assert undisturbed.rejected > 50

    await (await fresh(url)).close()
    rejects.unlink()
    for batches in (3, 9):
        await asyncio.to_thread(killed_after, url, path, mapping, batches)
        await whole(database)
    resumed = await run(url, path, mapping, BATCH)

    assert 12 * BATCH <= resumed.resumed_at < ROWS
    assert resumed.new < undisturbed.new
    assert (resumed.rows, resumed.rejected) == (undisturbed.rows, undisturbed.rejected)
    assert await made(database) == expected
    assert rejects.read_bytes() == expected_rejects


async def whole(database: Database) -> None:
    """Check that no case is half there and the checkpoint counts what is."""
    async with database.read() as session:
        cases = await session.scalar(select(func.count()).select_from(Case))
        lines = await session.scalar(select(func.count()).select_from(CaseTimeline))
        people = await session.scalar(select(func.count()).select_from(Party))
        checkpoint = (await session.scalars(select(ImportCheckpoint))).one()
    assert cases == lines == people
    assert cases == checkpoint.rows - checkpoint.rejected
    assert checkpoint.rows % BATCH == 0
    assert checkpoint.finished_at is None


async def test_an_error_in_the_middle_of_a_batch_leaves_nothing_of_it(
    local: Database, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = small_mapping(tmp_path)
    url = local.engine.url.render_as_string(hide_password=False)
    usual, batches = runner.save_progress, 0

    async def failing(*arguments: Any, **options: Any) -> None:
        nonlocal batches
        batches += 1
        if batches == 4:
            raise OSError("the disk is full")
        await usual(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(runner, "save_progress", failing)
        with pytest.raises(OSError, match="disk is full"):
            await run(url, path, mapping, BATCH)
    async with local.read() as session:
        checkpoint = (await session.scalars(select(ImportCheckpoint))).one()
        cases = await session.scalar(select(func.count()).select_from(Case))
    assert (checkpoint.rows, cases) == (3 * BATCH, 3 * BATCH - checkpoint.rejected)
    report = await run(url, path, mapping, BATCH)
    assert (report.resumed_at, report.rows) == (3 * BATCH, ROWS)


async def test_a_finished_import_begins_at_the_top_again(local: Database, tmp_path: Path) -> None:
    mapping = small_mapping(tmp_path)
    url = local.engine.url.render_as_string(hide_password=False)
    path = write_csv(tmp_path / "a.csv", [row(serial) for serial in range(1, 120)])
    await run(url, path, mapping, BATCH)
    again = await run(url, path, mapping, BATCH)
    assert (again.resumed_at, again.unchanged, again.new) == (0, 119, 0)


async def test_a_file_that_changed_is_another_file(local: Database, tmp_path: Path) -> None:
    mapping = small_mapping(tmp_path)
    url = local.engine.url.render_as_string(hide_password=False)
    await run(url, write_csv(tmp_path / "a.csv", [row(1), row(2)]), mapping, 1)
    changed = write_csv(tmp_path / "a.csv", [row(1), row(2, 案由="买卖合同纠纷")])
    report = await run(url, changed, mapping, 1)
    assert (report.resumed_at, report.unchanged, report.changed) == (0, 1, 1)
