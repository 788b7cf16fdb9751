"""Reading cases: one by its key, those of a person, the hearings of a judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.cases.disclosure import CaseFile, Policy
from bot.cases.grants import current_grant
from bot.cases.keys import CaseKey
from bot.cases.models import (
    Case,
    CaseTimeline,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    Party,
    PartyIndex,
    Source,
    StaffMember,
)
from bot.cases.models.key import KEY, KeyColumns, key_columns, same_case
from bot.cases.timeline import decode
from bot.cases.views import CaseView
from bot.cases.vocabulary import HearingState, Role, Sealed


async def disclosed(
    session: AsyncSession, conversation_id: str, key: CaseKey, now: datetime
) -> CaseView | None:
    """Return what this conversation may know of a case now; ``None``: nothing (ask to verify).

    The grant is read again each time, so that a revoked or expired one ends at once.
    """
    grant = await current_grant(session, conversation_id, key, now)
    file = await case_file(session, key) if grant is not None else None
    return Policy(now).view(file, grant) if file is not None and grant is not None else None


@dataclass(frozen=True)
class PersonsCase:
    """One line of a person's list of cases: what it is, and nothing of where it stands.

    How far it is depends on what this person has received; ``disclosed`` tells it.
    """

    key: CaseKey
    number: str
    cause: str
    role: str


@dataclass(frozen=True)
class PersonsCases:
    """A page of a person's cases, the newest years first; ``after`` asks for the next one."""

    cases: tuple[PersonsCase, ...]
    after: CaseKey | None


@dataclass(frozen=True)
class JudgesHearing:
    """A hearing in a judge's week."""

    key: CaseKey
    starts_at: datetime
    courtroom: str
    state: str


async def cases_of_person(
    session: AsyncSession,
    id_hash: bytes,
    *,
    today: date,
    after: CaseKey | None = None,
    limit: int = 20,
) -> PersonsCases:
    """Return a page of the cases of a person whose identity is proven (level 2).

    ``id_hash`` is of ``Hasher.person``. Two queries, index first and cases by key, as both are
    distributed apart at national scale. A page may be shorter than ``limit``: sealed cases, and
    those the person may not ask about, are left out.
    """
    rows = await _index_page(session, id_hash, after, limit + 1)
    page = rows[:limit]
    last = page[-1].key if len(rows) > limit else None
    found = await _own_cases(session, id_hash, [row.key for row in page], today)
    ordered = (found[row.key] for row in page if row.key in found)
    return PersonsCases(tuple(dict.fromkeys(ordered)), last)


async def _index_page(
    session: AsyncSession, id_hash: bytes, after: CaseKey | None, limit: int
) -> Sequence[PartyIndex]:
    # All columns of the key downwards: the index is read backwards, nothing is sorted.
    ordered = (PartyIndex.year, PartyIndex.court_code, PartyIndex.type_code, PartyIndex.serial)
    query = select(PartyIndex).where(PartyIndex.id_hash == id_hash)
    if after is not None:
        last = (after.year, after.court_code, after.type_code, after.serial)
        query = query.where(tuple_(*ordered) < last)
    query = query.order_by(*(column.desc() for column in ordered), PartyIndex.seq.desc())
    return (await session.scalars(query.limit(limit))).all()


async def _own_cases(
    session: AsyncSession, id_hash: bytes, keys: Sequence[CaseKey], today: date
) -> dict[CaseKey, PersonsCase]:
    query = (
        select(Case, Party)
        .join(Party, same_case(Case, Party))
        .where(tuple_(*key_columns(Case)).in_(keys), Party.id_hash == id_hash)
        .where(Case.sealed == Sealed.OPEN, Party.opened_on <= today)
        .where(or_(Party.left_on.is_(None), Party.left_on > today))
    )
    return {
        case.key: PersonsCase(
            case.key,
            case.legacy_text or case.key.text,
            case.cause,
            Role(party.role).label,
        )
        for case, party in (await session.execute(query)).all()
    }


async def hearings_of_judge(
    session: AsyncSession, court_code: str, judge_id: int, since: datetime, until: datetime
) -> list[JudgesHearing]:
    """Return a judge's hearings from ``since`` to before ``until``, for staff; a key range."""
    query = (
        select(Hearing)
        .where(Hearing.court_code == court_code, Hearing.judge_id == judge_id)
        .where(Hearing.starts_at >= since, Hearing.starts_at < until)
        .order_by(Hearing.starts_at)
    )
    return [
        JudgesHearing(row.key, row.starts_at, row.courtroom, HearingState(row.state).label)
        for row in await session.scalars(query)
    ]


async def case_file(session: AsyncSession, key: CaseKey) -> CaseFile | None:
    """Return everything stored of a case, ``None`` if there is no such case.

    What a case has one of comes in one query: on SQLite each costs a change of threads.
    """
    values = dict(zip(KEY, key, strict=True))
    found = (await session.execute(_once_a_case(), values)).one_or_none()
    if found is None:
        return None
    case, as_of, timeline, enforcement, judge, clerk = found
    several = [(await session.scalars(query, values)).all() for query in _often_a_case()[:2]]
    measures = _often_a_case()[2] if enforcement is not None else None
    return CaseFile(
        case=case,
        parties=tuple(several[0]),
        timeline=decode(timeline) if timeline else (),
        hearings=tuple(several[1]),
        measures=tuple(await session.scalars(measures, values)) if measures is not None else (),
        enforcement=enforcement,
        judge=judge,
        clerk=clerk,
        as_of=as_of,
    )


@cache
def _once_a_case() -> Any:
    """Built once: putting a statement together takes longer than running it."""
    judge, clerk = aliased(StaffMember), aliased(StaffMember)
    return (
        select(Case, Source.as_of, CaseTimeline.entries, EnforcementState, judge, clerk)
        .join(Source, Source.id == Case.source_id)
        .outerjoin(CaseTimeline, same_case(Case, CaseTimeline))
        .outerjoin(EnforcementState, same_case(Case, EnforcementState))
        .outerjoin(judge, _is_member(judge, Case.judge_id))
        .outerjoin(clerk, _is_member(clerk, Case.clerk_id))
        .where(_is_given(Case))
    )


@cache
def _often_a_case() -> tuple[Any, Any, Any]:
    """Return the queries for parties, hearings and measures."""
    ordered = (
        (Party, Party.seq),
        (Hearing, Hearing.starts_at),
        (EnforcementMeasure, EnforcementMeasure.seq),
    )
    parties, hearings, measures = (
        select(model).where(_is_given(model)).order_by(order) for model, order in ordered
    )
    return parties, hearings, measures


def _is_given(model: type[KeyColumns]) -> ColumnElement[bool]:
    named = zip(KEY, key_columns(model), strict=True)
    return and_(*(column == bindparam(name) for name, column in named))


def _is_member(member: type[StaffMember], staff_id: Any) -> ColumnElement[bool]:
    return and_(member.court_code == Case.court_code, member.staff_id == staff_id)
