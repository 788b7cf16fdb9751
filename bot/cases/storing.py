"""Storing records of cases: new ones are added, changed ones replaced whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing, upsert
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
from bot.cases.models.key import KeyColumns, key_columns
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
        columns = (*key_columns(Case), Case.digest)
        query = select(*columns).where(tuple_(*key_columns(Case)).in_(chunk))
        for *key, digest in (await session.execute(query)).all():
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
    changed = [record.key for record in records if record.key in known]
    await remove(session, changed)
    rows: Rows = defaultdict(list)
    for record in records:
        maker.add(rows, record)
    await _write(session, rows)
    return Stored(len(records) - len(changed), len(changed))


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


async def _write(session: AsyncSession, rows: Rows) -> None:
    staff = set(rows.pop(StaffMember, []))
    await upsert(session, StaffMember, COLUMNS[StaffMember], staff)
    await upsert(session, Case, COLUMNS[Case], rows.pop(Case, []))
    for model, new in rows.items():
        await insert_missing(session, model, COLUMNS[model], new)


def _chunks(keys: Sequence[CaseKey]) -> Iterator[list[CaseKey]]:
    for start in range(0, len(keys), _KEYS_A_QUERY):
        yield list(keys[start : start + _KEYS_A_QUERY])
