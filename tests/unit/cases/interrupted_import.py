"""An import in a process of its own, which a test kills.

``python -m tests.unit.cases.interrupted_import URL FILE MAPPING BATCH``
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bot.cases.identity import Hasher
from bot.cases.importing import ImportReport, import_cases
from bot.court.zone import CHINA
from bot.db import Database

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)


async def run(url: str, path: Path, mapping: Path, batch: int, slow: bool = False) -> ImportReport:
    """Import as the tests of interruption do; ``slow`` gives time to be killed."""
    database = Database(url)
    steps = 0

    def told(_position: object) -> None:
        nonlocal steps
        steps += 1
        if slow:
            sys.stdout.write(f"{steps}\n")
            sys.stdout.flush()

    try:
        return await import_cases(
            database, Hasher("k"), path, mapping, now=NOW, as_of=NOW, progress=told, batch=batch
        )
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), True))
