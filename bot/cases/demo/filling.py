"""Putting demo cases into a database, and showing some to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.demo.generator import DemoCase, generate
from bot.cases.errors import DemoRefused
from bot.cases.identity import Hasher, tail_of
from bot.cases.keys import CaseKey
from bot.cases.models import Case, Source
from bot.cases.models.key import key_columns
from bot.cases.rows import RowMaker
from bot.cases.storing import remove, source_number, store
from bot.cases.vocabulary import Role, Sealed, Stage
from bot.db import Database

BATCH = 2_000
KEPT_DAYS = 3
_LOOKED_AT = 600
_NAME = re.compile(r"demo seed=(\d+) count=(\d+) today=(\d{4}-\d\d-\d\d)")


async def fill(
    database: Database,
    hasher: Hasher,
    *,
    count: int,
    seed: int,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> bool:
    """Write ``count`` demo cases as of ``now``; return False if fresh enough ones are there.

    Demo cases of another seed or count, or older than three days, are replaced, so that their
    hearings lie ahead again. ``progress`` is told after each batch how many are written.

    Raises:
        DemoRefused: the database holds cases of a real source.
    """
    today = now.date()
    async with database.write() as session:
        if await _is_current(session, seed, count, today):
            return False
        await _remove_old(session)
        name = f"demo seed={seed} count={count} today={today}"
        source_id = await source_number(session, name, now)
        maker = RowMaker(hasher, source_id, now)
        made = generate(seed, today, count)
        done = 0
        while batch := [case.record for case in islice(made, BATCH)]:
            await store(session, batch, maker)
            done += len(batch)
            progress(done)
    return True


async def show(database: Database, count: int) -> list[dict[str, str]]:
    """Return ``count`` cases to try: number, query code, party, role, name and last four.

    Cases of different kinds come first. The list is empty when there is no demo data.
    """
    async with database.read() as session:
        made = await _made(session)
    if made is None:
        return []
    seed, total, today = made
    cases = [case for case in generate(seed, today, min(total, _LOOKED_AT)) if _open(case)]
    return [_shown(case) for case in islice(_varied(cases), count)]


async def _made(session: AsyncSession) -> tuple[int, int, date] | None:
    names = (await session.scalars(select(Source.name))).all()
    found = [match for name in names if (match := _NAME.fullmatch(name))]
    if len(found) < len(names):
        raise DemoRefused(
            "数据库里有真实案件数据，不能写入演示数据。请换一个数据库（DATABASE_URL）。"
        )
    if not found:
        return None
    return int(found[0][1]), int(found[0][2]), date.fromisoformat(found[0][3])


async def _is_current(session: AsyncSession, seed: int, count: int, today: date) -> bool:
    made = await _made(session)
    if made is None:
        return False
    return made[:2] == (seed, count) and 0 <= (today - made[2]).days <= KEPT_DAYS


async def _remove_old(session: AsyncSession) -> None:
    rows = (await session.execute(select(*key_columns(Case)))).all()
    keys = [CaseKey(*row) for row in rows]
    await remove(session, keys)
    await session.execute(delete(Case))
    await session.execute(delete(Source))


def _open(case: DemoCase) -> bool:
    return case.record.sealed is Sealed.OPEN


def _varied(cases: Iterable[DemoCase]) -> list[DemoCase]:
    """Return the cases with one of each telling sort in front."""
    listed = list(cases)
    front = [next(filter(sort, listed), None) for sort in _SORTS]
    chosen = [case for case in front if case is not None]
    return chosen + [case for case in listed if case not in chosen]


_SORTS: tuple[Callable[[DemoCase], bool], ...] = (
    lambda case: case.kind.type_code == "民初" and case.record.stage is Stage.SERVED,
    lambda case: case.kind.type_code == "执" and case.record.stage is Stage.SEARCH,
    lambda case: case.kind.type_code == "民初" and case.record.stage is Stage.DELIVERED,
    lambda case: case.record.stage is Stage.TERMINATED,
    lambda case: case.kind.type_code == "民终",
    lambda case: case.kind.legacy,
)


def _shown(case: DemoCase) -> dict[str, str]:
    party = case.record.parties[0]
    return {
        "case_number": case.number,
        "query_code": party.query_code,
        "party": f"{Role(party.role).label} {party.name}{party.mark}",
        "name": party.name,
        "id_tail": tail_of(party.identity_number),
        "stage": case.record.stage.label,
    }
