"""Inserts that know what to do when the row is there: SQLite and PostgreSQL say it alike.

SQLAlchemy writes the SQL and says how each column's values are stored; the rows then go to the
driver as tuples. Its own handling of parameters costs more than SQLite needs to write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from sqlalchemy import Dialect, LargeBinary, MetaData, Table, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.db import Base

Columns = tuple[str, ...]
Row = tuple[Any, ...]
Conflict = Literal["keep", "replace"]
_Convert = Callable[[Any], Any]
# Days and moments repeat within a file, so most are converted once.
_REMEMBERED = 50_000
# Rows from which a temporary table takes less time than sending them one by one.
_WORTH_COPYING = 200


async def insert_missing(
    session: AsyncSession, model: type[Base], columns: Columns, rows: Iterable[Row]
) -> None:
    """Insert rows of ``columns`` whose key is not there yet and leave the others as they are."""
    await _insert(session, model, columns, rows, "keep")


async def upsert(
    session: AsyncSession, model: type[Base], columns: Columns, rows: Iterable[Row]
) -> None:
    """Insert rows of ``columns``, or give rows with the same key the new values.

    Every value comes from ``excluded`` and equal rows are not written, as Citus wants it and as an
    import that changes nothing must write nothing.
    """
    await _insert(session, model, columns, rows, "replace")


async def _insert(
    session: AsyncSession,
    model: type[Base],
    columns: Columns,
    rows: Iterable[Row],
    conflict: Conflict,
) -> None:
    dialect = (await session.connection()).dialect
    await insert_ready(
        session, model, columns, ready(dialect, model, columns, list(rows)), conflict
    )


async def select_by_key(
    session: AsyncSession, model: type[Base], columns: Columns, keys: Sequence[Row]
) -> Sequence[Any]:
    """Return ``columns`` of the rows with one of the primary keys, given in the key's order."""
    if not keys:
        return []
    connection = await session.connection()
    sql = _selection(connection.dialect, model, columns, len(keys))
    flat = tuple(chain.from_iterable(keys))
    return (await connection.exec_driver_sql(sql, flat)).all()


@lru_cache(maxsize=64)
def _selection(dialect: Dialect, model: type[Base], columns: Columns, count: int) -> str:
    table = _table(model)
    keys = [column.name for column in table.primary_key]
    marks = ["?"] * (len(keys) * count)
    if dialect.name != "sqlite":
        # PostgreSQL takes the types of listed values from the first of them.
        kinds = [str(column.type.compile(dialect)).split()[0] for column in table.primary_key]
        marks = [f"${at}::{kinds[(at - 1) % len(keys)]}" for at in range(1, len(marks) + 1)]
    width = len(keys)
    tuples = (", ".join(marks[at : at + width]) for at in range(0, len(marks), width))
    values = ", ".join(f"({one})" for one in tuples)
    names = ", ".join(columns)
    return f"SELECT {names} FROM {table.name} WHERE ({', '.join(keys)}) IN (VALUES {values})"


def ready(dialect: Dialect, model: type[Base], columns: Columns, rows: Sequence[Row]) -> list[Row]:
    """Return rows of ``columns`` as the driver takes them; that needs no database."""
    return _prepared(dialect, model, columns, "keep").convert(rows) if rows else []


async def insert_ready(
    session: AsyncSession,
    model: type[Base],
    columns: Columns,
    rows: Sequence[Row],
    conflict: Conflict,
) -> None:
    """Insert rows that are ``ready``; ``conflict`` says what happens to one that is there."""
    if not rows:
        return
    connection = await session.connection()
    if connection.dialect.name == "postgresql" and len(rows) >= _WORTH_COPYING:
        await _copy(connection, model, columns, rows, conflict)
    else:
        sql = _prepared(connection.dialect, model, columns, conflict).sql
        await connection.exec_driver_sql(sql, list(rows))


async def _copy(
    connection: AsyncConnection,
    model: type[Base],
    columns: Columns,
    rows: Sequence[Row],
    conflict: Conflict,
) -> None:
    """Insert many rows through a temporary table, which PostgreSQL fills ten times as fast."""
    table = _table(model)
    staged = table.to_metadata(MetaData(), name=f"staged_{table.name}")
    made = f"CREATE TEMP TABLE IF NOT EXISTS {staged.name} (LIKE {table.name})"
    await connection.exec_driver_sql(f"{made} ON COMMIT DELETE ROWS")
    await connection.exec_driver_sql(f"TRUNCATE {staged.name}")
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    names = _prepared(connection.dialect, model, columns, conflict).order
    await driver.copy_records_to_table(staged.name, records=rows, columns=names)
    # In the order of the key: pages of a large table are then touched once.
    ordered = select(*(staged.c[name] for name in columns)).order_by(*staged.primary_key.columns)
    statement = postgresql.insert(table).from_select(list(columns), ordered)
    await connection.execute(_on_conflict(statement, table, columns, conflict))


class _Prepared(NamedTuple):
    """The SQL, the order of its parameters, and what turns rows into the driver's parameters."""

    sql: str
    order: Columns
    convert: Callable[[Sequence[Row]], list[Row]]


@cache
def _prepared(
    dialect: Dialect, model: type[Base], columns: Columns, conflict: Conflict
) -> _Prepared:
    statement = _statement(dialect, model, columns, conflict)
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    names = tuple(compiled.positiontup)
    order = itemgetter(*(columns.index(name) for name in names))
    in_place = names == columns
    converters = _converters(dialect, _table(model), columns)

    def convert(rows: Sequence[Row]) -> list[Row]:
        by_column: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, converter in converters:
            by_column[place] = [converter(value) for value in by_column[place]]
        return list(zip(*(by_column if in_place else order(by_column)), strict=True))

    return _Prepared(str(compiled), names, convert)


def _statement(dialect: Dialect, model: type[Base], columns: Columns, conflict: Conflict) -> Any:
    table = _table(model)
    statement = (sqlite if dialect.name == "sqlite" else postgresql).insert(table)
    return _on_conflict(statement, table, columns, conflict)


def _on_conflict(statement: Any, table: Table, columns: Columns, conflict: Conflict) -> Any:
    keys = [column.name for column in table.primary_key]
    others = [name for name in columns if name not in keys]
    if conflict == "keep" or not others:
        return statement.on_conflict_do_nothing()
    changed = [table.c[name].is_distinct_from(statement.excluded[name]) for name in others]
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in others},
        where=or_(*changed),
    )


def _converters(dialect: Dialect, table: Table, columns: Columns) -> list[tuple[int, _Convert]]:
    found: list[tuple[int, _Convert]] = []
    for place, name in enumerate(columns):
        kind = table.c[name].type
        processor = kind.dialect_impl(dialect).bind_processor(dialect)
        # Both drivers take bytes as they are.
        if processor is not None and not isinstance(kind, LargeBinary):
            found.append((place, lru_cache(maxsize=_REMEMBERED)(processor)))
    return found


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
