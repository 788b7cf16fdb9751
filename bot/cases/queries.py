"""Reading cases: one by its key, those of a person, the hearings of a judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

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
from bot.cases.models.key import is_case, key_columns, same_case
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
    """Return everything stored of a case, ``None`` if there is no such case."""
    query = select(Case, Source.as_of).join(Source, Source.id == Case.source_id)
    found = (await session.execute(query.where(is_case(Case, key)))).one_or_none()
    if found is None:
        return None
    case, as_of = found
    parties = select(Party).where(is_case(Party, key)).order_by(Party.seq)
    hearings = select(Hearing).where(is_case(Hearing, key)).order_by(Hearing.starts_at)
    measures = select(EnforcementMeasure).where(is_case(EnforcementMeasure, key))
    timeline = await session.get(CaseTimeline, key)
    return CaseFile(
        case=case,
        parties=tuple((await session.scalars(parties)).all()),
        timeline=decode(timeline.entries) if timeline else (),
        hearings=tuple((await session.scalars(hearings)).all()),
        measures=tuple((await session.scalars(measures.order_by(EnforcementMeasure.seq))).all()),
        enforcement=await session.get(EnforcementState, key),
        judge=await session.get(StaffMember, (case.court_code, case.judge_id)),
        clerk=await session.get(StaffMember, (case.court_code, case.clerk_id)),
        as_of=as_of,
    )
