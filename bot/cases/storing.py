"""Storing records: what is unchanged writes nothing, what is changed is replaced whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, tuple_
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


@dataclass
class Stored:
    """How many cases were new, changed and unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


async def register_source(session: AsyncSession, name: str, as_of: datetime) -> int:
    """Return the number of a source, new or known, and note how fresh its data is now."""
    known = (await session.scalars(select(Source).where(Source.name == name))).one_or_none()
    if known is not None:
        known.as_of = max(known.as_of, as_of)
        return known.id
    numbers = (await session.scalars(select(Source.id))).all()
    source = Source(id=max(numbers, default=0) + 1, name=name, as_of=as_of)
    session.add(source)
    await session.flush()
    return source.id


async def store(session: AsyncSession, records: Sequence[CaseRecord], maker: RowMaker) -> Stored:
    """Write the records in this transaction; no two of them have the same key."""
    known = await _known_digests(session, [record.key for record in records])
    fresh, changed = [], []
    for record in records:
        digest = known.get(record.key)
        if digest is None:
            fresh.append(record)
        elif digest != maker.digest(record):
            changed.append(record)
    await remove(session, [record.key for record in changed])
    rows: Rows = defaultdict(list)
    for record in (*fresh, *changed):
        maker.add(rows, record)
    await _write(session, rows)
    return Stored(len(fresh), len(changed), len(records) - len(fresh) - len(changed))


async def _known_digests(session: AsyncSession, keys: Sequence[CaseKey]) -> dict[CaseKey, int]:
    known: dict[CaseKey, int] = {}
    for chunk in _chunks(keys):
        columns = (*key_columns(Case), Case.digest)
        query = select(*columns).where(tuple_(*key_columns(Case)).in_(chunk))
        for *key, digest in (await session.execute(query)).all():
            known[CaseKey(*key)] = digest
    return known


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


def _chunks(keys: Sequence[CaseKey]) -> Iterator[list[tuple[str, int, str, int]]]:
    for start in range(0, len(keys), _KEYS_A_QUERY):
        yield [key.columns for key in keys[start : start + _KEYS_A_QUERY]]
