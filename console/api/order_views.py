"""Work orders as the page knows them. Values of forms are masked: showing one is an act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from bot.court.masking import mask
from bot.court.service_clock import ServiceClock
from bot.desk.models import WorkOrder
from bot.desk.orders import kinds, rating, stages
from bot.desk.orders.kinds import Kind
from bot.desk.orders.models import OrderStep


class OrderRow(BaseModel):
    """One order in a list. ``clock``: none, running, near (warned), late, stopped (answered).

    ``minutes_left`` is working time until due, negative since; ``None`` without a due time.
    """

    receipt: str
    court_code: str
    kind: str
    kind_name: str
    priority: str
    stage: str
    stage_name: str
    summary: str
    division: str
    assignee: str
    created_at: datetime
    due_at: datetime | None
    clock: str
    minutes_left: int | None
    rating: int | None


class OrderPage(BaseModel):
    """One page of a list; ``more`` says whether another follows."""

    rows: list[OrderRow]
    counts: dict[str, int]
    more: bool


class FieldView(BaseModel):
    """One field of a form."""

    name: str
    label: str
    required: bool
    choices: list[str]


class KindView(BaseModel):
    """A kind of order and its form."""

    kind: str
    name: str
    fields: list[FieldView]


class Words(BaseModel):
    """The kinds, and the names of stages and ratings."""

    kinds: list[KindView]
    stages: dict[str, str]
    ratings: dict[int, str]


class ValueView(BaseModel):
    """One value of a form as staff see it; ``masked``: something of it is hidden."""

    name: str
    value: str
    masked: bool


class StepView(BaseModel):
    """One step of the history."""

    at: datetime
    by: str
    act: str
    act_name: str
    stage_name: str
    to: str
    note: str


class OrderDetail(BaseModel):
    """An order with all that belongs to it. ``acts`` are those its stage allows."""

    row: OrderRow
    conversation_id: str
    form: list[ValueView]
    missing: list[str]
    answer: str | None
    law: str | None
    acts: list[str]
    steps: list[StepView]


def row_of(order: WorkOrder, clock: ServiceClock | None, now: datetime) -> OrderRow:
    """Return an order as a row of a list."""
    return OrderRow(
        receipt=order.receipt,
        court_code=order.court_code,
        kind=order.kind,
        kind_name=kinds.kind_named(order.kind).name,
        priority=order.priority,
        stage=order.stage,
        stage_name=stages.STAGES[order.stage],
        summary=mask(order.summary),
        division=order.division,
        assignee=order.assignee,
        created_at=order.created_at,
        due_at=order.due_at,
        clock=_clock(order, now),
        minutes_left=_minutes_left(order, clock, now),
        rating=order.rating,
    )


def detail_of(
    order: WorkOrder, steps: Sequence[OrderStep], clock: ServiceClock | None, now: datetime
) -> OrderDetail:
    """Return an order with its form and history."""
    law = kinds.law_for(order)
    return OrderDetail(
        row=row_of(order, clock, now),
        conversation_id=order.conversation_id,
        form=[
            ValueView(name=name, value=mask(value), masked=mask(value) != value)
            for name, value in kinds.filled(order).items()
        ],
        missing=kinds.missing(order),
        answer=order.answer,
        law=law.cited if law else None,
        acts=stages.possible(order.stage),
        steps=[_step(step) for step in steps],
    )


def words() -> Words:
    """Return kinds and names for the page."""
    return Words(
        kinds=[_kind(kind) for kind in kinds.kinds().values()],
        stages=dict(stages.STAGES),
        ratings=dict(rating.RATINGS),
    )


def _kind(kind: Kind) -> KindView:
    fields = [
        FieldView(
            name=field.name,
            label=field.label,
            required=field.required,
            choices=list(field.choices),
        )
        for field in kind.fields
    ]
    return KindView(kind=kind.kind, name=kind.name, fields=fields)


def _step(step: OrderStep) -> StepView:
    return StepView(
        at=step.at,
        by=step.by,
        act=step.act,
        act_name=stages.ACTS[step.act],
        stage_name=stages.STAGES[step.stage],
        to=step.to,
        note=step.note,
    )


def _clock(order: WorkOrder, now: datetime) -> str:
    if order.stage not in stages.OPEN:
        return "stopped"
    if order.due_at is None:
        return "none"
    if order.due_at <= now:
        return "late"
    return "near" if order.warn_at and order.warn_at <= now else "running"


def _minutes_left(order: WorkOrder, clock: ServiceClock | None, now: datetime) -> int | None:
    if order.due_at is None or clock is None or order.stage not in stages.OPEN:
        return None
    if order.due_at > now:
        return round(clock.worked(now, order.due_at).total_seconds() / 60)
    return -round(clock.worked(order.due_at, now).total_seconds() / 60)
