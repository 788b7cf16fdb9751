"""What staff see beside a conversation: the proven cases, earlier contacts, and the door's limits.

A case is shown as the citizen may know it (``bot.cases.queries.disclosed``): who answers must not
tell more by mistake, and the grant in force decides, not a slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.cases.grants import current_grants
from bot.cases.models import AccessGrant
from bot.cases.models.key import same_case
from bot.cases.queries import disclosed
from bot.cases.views import CaseView
from bot.desk import addresses
from bot.desk.handover.models import Forward, Handover
from bot.desk.platforms.models import ContactWindow

LIMITED = frozenset({"wechat"})
"""Doors at which a platform counts what we send."""
SPOKEN = "voice"
EARLIER = 10


@dataclass(frozen=True)
class ProvenCase:
    """A case the citizen has proven to be theirs; ``view`` is None where nothing may be shown."""

    case_number: str
    level: int
    expires_at: datetime
    view: CaseView | None


@dataclass(frozen=True)
class DoorLimit:
    """What can be sent to the citizen now.

    ``left`` messages until ``until``; both None where the door sets no limit. ``reaches`` is
    False where what staff write is not heard at all, as on the phone.
    """

    channel: str
    reaches: bool
    left: int | None = None
    until: datetime | None = None


async def proven_cases(
    session: AsyncSession, conversation_id: str, now: datetime
) -> list[ProvenCase]:
    """Return the cases proven in a conversation, the newest first."""
    return [
        ProvenCase(
            case_number=grant.key.text,
            level=grant.level,
            expires_at=grant.expires_at,
            view=await disclosed(session, conversation_id, grant.key, now),
        )
        for grant in await current_grants(session, conversation_id, now)
    ]


async def earlier_contacts(
    session: AsyncSession, conversation_id: str, court_code: str
) -> Sequence[Handover]:
    """Return other conversations of the same party in the same case, the newest first.

    Only those handed to people of this court; a proof that has ended still tells who it was.
    """
    mine, theirs = aliased(AccessGrant), aliased(AccessGrant)
    same_party = and_(same_case(theirs, mine), theirs.party_seq == mine.party_seq)
    query = (
        select(Handover)
        .join(theirs, theirs.conversation_id == Handover.conversation_id)
        .join(mine, same_party)
        .where(mine.conversation_id == conversation_id)
        .where(Handover.conversation_id != conversation_id)
        .where(Handover.court_code.in_((court_code, "")))
        .order_by(Handover.opened_at.desc())
        .distinct()
        .limit(EARLIER)
    )
    return (await session.scalars(query)).all()


async def last_forward(session: AsyncSession, handover: Handover) -> Forward | None:
    """Return the holder's last forward while it waits or was declined, ``None`` without one."""
    query = (
        select(Forward)
        .where(Forward.conversation_id == handover.conversation_id)
        .order_by(Forward.id.desc())
        .limit(1)
    )
    last = (await session.scalars(query)).one_or_none()
    if last is None or last.by != handover.holder:
        return None
    return last if last.state in ("offered", "declined") else None


async def door_limit(session: AsyncSession, conversation_id: str, now: datetime) -> DoorLimit:
    """Return what can be sent at the door the citizen used last."""
    channel = await addresses.last_channel(session, conversation_id) or "web"
    if channel == SPOKEN:
        return DoorLimit(channel, reaches=False)
    if channel not in LIMITED:
        return DoorLimit(channel, reaches=True)
    address = await addresses.address_of(session, channel, conversation_id) or ""
    window = await session.get(ContactWindow, (channel, address))
    if window is None:
        return DoorLimit(channel, reaches=False, left=0)
    kinds = (
        (window.action_until, window.action_left),
        (window.message_until, window.message_left),
    )
    open_ = [(until, left) for until, left in kinds if until and until > now and left > 0]
    left = sum(each for _, each in open_)
    return DoorLimit(channel, left > 0, left, max((until for until, _ in open_), default=None))
