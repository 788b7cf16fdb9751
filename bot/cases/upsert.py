"""Inserts that know what to do when the row is there: SQLite and PostgreSQL say it alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

Row = dict[str, Any]


def _insert(session: AsyncSession, model: type[DeclarativeBase]) -> Any:
    dialect = session.get_bind().dialect.name
    return (sqlite if dialect == "sqlite" else postgresql).insert(model)


async def insert_missing(
    session: AsyncSession, model: type[DeclarativeBase], rows: Sequence[Row]
) -> None:
    """Insert the rows whose key is not there yet and leave the others as they are."""
    if rows:
        await session.execute(_insert(session, model).on_conflict_do_nothing(), list(rows))


async def upsert(session: AsyncSession, model: type[DeclarativeBase], rows: Sequence[Row]) -> None:
    """Insert rows, or give rows with the same key the new values. All rows name the same columns.

    Every value comes from ``excluded`` and equal rows are not written, as Citus wants it and as an
    import that changes nothing must write nothing.
    """
    if not rows:
        return
    statement = _insert(session, model)
    table = model.__table__
    keys = [column.name for column in table.primary_key]
    names = [name for name in rows[0] if name not in keys]
    changed = [table.c[name].is_distinct_from(statement.excluded[name]) for name in names]
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in names},
        where=or_(*changed),
    )
    await session.execute(statement, list(rows))
