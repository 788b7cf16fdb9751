"""The measured import reads a file as a court would write it."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from benchmarks import import_file
from benchmarks.cases import MAPPING
from bot.cases.demo.generator import generate
from bot.cases.identity import Hasher
from bot.cases.importing import import_cases, read_mapping
from bot.cases.queries import case_file
from bot.court.zone import CHINA
from bot.db import Database
from bot.migrations import upgrade

NOW = datetime(2026, 11, 24, 12, tzinfo=CHINA)
CASES = [case for case in generate(3, NOW.date(), 60) if not case.kind.legacy]


def test_every_row_has_every_column(tmp_path: Path) -> None:
    path, mapping = tmp_path / "cases.csv", read_mapping(MAPPING)
    assert import_file.write(path, CASES, mapping) == len(CASES)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["案号"] for row in rows] == [case.number for case in CASES]
    assert set(rows[0]) == mapping.columns()
    first = CASES[0].record
    assert rows[0]["原告"] == first.parties[0].name + first.parties[0].mark
    assert rows[0]["立案日期"] == first.filed_on.isoformat()


async def test_the_import_takes_every_row(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    import_file.write(path, CASES, read_mapping(MAPPING))
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    await upgrade(database)
    report = await import_cases(database, Hasher("k"), path, MAPPING, now=NOW)
    assert (report.new, report.rejected, report.rejects) == (len(CASES), 0, None)
    for case in CASES[:10]:
        async with database.read() as session:
            found = await case_file(session, case.record.key)
        assert found is not None
        assert found.case.cause == case.record.cause
        assert len(found.parties) == len(case.record.parties)
    await database.close()
