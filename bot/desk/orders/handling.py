"""What staff and citizens do with a work order. Every act locks its row and leaves a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.service_clock import ServiceClock
from bot.desk.handover import ownership
from bot.desk.handover.models import Handover
from bot.desk.handover.ownership import STAFF, Actor
from bot.desk.models import Conversation, WorkOrder
from bot.desk.orders import clock as service_clock
from bot.desk.orders import kinds, rating, stages
from bot.desk.orders.errors import BadForm, NoSuchOrder, NotNow, NotTheHandler
from bot.desk.orders.models import OrderStep
from bot.desk.orders.stages import OPEN
from bot.desk.orders.work_orders import add_step

CITIZEN = "citizen"
IN_TALK = "工作人员已经在对话里答复您。"


@dataclass(frozen=True)
class Assignment:
    """A division, a member of staff, or somebody in a division."""

    division: str = ""
    assignee: str = ""

    def __str__(self) -> str:
        """For the history."""
        return " ".join(part for part in (self.division, self.assignee) if part)


async def find(session: AsyncSession, receipt: str, court_code: str) -> WorkOrder:
    """Return an order of a court, or one that belongs to no court yet.

    Raises:
        NoSuchOrder: there is none, which is also what another court's looks like.
    """
    return _of_court(await session.get(WorkOrder, receipt), court_code)


async def steps(session: AsyncSession, receipt: str) -> Sequence[OrderStep]:
    """Return the history of an order, oldest first."""
    query = select(OrderStep).where(OrderStep.receipt == receipt).order_by(OrderStep.id)
    return (await session.scalars(query)).all()


async def sort_out(
    session: AsyncSession,
    receipt: str,
    by: Actor,
    kind: str,
    form: Mapping[str, str],
    clock: ServiceClock | None,
    now: datetime,
) -> WorkOrder:
    """Give an order its kind and fill in the form; another kind has another promise.

    Raises:
        NoSuchOrder, BadForm, NotNow: see the message.
    """
    order = await _locked(session, receipt, by)
    _must_be_open(order, "sort")
    chosen = kinds.kind_named(kind)
    order.form = kinds.checked(chosen, form, kinds.filled(order))
    if kind != order.kind:
        order.kind = kind
        order.due_at = order.warn_at = None
        await service_clock.promise(session, order, clock)
    add_step(session, order, "sort", by.name, now, note=chosen.name)
    return order


async def assign(
    session: AsyncSession, receipt: str, by: Actor, to: Assignment, note: str, now: datetime
) -> WorkOrder:
    """Pass an order on; one that belonged to no court now belongs to this one.

    Raises:
        NoSuchOrder, NotNow: see the message.
        BadForm: nobody is named, or a required field is empty.
    """
    order = await _locked(session, receipt, by)
    stage = stages.after("assign", order.stage)
    if not str(to):
        raise BadForm("请写转给哪个部门，或选一位同事。")
    if empty := kinds.missing(order):
        raise BadForm(f"转办前还要填：{'、'.join(empty)}。")
    order.stage, order.division, order.assignee = stage, to.division, to.assignee
    order.court_code = order.court_code or by.court_code
    add_step(session, order, "assign", by.name, now, to=str(to), note=note)
    return order


async def start(session: AsyncSession, receipt: str, by: Actor, now: datetime) -> WorkOrder:
    """Begin to handle an order that was passed on; whoever does is its handler.

    Raises:
        NoSuchOrder, NotNow, NotTheHandler: see the message.
    """
    order = await _handled(session, receipt, by)
    order.stage = stages.after("start", order.stage)
    order.assignee = by.name
    add_step(session, order, "start", by.name, now)
    return order


async def give_back(
    session: AsyncSession, receipt: str, by: Actor, reason: str, now: datetime
) -> WorkOrder:
    """Return an order to those who pass on, with the reason.

    Raises:
        NoSuchOrder, NotNow, NotTheHandler: see the message.
    """
    order = await _handled(session, receipt, by)
    order.stage = stages.after("return", order.stage)
    order.division = order.assignee = ""
    add_step(session, order, "return", by.name, now, note=reason)
    return order


async def supervise(
    session: AsyncSession, receipt: str, by: Actor, reason: str, now: datetime
) -> WorkOrder:
    """Put an order under supervision (督办) until it is answered. Raises NoSuchOrder, NotNow."""
    order = await _locked(session, receipt, by)
    order.stage = stages.after("supervise", order.stage)
    add_step(session, order, "supervise", by.name, now, note=reason)
    return order


async def answer(
    session: AsyncSession, receipt: str, by: Actor, text: str, now: datetime
) -> WorkOrder:
    """Close an order with an answer, sent to the door last used with the question for a rating.

    Raises:
        NoSuchOrder, NotNow, NotTheHandler: see the message.
    """
    order = await _handled(session, receipt, by)
    order.stage = stages.after("answer", order.stage)
    _answered(order, text, now)
    add_step(session, order, "answer", by.name, now, note=text)
    talk = await session.get(
        Conversation, order.conversation_id, with_for_update=True, populate_existing=True
    )
    assert talk is not None
    message_id = f"order:{receipt}:{order.answers}"
    said = rating.answer_reply(order)
    await ownership.say(session, talk, STAFF, said, message_id, now, by=by.name)
    return order


async def reopen(
    session: AsyncSession, receipt: str, by: Actor, reason: str, now: datetime
) -> WorkOrder:
    """Handle an answered order again, with the reason. Raises NoSuchOrder, NotNow."""
    order = await _locked(session, receipt, by)
    order.stage = stages.after("reopen", order.stage)
    order.rating = None
    add_step(session, order, "reopen", by.name, now, note=reason)
    return order


async def rate(
    session: AsyncSession, receipt: str, conversation_id: str, given: int, now: datetime
) -> WorkOrder:
    """Take the rating of the citizen whose order it is; 1, not satisfied, has it reviewed.

    Raises:
        NoSuchOrder: it belongs to another conversation.
        NotNow: it is not answered, or rated already.
    """
    order = await _row(session, receipt)
    if order is None or order.conversation_id != conversation_id:
        raise NoSuchOrder
    act = "review" if given == rating.NOT_SATISFIED else "rate"
    order.stage = stages.after(act, order.stage)
    order.rating = given
    add_step(session, order, act, CITIZEN, now, note=rating.RATINGS[given])
    return order


async def taken_in_talk(session: AsyncSession, conversation_id: str, by: str, now: datetime) -> int:
    """Whoever takes a conversation handles its orders for the queue; return how many."""
    found = await _of_talk(session, conversation_id)
    for order in found:
        if order.assignee == by and order.stage != stages.ASSIGNED:
            continue
        order.stage, order.assignee = stages.after("take", order.stage), by
        add_step(session, order, "take", by, now)
    return len(found)


async def settled_in_talk(
    session: AsyncSession, conversation_id: str, by: str, now: datetime
) -> int:
    """Close the orders that staff have answered in the conversation itself; return how many.

    One whose conversation is given back without a word of staff stays open.
    """
    handover = await session.get(Handover, conversation_id)
    spoke = handover.staff_at if handover else None
    closed = 0
    for order in await _of_talk(session, conversation_id):
        if spoke is None or spoke < order.created_at:
            continue
        order.stage = stages.after("answer", order.stage)
        _answered(order, IN_TALK, now)
        add_step(session, order, "answer", by, now, note=IN_TALK)
        closed += 1
    return closed


def _answered(order: WorkOrder, text: str, now: datetime) -> None:
    order.answer, order.answered_at, order.rating = text, now, None
    order.answers += 1


def _must_be_open(order: WorkOrder, act: str) -> None:
    if order.stage not in OPEN:
        raise NotNow(f"工单现在是“{stages.STAGES[order.stage]}”，不能{stages.ACTS[act]}。")


async def _of_talk(session: AsyncSession, conversation_id: str) -> Sequence[WorkOrder]:
    queued = [kind.kind for kind in kinds.kinds().values() if kind.queue]
    query = (
        select(WorkOrder)
        .where(WorkOrder.conversation_id == conversation_id, WorkOrder.kind.in_(queued))
        .where(WorkOrder.stage.in_(OPEN))
        .with_for_update()
    )
    return (await session.scalars(query)).all()


async def _row(session: AsyncSession, receipt: str) -> WorkOrder | None:
    return await session.get(WorkOrder, receipt, with_for_update=True, populate_existing=True)


async def _locked(session: AsyncSession, receipt: str, by: Actor) -> WorkOrder:
    return _of_court(await _row(session, receipt), by.court_code)


async def _handled(session: AsyncSession, receipt: str, by: Actor) -> WorkOrder:
    """Lock an order for its handler; a supervisor may act for everybody."""
    order = await _locked(session, receipt, by)
    if order.assignee not in ("", by.name) and not by.supervises:
        raise NotTheHandler(f"这张工单由 {order.assignee} 办理。")
    order.court_code = order.court_code or by.court_code
    return order


def _of_court(order: WorkOrder | None, court_code: str) -> WorkOrder:
    if order is None or order.court_code not in ("", court_code):
        raise NoSuchOrder
    return order
