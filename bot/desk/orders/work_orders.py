"""Work orders: what a person must handle, written down with a receipt number."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.case_number import find_all
from bot.court.masking import mask
from bot.court.zone import CHINA
from bot.desk import addresses, record
from bot.desk.handover import queue
from bot.desk.handover.models import Handover
from bot.desk.models import WorkOrder
from bot.desk.orders import kinds
from bot.desk.orders.models import OrderStep
from bot.desk.orders.stages import RECEIVED
from bot.desk.record import utcnow


@dataclass(frozen=True)
class Request:
    """What is asked of a person.

    ``source_id`` makes it idempotent: the same message never opens two orders. ``collected`` is
    what the citizen has already told, so that nobody asks again. ``by`` is the
    member of staff who writes it down, empty where the citizen asked.
    """

    source_id: str
    conversation_id: str
    kind: str
    summary: str
    priority: str = "normal"
    collected: dict[str, Any] = field(default_factory=dict)
    by: str = ""


async def open_order(session: AsyncSession, request: Request) -> WorkOrder:
    """Write a work order, or return the one that the same message opened before."""
    query = select(WorkOrder).where(WorkOrder.source_id == request.source_id)
    existing = (await session.scalars(query)).one_or_none()
    if existing is not None:
        return existing
    now = utcnow()
    order = WorkOrder(
        receipt=await _new_receipt(session, now),
        court_code=await _court(session, request),
        source_id=request.source_id,
        conversation_id=request.conversation_id,
        kind=request.kind,
        priority=request.priority,
        stage=RECEIVED,
        summary=mask(request.summary),
        collected=request.collected,
        created_at=now,
        updated_at=now,
    )
    session.add(order)
    await session.flush()
    add_step(session, order, "open", request.by, now)
    if kinds.kind_named(request.kind).queue:
        await _hand_over(session, request, now)
    return order


def add_step(
    session: AsyncSession,
    order: WorkOrder,
    act: str,
    by: str,
    now: datetime,
    to: str = "",
    note: str = "",
) -> None:
    """Write into an order's history what was done, and the stage it is in now."""
    order.updated_at = now
    step = OrderStep(
        receipt=order.receipt, at=now, by=by, act=act, stage=order.stage, to=to, note=mask(note)
    )
    session.add(step)


async def _hand_over(session: AsyncSession, request: Request, now: datetime) -> None:
    """Put the conversation into the queue of the court whose case it is about, else of any."""
    found = await record.conversation(session, request.conversation_id)
    channel = await addresses.last_channel(session, found.id) or found.channel
    handover = queue.Request(
        conversation_id=found.id,
        channel=channel,
        reason=request.kind,
        priority=request.priority,
        court_code=_court_of(str(request.collected.get("case_number", ""))),
    )
    await queue.hand_over(session, handover, now)


async def _court(session: AsyncSession, request: Request) -> str:
    """Return the court an order belongs to: that of its case, else of its conversation."""
    if named := _court_of(str(request.collected.get("case_number", ""))):
        return named
    handover = await session.get(Handover, request.conversation_id)
    return handover.court_code if handover else ""


def _court_of(case_number: str) -> str:
    codes = {
        number.court_code
        for hit in find_all(case_number)
        for number in hit.case_numbers
        if number.court_code
    }
    return codes.pop() if len(codes) == 1 else ""


async def _new_receipt(session: AsyncSession, now: datetime) -> str:
    """Return an unused receipt: six digits of the date in China, six at random.

    Digits only, so that it can be keyed on a phone; at random, so that nobody reads another's
    order by counting on.
    """
    while True:
        receipt = f"{now.astimezone(CHINA):%y%m%d}{secrets.randbelow(1_000_000):06d}"
        if await session.get(WorkOrder, receipt) is None:
            return receipt


async def add_note(session: AsyncSession, receipt: str, note: str) -> WorkOrder | None:
    """Add to an order what the citizen says afterwards; ``None`` if there is no such order.

    The same note again, as after a power cut, is not added twice.
    """
    order = await session.get(WorkOrder, receipt)
    added = f"\n补充：{mask(note)}"
    if order is not None and not order.summary.endswith(added):
        order.summary += added
        order.updated_at = utcnow()
    return order


async def by_receipt(session: AsyncSession, receipt: str) -> WorkOrder | None:
    """Return the order with this receipt number."""
    return await session.get(WorkOrder, receipt)


async def of_conversation(
    session: AsyncSession, conversation_id: str, limit: int = 5
) -> Sequence[WorkOrder]:
    """Return a conversation's newest orders first."""
    query = (
        select(WorkOrder)
        .where(WorkOrder.conversation_id == conversation_id)
        .order_by(WorkOrder.created_at.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()
