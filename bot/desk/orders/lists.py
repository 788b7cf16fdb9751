"""Lists of work orders for staff: what is due next stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.models import WorkOrder
from bot.desk.orders.stages import OPEN, RECEIVED, SUPERVISED

View = Literal["open", "mine", "unassigned", "overdue", "supervised", "closed"]


@dataclass(frozen=True)
class Filter:
    """Which orders; empty fields let every one pass."""

    view: View = "open"
    kind: str = ""
    stage: str = ""
    limit: int = 100
    offset: int = 0


async def page(
    session: AsyncSession, court_code: str, name: str, chosen: Filter, now: datetime
) -> Sequence[WorkOrder]:
    """Return a page of a court's orders, with those that belong to no court yet.

    Danger first, then by due time; what has none follows, the oldest first. Closed ones: the
    newest first.
    """
    query = _of_court(select(WorkOrder), court_code).where(_views(name, now)[chosen.view])
    if chosen.kind:
        query = query.where(WorkOrder.kind == chosen.kind)
    if chosen.stage:
        query = query.where(WorkOrder.stage == chosen.stage)
    order = _NEWEST if chosen.view == "closed" else _DUE_NEXT
    query = query.order_by(*order).limit(chosen.limit).offset(chosen.offset)
    return (await session.scalars(query)).all()


async def counts(
    session: AsyncSession, court_code: str, name: str, now: datetime
) -> Mapping[str, int]:
    """Return how many open orders each view holds."""
    views = {view: test for view, test in _views(name, now).items() if view != "closed"}
    sums = [func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in views.values()]
    query = _of_court(select(*sums), court_code).where(WorkOrder.stage.in_(OPEN))
    return dict(zip(views, (await session.execute(query)).one(), strict=True))


_DUE_NEXT = (
    case((WorkOrder.priority == "urgent", 0), else_=1),
    WorkOrder.due_at.asc().nulls_last(),
    WorkOrder.created_at,
    WorkOrder.receipt,
)
_NEWEST = (WorkOrder.updated_at.desc(), WorkOrder.receipt)


def _views(name: str, now: datetime) -> Mapping[str, ColumnElement[bool]]:
    open_ = WorkOrder.stage.in_(OPEN)
    return {
        "open": open_,
        "mine": open_ & (WorkOrder.assignee == name),
        "unassigned": WorkOrder.stage == RECEIVED,
        "overdue": open_ & (WorkOrder.due_at <= now),
        "supervised": WorkOrder.stage == SUPERVISED,
        "closed": WorkOrder.stage.not_in(OPEN),
    }


def _of_court(query: Select[Any], court_code: str) -> Select[Any]:
    return query.where(WorkOrder.court_code.in_((court_code, "")))
