"""The case database: one case among a million, and the import of a file."""

from __future__ import annotations

import time
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event, insert, select

from benchmarks import import_file
from benchmarks.errors import BenchmarkFailed
from benchmarks.found import Found
from benchmarks.percentiles import percentile
from benchmarks.scale import Scale
from bot.cases.demo.generator import FIRST_SERIAL, generate
from bot.cases.identity import Hasher
from bot.cases.importing import import_cases, read_mapping
from bot.cases.keys import CaseKey
from bot.cases.models import (
    Case,
    CaseTimeline,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    Party,
)
from bot.cases.queries import case_file
from bot.cases.rows import RowMaker
from bot.cases.storing import source_number, store
from bot.court.zone import CHINA
from bot.db import Base, Database
from bot.migrations import upgrade
from bot.settings import ROOT

SEED = 3
MAPPING = ROOT / "data" / "import" / "court_system.yml"
_HASHER = Hasher("a key of the benchmark")
# So many cases are made, and then copied with other serials until there are enough.
_MADE = 4_000
_LOOKED_UP: tuple[type[Base], ...] = (
    Case, CaseTimeline, Party, Hearing, EnforcementMeasure, EnforcementState,
)  # fmt: skip


async def lookup(folder: Path, scale: Scale) -> Found:
    """Read whole cases at random from a database with ``scale.cases`` of them.

    Raises:
        BenchmarkFailed: a case is not found.
    """
    file = folder / "lookup.db"
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        await upgrade(database)
        keys = await _make(database, min(_MADE, scale.cases))
        _multiply(file, len(keys), scale.cases)
        taken = await _look_up(database, keys, scale)
    finally:
        await database.close()
    figures = {"lookup_p50": percentile(taken, 0.50), "lookup_p99": percentile(taken, 0.99)}
    return Found({key: 1e3 * seconds for key, seconds in figures.items()})


async def _make(database: Database, count: int) -> list[CaseKey]:
    now = datetime.now(CHINA)
    records = [case.record for case in generate(SEED, now.date(), count)]
    async with database.write() as session:
        source = await source_number(session, "benchmark", now)
        await store(session, records, RowMaker(_HASHER, source, now))
    return [record.key for record in records]


def _multiply(file: Path, made: int, wanted: int) -> None:
    """Copy the cases with serials that follow on, doubling them each time."""
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", _careless)
    there = made
    while there < wanted:
        copied = min(there, wanted - there)
        _copy(engine, below=FIRST_SERIAL + copied, offset=there)
        there += copied
    engine.dispose()


def _copy(engine: Engine, below: int, offset: int) -> None:
    with engine.begin() as connection:
        for model in _LOOKED_UP:
            table = model.__table__
            assert isinstance(table, Table)
            columns = [
                (table.c.serial + offset if column.name == "serial" else column)
                for column in table.c
            ]
            copies = select(*columns).where(table.c.serial < below)
            connection.execute(insert(table).from_select(list(table.c.keys()), copies))


def _careless(connection: Any, _record: Any) -> None:
    # The file lives as long as the measurement.
    for pragma in ("synchronous=OFF", "cache_size=-262144"):
        connection.execute(f"PRAGMA {pragma}")


async def _look_up(database: Database, keys: list[CaseKey], scale: Scale) -> list[float]:
    rng, taken = Random(SEED), []
    for place in range(scale.lookups + scale.lookups // 10):
        index = rng.randrange(scale.cases)
        made, copies = keys[index % len(keys)], index // len(keys)
        key = made._replace(serial=made.serial + copies * len(keys))
        began = time.perf_counter()
        async with database.read() as session:
            found = await case_file(session, key)
        if place >= scale.lookups // 10:  # the first ones fill the caches
            taken.append(time.perf_counter() - began)
        if found is None:
            raise BenchmarkFailed(f"no case {key.text}")
    return taken


async def import_(folder: Path, scale: Scale) -> Found:
    """Import a CSV file of demo cases into an empty database.

    Raises:
        BenchmarkFailed: a row was rejected.
    """
    now = datetime.now(CHINA)
    path = folder / "cases.csv"
    mapping = read_mapping(MAPPING)
    # Old numbers need their court asked for by name: a court's own export has few of them.
    made = (case for case in generate(SEED, now.date(), 2 * scale.import_rows))
    told = islice((case for case in made if not case.kind.legacy), scale.import_rows)
    rows = import_file.write(path, told, mapping)
    database = Database(f"sqlite+aiosqlite:///{folder / 'import.db'}")
    try:
        await upgrade(database)
        began = time.perf_counter()
        report = await import_cases(database, _HASHER, path, MAPPING, now=now)
        seconds = time.perf_counter() - began
    finally:
        await database.close()
    if (report.new, report.rejected) != (rows, 0):
        raise BenchmarkFailed(f"{report.rejected} of {rows} rows were rejected, {report.new} new")
    return Found({"import_rows": rows / seconds})
