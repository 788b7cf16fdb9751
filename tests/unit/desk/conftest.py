"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.desk.models  # noqa: F401  (its tables belong to the metadata)
from bot.db import Base, Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty SQLite database with every table, as a file like in production."""
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield opened
    await opened.close()
