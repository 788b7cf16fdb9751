"""What stands beside a conversation, in words: cases, what was told, contacts, the door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.views import CaseView
from bot.court.masking import mask
from bot.desk.handover import background
from bot.desk.handover.background import ProvenCase
from bot.desk.handover.models import Handover
from bot.knowledge.library import Library
from console.api.forwards import ForwardView
from console.api.forwards import view as forward_view

LABELS: Mapping[str, str] = {
    "case_number": "案号",
    "current_article": "正在问的",
    "fee_kind": "费用种类",
    "fee_amount": "标的额",
    "limit_kind": "期限种类",
    "limit_start": "从哪天起算",
    "limit_days": "期限天数",
    "interest_principal": "本金",
    "interest_due": "履行期满日",
    "interest_paid": "付清日",
    "call_back_number": "回电号码",
    "reason": "原因",
}
"""What the assistant calls a thing → what staff read. What is not here is not shown."""


class StageView(BaseModel):
    """One stage of a case. ``state``: done, current or expected."""

    on: date | None
    stage: str
    note: str
    state: str


class CaseCard(BaseModel):
    """A proven case, as the citizen may know it; without ``stage`` where nothing may be shown."""

    case_number: str
    level: int
    expires_at: datetime
    court: str = ""
    cause: str = ""
    procedure: str = ""
    role: str = ""
    party: str = ""
    stage: str = ""
    what_next: str = ""
    judge: str = ""
    hearing: str = ""
    timeline: list[StageView] = []
    as_of: datetime | None = None


class Told(BaseModel):
    """One thing the citizen has told."""

    label: str
    value: str


class ContactView(BaseModel):
    """An earlier conversation of the same party in the same case."""

    conversation_id: str
    at: datetime
    reason: str
    state: str
    summary: str


class DoorView(BaseModel):
    """What can be sent now: see ``bot.desk.handover.background.DoorLimit``."""

    channel: str
    reaches: bool
    left: int | None
    until: datetime | None


class Background(BaseModel):
    """All of it."""

    cases: list[CaseCard]
    told: list[Told]
    contacts: list[ContactView]
    door: DoorView
    forward: ForwardView | None


async def background_of(
    session: AsyncSession,
    handover: Handover,
    collected: Mapping[str, Any],
    library: Library,
    now: datetime,
) -> Background:
    """Return what stands beside a conversation now."""
    this = handover.conversation_id
    cases = await background.proven_cases(session, this, now)
    contacts = await background.earlier_contacts(session, this, handover.court_code)
    door = await background.door_limit(session, this, now)
    forward = await background.last_forward(session, handover)
    return Background(
        cases=[card_of(case) for case in cases],
        told=told_of(collected, library),
        contacts=[contact_of(each) for each in contacts],
        door=DoorView.model_validate(door, from_attributes=True),
        forward=forward_view(forward) if forward else None,
    )


def card_of(case: ProvenCase) -> CaseCard:
    """Return a case as the page shows it."""
    proven = {
        "case_number": case.case_number,
        "level": case.level,
        "expires_at": case.expires_at,
    }
    if case.view is None:
        return CaseCard(**proven)
    return CaseCard(**{**proven, **_shown(case.view)})


def told_of(collected: Mapping[str, Any], library: Library) -> list[Told]:
    """Return what was collected, in words and masked; an article by its title."""
    found = []
    for name, value in collected.items():
        article = library.article(str(value)) if name == "current_article" else None
        text = article.title if article else mask(str(value))
        if name in LABELS:
            found.append(Told(label=LABELS[name], value=text))
    return found


def contact_of(row: Handover) -> ContactView:
    """Return an earlier contact."""
    return ContactView(
        conversation_id=row.conversation_id,
        at=row.opened_at,
        reason=row.reason,
        state=row.state,
        summary=row.summary,
    )


def _shown(view: CaseView) -> dict[str, Any]:
    hearing, judge = view.next_hearing, view.judge
    where = f"{hearing.starts_at:%Y-%m-%d %H:%M} {hearing.courtroom}" if hearing else ""
    return {
        "case_number": view.number,
        "court": view.court,
        "cause": view.cause,
        "procedure": view.procedure,
        "role": view.role,
        "party": view.party,
        "stage": view.stage,
        "what_next": view.what_next,
        "judge": " ".join(filter(None, (judge.name, judge.phone))) if judge else "",
        "hearing": where,
        "timeline": [
            StageView.model_validate(step, from_attributes=True) for step in view.timeline
        ],
        "as_of": view.as_of,
    }
