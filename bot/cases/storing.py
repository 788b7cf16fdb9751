"""Storing records of cases: new ones are added, changed ones replaced whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Dialect, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import Conflict, insert_ready, ready, select_by_key
from bot.cases.keys import CaseKey
from bot.cases.models import (
    AccessCode,
    Case,
    CaseTimeline,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    LegacyNumber,
    Party,
    PartyIndex,
    Source,
    StaffMember,
)
from bot.cases.models.key import KEY, KeyColumns, key_columns
from bot.cases.records import CaseRecord
from bot.cases.rows import COLUMNS, RowMaker, Rows

# Half of what SQLite and PostgreSQL take as parameters of one statement.
_KEYS_A_QUERY = 2_000
_OF_A_CASE: tuple[type[KeyColumns], ...] = (
    AccessCode, CaseTimeline, EnforcementMeasure, EnforcementState, Hearing, LegacyNumber, Party,
)  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """How many cases were new and how many changed."""

    new: int
    changed: int


async def source_number(session: AsyncSession, name: str, as_of: datetime) -> int:
    """Return the number of a source; one that is not known yet is given the next."""
    known = await session.scalar(select(Source.id).where(Source.name == name))
    if known is not None:
        return known
    number = (await session.scalar(select(func.max(Source.id))) or 0) + 1
    session.add(Source(id=number, name=name, as_of=as_of))
    await session.flush()
    return number


async def mark_fresh(session: AsyncSession, source_id: int, as_of: datetime) -> None:
    """Note that a source's cases are those of ``as_of``; an older file does not turn it back."""
    source = await session.get_one(Source, source_id)
    if source.as_of < as_of:
        source.as_of = as_of


async def known_digests(session: AsyncSession, keys: Sequence[CaseKey]) -> dict[CaseKey, int]:
    """Return the digests of those of the cases that are stored."""
    known: dict[CaseKey, int] = {}
    for chunk in _chunks(keys):
        for *key, digest in await select_by_key(session, Case, (*KEY, "digest"), chunk):
            known[CaseKey(*key)] = digest
    return known


async def store(
    session: AsyncSession,
    records: Sequence[CaseRecord],
    maker: RowMaker,
    known: Container[CaseKey] = (),
) -> Stored:
    """Write records in this transaction; those ``known`` already are replaced whole.

    No two of them have the same key.
    """
    dialect = (await session.connection()).dialect
    keys = [record.key for record in records]
    return await store_ready(session, keys, ready_rows(dialect, records, maker), known)


def ready_rows(dialect: Dialect, records: Iterable[CaseRecord], maker: RowMaker) -> Rows:
    """Return the rows of records as the driver takes them; needs no database."""
    rows: Rows = defaultdict(list)
    for record in records:
        maker.add(rows, record)
    if StaffMember in rows:
        # One statement may not change a row twice; what was said last holds.
        rows[StaffMember] = list({row[:2]: row for row in rows[StaffMember]}.values())
    return {model: ready(dialect, model, COLUMNS[model], made) for model, made in rows.items()}


async def store_ready(
    session: AsyncSession, keys: Sequence[CaseKey], rows: Rows, known: Container[CaseKey]
) -> Stored:
    """Write the ready rows of the cases with these keys in this transaction, as ``store``."""
    changed = [key for key in keys if key in known]
    await remove(session, changed)
    for model, made in rows.items():
        conflict: Conflict = "replace" if model in (StaffMember, Case) else "keep"
        await insert_ready(session, model, COLUMNS[model], made, conflict)
    return Stored(len(keys) - len(changed), len(changed))


async def remove(session: AsyncSession, keys: Sequence[CaseKey]) -> None:
    """Delete everything of these cases but the cases themselves.

    Their rows in the index of people are found through the parties.
    """
    for chunk in _chunks(keys):
        people = select(Party.id_hash, *key_columns(Party)).where(
            tuple_(*key_columns(Party)).in_(chunk), Party.id_hash.is_not(None)
        )
        old = [tuple(row) for row in (await session.execute(people)).all()]
        for start in range(0, len(old), _KEYS_A_QUERY):
            index = tuple_(PartyIndex.id_hash, *key_columns(PartyIndex))
            some = old[start : start + _KEYS_A_QUERY]
            await session.execute(delete(PartyIndex).where(index.in_(some)))
        for model in _OF_A_CASE:
            await session.execute(delete(model).where(tuple_(*key_columns(model)).in_(chunk)))


def _chunks(keys: Sequence[CaseKey]) -> Iterator[list[CaseKey]]:
    for start in range(0, len(keys), _KEYS_A_QUERY):
        yield list(keys[start : start + _KEYS_A_QUERY])
