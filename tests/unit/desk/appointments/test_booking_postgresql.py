"""No double booking on PostgreSQL, where transactions really run side by side."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

import bot.desk.appointments.models
import bot.desk.models  # noqa: F401  (their tables belong to the metadata)
from bot.db import Base, Database
from tests.unit.cases import postgres_server
from tests.unit.desk.appointments import booking_cases


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Host and port of a PostgreSQL server of our own."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.server() as running:
        yield running


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """A database with every table and no rows."""
    await postgres_server.recreate(address, "appointments")
    opened = Database(f"postgresql+asyncpg://postgres@{address}/appointments")
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield opened
    await opened.close()


async def test_of_twenty_who_want_two_places_two_get_them(database: Database) -> None:
    await booking_cases.twenty_at_once(database)


async def test_changes_to_one_slot_do_not_overfill_it(database: Database) -> None:
    await booking_cases.moves_at_once(database)
