"""How far a file has been imported; kept in the database with the rows it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import upsert
from bot.cases.models import ImportCheckpoint
from bot.db import Database

_COLUMNS = (
    "file_hash", "source_id", "rows", "rejected", "rejects_bytes", "updated_at", "finished_at",
)  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """Rows of a file that need not be imported again, with those rejected among them.

    ``finished`` says that the whole file was imported before; it is then looked through again.
    """

    rows: int = 0
    rejected: int = 0
    rejects_bytes: int = 0
    finished: bool = False


async def read_progress(database: Database, file_hash: str) -> Progress:
    """Return where an interrupted import stopped, the beginning if there was none."""
    async with database.read() as session:
        found = await session.get(ImportCheckpoint, file_hash)
    if found is None or found.finished_at is not None:
        return Progress(finished=found is not None)
    return Progress(found.rows, found.rejected, found.rejects_bytes)


async def save_progress(
    session: AsyncSession,
    file_hash: str,
    source_id: int,
    progress: Progress,
    now: datetime,
    *,
    finished: bool = False,
) -> None:
    """Note in the transaction of the rows how far the file has been imported."""
    row = (
        file_hash,
        source_id,
        progress.rows,
        progress.rejected,
        progress.rejects_bytes,
        now,
        now if finished else None,
    )
    await upsert(session, ImportCheckpoint, _COLUMNS, [row])
