"""An import from beginning to end, or from where the last one was killed.

Each batch is one transaction with its checkpoint, so whatever is in the database is whole. A row
that cannot be taken goes to the rejects file and stops nothing. A row that says what is known
already is not even parsed.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.errors import WrongMapping
from bot.cases.identity import Hasher
from bot.cases.importing.building import Asked, Built, Plan, Reject
from bot.cases.importing.cells import BadCell
from bot.cases.importing.checkpoint import Progress, read_progress, save_progress
from bot.cases.importing.files import Identity, identify
from bot.cases.importing.mapping import Mapping, read_mapping
from bot.cases.importing.numbers import Numbered
from bot.cases.importing.parsing import READING, Parser
from bot.cases.importing.rejects import Rejects
from bot.cases.importing.tables import BadRow, Cells, Row, Table, open_table
from bot.cases.importing.worker import Building, building
from bot.cases.storing import known_digests, mark_fresh, source_number, store_ready
from bot.court.zone import CHINA
from bot.db import Database

BATCH = 5_000
# Pages of 4 KB in SQLite's write-ahead log before it is copied into the database: 1,000 is its own.
_PAGES_OF_AN_IMPORT, _PAGES_USUALLY = 20_000, 1_000
_TWICE = "这个案号在前面的行已经有了。一个案件只能占一行，请合并后再导入。"


@dataclass
class ImportReport:
    """What an import did. ``resumed_at`` counts the rows an interrupted import had done before."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: Path | None = None
    resumed_at: int = 0


class _Batch(NamedTuple):
    """A batch that is being built: its rows, those unchanged, those without a good number."""

    rows: int
    position: int
    unchanged: int
    rejects: list[Reject]


@dataclass(frozen=True)
class Position:
    """How far the reading is: bytes of the file, and rows."""

    bytes: int
    size: int
    rows: int
    rejected: int


async def import_cases(
    database: Database,
    hasher: Hasher,
    path: Path,
    mapping_path: Path,
    *,
    now: datetime,
    as_of: datetime | None = None,
    progress: Callable[[Position], None] = lambda position: None,
    batch: int = BATCH,
) -> ImportReport:
    """Import the cases of a file.

    ``as_of`` is when the source wrote the file, by default the time of the file; citizens read it
    as 截至. ``now`` is aware. ``progress`` is told after each batch.

    Raises:
        UnreadableFile: the file cannot be read as what it is called.
        WrongMapping: the mapping is wrong, or does not fit the header.
    """
    mapping = read_mapping(mapping_path)
    file = identify(path)
    with open_table(file, mapping.delimiter) as table, _without_collector():
        _check_headers(table, mapping, file)
        work = _Import(database, hasher, file, mapping, now, as_of or file.written)
        return await work.run(table, progress, batch)


class _Import:
    """One run. ``_pristine`` means that the file was imported before and nothing has changed."""

    def __init__(
        self,
        database: Database,
        hasher: Hasher,
        file: Identity,
        mapping: Mapping,
        now: datetime,
        as_of: datetime,
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._file = file
        self._mapping = mapping
        self._now = now
        self._as_of = as_of
        self._hash_of_mapping = hashlib.sha256(f"{READING}|{mapping.text}".encode()).hexdigest()
        named = f"{file.hash}|{file.size}|{self._hash_of_mapping}"
        self._hash = hashlib.sha256(named.encode()).hexdigest()
        self._parser = Parser(mapping, now.astimezone(CHINA).date())
        # Hashes of keys: a million keys themselves would take hundreds of megabytes.
        self._seen: set[int] = set()
        self._report = ImportReport()
        self._source = 0
        self._pristine = False
        self._rejects: Rejects

    async def run(
        self, table: Table, progress: Callable[[Position], None], batch: int
    ) -> ImportReport:
        report = self._report
        async with self._database.write() as session:
            self._source = await source_number(session, self._mapping.source, self._as_of)
            await self._checkpoint_every(session, _PAGES_OF_AN_IMPORT)
        start = await read_progress(self._database, self._hash)
        self._pristine = start.finished
        report.resumed_at = report.rows = start.rows
        report.rejected = start.rejected
        self._skip(table.rows, start.rows)
        self._rejects = Rejects(self._file.path, start.rejects_bytes)
        try:
            with building(self._plan(), self._file.size) as builder:
                async for done in self._batches(table, builder, batch):
                    progress(Position(done, self._file.size, report.rows, report.rejected))
            await self._finish()
        finally:
            report.rejects = self._rejects.close(report.rejected)
        return report

    def _plan(self) -> Plan:
        driver = self._database.engine.url.drivername
        return Plan(self._mapping, self._hasher, self._source, self._now, driver)

    def _skip(self, rows: Iterator[Row], count: int) -> None:
        """Pass over rows that are done; their numbers are still known as taken."""
        for _, cells in islice(rows, count):
            with suppress(BadCell):
                self._read_number(cells)

    async def _batches(self, table: Table, builder: Building, size: int) -> AsyncIterator[int]:
        """Read, build and write batch by batch; yields the position of each that is written.

        While one is built in the second process, the one before is written and the next one read.
        """
        building: _Batch | None = None
        while rows := list(islice(table.rows, size)):
            batch, changed = await self._asked(rows, table.position())
            built = builder.end() if building is not None else Built()
            builder.begin(changed)
            if building is not None:
                yield await self._write(building, built)
            building = batch
        if building is not None:
            yield await self._write(building, builder.end())

    async def _asked(self, rows: list[Row], position: int) -> tuple[_Batch, list[Asked]]:
        """Return a batch with those of its rows that say something new."""
        rejects: list[Reject] = []
        asked = list(self._readable(rows, rejects))
        async with self._database.read() as session:
            known = await known_digests(session, [row.numbered.key for row in asked])
        changed = [row for row in asked if known.get(row.numbered.key) != row.digest]
        return _Batch(len(rows), position, len(asked) - len(changed), rejects), changed

    def _readable(self, rows: list[Row], rejects: list[Reject]) -> Iterator[Asked]:
        """Return the rows with a case number of their own; the others are rejected."""
        for line, cells in rows:
            try:
                numbered = self._read_number(cells)
            except BadCell as error:
                rejects.append(Reject(line, error.column, error.reason))
            else:
                assert not isinstance(cells, BadRow)
                yield Asked(line, cells, numbered, self._digest(cells))

    def _digest(self, cells: Cells) -> int:
        # Cells of a table are all text, which joins faster than it is written out.
        text = str(cells) if self._file.kind == "jsonl" else "\x1f".join(cells.values())
        return self._hasher.digest(f"{self._hash_of_mapping}{text}")

    def _read_number(self, cells: Cells | BadRow) -> Numbered:
        """Return the number of a row, once: the same in another row is refused."""
        if isinstance(cells, BadRow):
            raise BadCell("", cells.reason)
        numbered = self._parser.number(cells)
        known = hash(numbered.key)
        if known in self._seen:
            raise BadCell(self._mapping.case["number"], _TWICE)
        self._seen.add(known)
        return numbered

    async def _write(self, batch: _Batch, built: Built) -> int:
        """Write a batch and its checkpoint in one transaction; returns its position."""
        report = self._report
        for reject in sorted((*batch.rejects, *built.rejects)):
            self._rejects.add(*reject)
            report.rejected += 1
        report.rows += batch.rows
        report.unchanged += batch.unchanged
        if built.keys or not self._pristine:
            self._pristine = False
            async with self._database.write() as session:
                # Asked again: another import may have brought one of them meanwhile.
                known = await known_digests(session, built.keys)
                stored = await store_ready(session, built.keys, built.rows, known)
                await self._save(session, finished=False)
            report.new += stored.new
            report.changed += stored.changed
        return batch.position

    async def _save(self, session: AsyncSession, *, finished: bool) -> None:
        done = Progress(self._report.rows, self._report.rejected, self._rejects.saved())
        await save_progress(session, self._hash, self._source, done, self._now, finished=finished)

    async def _checkpoint_every(self, session: AsyncSession, pages: int) -> None:
        """Let SQLite's log grow to ``pages``: each is then copied once for several batches."""
        if self._database.is_sqlite:
            connection = await session.connection()
            await connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={pages}")

    async def _finish(self) -> None:
        """Say that the source is fresh, and that this file needs no resuming."""
        async with self._database.write() as session:
            await mark_fresh(session, self._source, self._as_of)
            await self._checkpoint_every(session, _PAGES_USUALLY)
            if not self._pristine:
                await self._save(session, finished=True)


def _check_headers(table: Table, mapping: Mapping, file: Identity) -> None:
    if table.headers is None:
        return
    if nested := mapping.nested():
        raise WrongMapping(
            f"{file.path.name} 是表格，没有“{min(nested)}”这样的列表，请改映射文件。"
        )
    missing = [header for header in sorted(mapping.columns()) if header not in table.headers]
    if missing:
        there = "、".join(header for header in table.headers if header)
        raise WrongMapping(
            f"{file.path.name} 里没有映射文件要的列：{'、'.join(missing)}。文件里有：{there}。"
        )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave the collector off: rows hold no cycles, and the search for some costs a fifth more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
