"""``demo``: made-up cases to try the assistant with."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime

from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot.cases.demo import fill, require_demo, show
from bot.cases.errors import CasesError
from bot.cases.identity import Hasher
from bot.commands.database import opened
from bot.commands.terminal import fail, failures_in_words, step
from bot.court.zone import CHINA
from bot.migrations import upgrade
from bot.settings import Settings, settings

COUNT = 10_000
SEED = 1


def run(count: int = COUNT, seed: int = SEED, shown: int = 0) -> None:
    """Fill the database with ``count`` demo cases; print ``shown`` of them, one JSON a line.

    Progress goes to the error stream, so that what is printed can be piped. Demo cases that are
    there and fresh are kept. Refused in production.
    """
    with failures_in_words():
        chosen = settings()
        try:
            require_demo(chosen.environment)
            cases = asyncio.run(fill_and_show(chosen, count, seed, shown))
        except CasesError as error:
            fail(str(error))
        except SQLAlchemyError as error:
            fail(f"数据库不能用：{error.args[0] if error.args else error}")
    for case in cases:
        print(json.dumps(case, ensure_ascii=False))  # noqa: T201


async def fill_and_show(
    chosen: Settings, count: int, seed: int, shown: int
) -> list[dict[str, str]]:
    """Fill the database of the settings and return ``shown`` cases to try.

    Raises:
        GaveUp: the database cannot be opened.
        SQLAlchemyError: the database cannot be used.
    """
    hasher = Hasher(chosen.hash_key.get_secret_value())
    async with opened(chosen) as database:
        await upgrade(database)
        with step(Console(stderr=True, highlight=False), "演示案件") as detail:
            await fill(
                database,
                hasher,
                count=count,
                seed=seed,
                now=datetime.now(CHINA),
                progress=lambda done: detail(f"{done} / {count}"),
            )
        return await show(database, shown)
