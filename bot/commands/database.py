"""The database of the settings, opened for one command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.db import Database
from bot.settings import Settings
from bot.supervisor.errors import GaveUp

# Seconds the thread of a connection that could not be opened has to report its end.
_LAST_WORDS = 0.2


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[Database]:
    """Yield the database of the settings and close it.

    Raises:
        GaveUp: it cannot be opened; the message is a sentence.
    """
    database = Database(chosen.database)
    try:
        await _try(database)
        yield database
    finally:
        await database.close()


async def _try(database: Database) -> None:
    try:
        async with database.engine.connect():
            pass
    except Exception as error:
        # Each driver fails in its own way. SQLite's thread would otherwise find the loop closed
        # and print a stack trace below the sentence.
        await asyncio.sleep(_LAST_WORDS)
        cause = str(error.args[0] if error.args else error).splitlines()[0]
        raise GaveUp(f"数据库不能用：{cause}。请检查 DATABASE_URL。", ()) from error
