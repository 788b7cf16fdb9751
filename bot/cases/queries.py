"""Reading cases: one by its key, those of a person, the hearings of a judge."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
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
    Source,
    StaffMember,
)
from bot.cases.models.key import is_case
from bot.cases.timeline import decode
from bot.cases.views import CaseView


async def disclosed(
    session: AsyncSession, conversation_id: str, key: CaseKey, now: datetime
) -> CaseView | None:
    """Return what this conversation may know of a case now; ``None``: nothing (ask to verify).

    The grant is read again each time, so that a revoked or expired one ends at once.
    """
    grant = await current_grant(session, conversation_id, key, now)
    file = await case_file(session, key) if grant is not None else None
    return Policy(now).view(file, grant) if file is not None and grant is not None else None


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
