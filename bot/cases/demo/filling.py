"""Putting demo cases into a database, and showing some to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from itertools import islice
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.demo.generator import DemoCase, generate
from bot.cases.demo.messages import messages
from bot.cases.dispatch.record import SOURCE
from bot.cases.dispatch.record import store as store_dispatches
from bot.cases.errors import DemoRefused
from bot.cases.identity import Hasher, tail_of
from bot.cases.keys import CaseKey
from bot.cases.models import Case, Dispatch, Source
from bot.cases.models.key import key_columns
from bot.cases.rows import RowMaker
from bot.cases.storing import mark_fresh, remove, source_number, store
from bot.cases.vocabulary import Role, Sealed, Stage
from bot.court.zone import CHINA
from bot.db import Database

_LEDGER = f"{SOURCE}演示"
BATCH = 2_000
KEPT_DAYS = 3
_LOOKED_AT = 600
_NAME = re.compile(r"demo seed=(-?\d+) count=(\d+) today=(\d{4}-\d\d-\d\d)")


def require_demo(environment: str) -> None:
    """Check that this is no place of real work.

    Raises:
        DemoRefused: it is production.
    """
    if environment == "production":
        raise DemoRefused("正式环境（ENVIRONMENT=production）不能写入演示数据。")


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
    hearings lie ahead again. Cases of other sources are left alone. ``progress`` is told after each
    batch how many are written.
    """
    today = now.astimezone(CHINA).date()
    wanted = _Made(seed, count, today)
    async with database.write() as session:
        made = await _made(session)
        if made is not None and made.serves(wanted):
            return False
        await _remove_old(session)
        source_id = await source_number(session, wanted.name, now)
        maker = RowMaker(hasher, source_id, now)
        ledger = await source_number(session, _LEDGER, now)
        await mark_fresh(session, ledger, now)
        cases = generate(seed, today, count)
        done = 0
        while batch := list(islice(cases, BATCH)):
            await store(session, [case.record for case in batch], maker)
            sent = [message for case in batch for message in messages(case, now)]
            await store_dispatches(session, hasher, ledger, sent)
            done += len(batch)
            progress(done)
    return True


async def show(database: Database, count: int) -> list[dict[str, str]]:
    """Return ``count`` cases to try: number, query code, party, name, last four, stage.

    ``message`` is an SMS that the court sent in the case, to a phone that ends in ``phone_tail``.
    Cases of different kinds come first. The list is empty when there is no demo data.
    """
    async with database.read() as session:
        made = await _made(session)
    if made is None:
        return []
    first = generate(made.seed, made.today, min(made.total, _LOOKED_AT))
    cases = [case for case in first if case.record.sealed is Sealed.OPEN]
    made_at = datetime.combine(made.today, time.max, CHINA)
    return [_shown(case, made_at) for case in islice(_varied(cases), count)]


class _Made(NamedTuple):
    """What demo data was made from, as the name of its source keeps it."""

    seed: int
    total: int
    today: date

    @property
    def name(self) -> str:
        return f"demo seed={self.seed} count={self.total} today={self.today}"

    def serves(self, wanted: _Made) -> bool:
        age = (wanted.today - self.today).days
        return self[:2] == wanted[:2] and 0 <= age <= KEPT_DAYS


async def _made(session: AsyncSession) -> _Made | None:
    for name in await session.scalars(select(Source.name)):
        if found := _NAME.fullmatch(name):
            return _Made(int(found[1]), int(found[2]), date.fromisoformat(found[3]))
    return None


async def _remove_old(session: AsyncSession) -> None:
    for source in (await session.scalars(select(Source))).all():
        if source.name == _LEDGER:
            await session.execute(delete(Dispatch).where(Dispatch.source_id == source.id))
            await session.delete(source)
        elif _NAME.fullmatch(source.name):
            own = Case.source_id == source.id
            rows = (await session.execute(select(*key_columns(Case)).where(own))).all()
            await remove(session, [CaseKey(*row) for row in rows])
            await session.execute(delete(Case).where(own))
            await session.delete(source)


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


def _shown(case: DemoCase, made_at: datetime) -> dict[str, str]:
    party = case.record.parties[0]
    sent = next(messages(case, made_at))
    return {
        "case_number": case.number,
        "query_code": party.query_code,
        "party": f"{Role(party.role).label} {party.name}{party.mark}",
        "name": party.name,
        "id_tail": tail_of(party.identity_number),
        "stage": case.record.stage.label,
        "message": sent.text,
        "phone_tail": sent.recipient[-4:],
    }
