"""A human: a durable work order with a receipt number, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import FORM_SLOTS
from actions.reading import STEERING, receipt_in, recent_words
from actions.resume import rest
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.services import database, library
from actions.turn import HUMAN, STOP, Turn, say
from bot.desk.appointments import booking
from bot.desk.models import WorkOrder
from bot.desk.orders import clock, handling, kinds, rating, stages, work_orders
from bot.desk.orders.errors import OrderError
from bot.desk.record import utcnow
from bot.desk.replies import Button
from bot.desk.urgency import priority_of
from bot.settings import settings


class ActionHuman(SafeAction):
    """The citizen wants a person: written down first, asked about afterwards."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Open the order, tell its receipt number, and offer to add what it is about."""
        turn = Turn.of(tracker)
        said = " ".join(recent_words(tracker))
        request = work_orders.Request(
            source_id=f"{turn.conversation_id}:{turn.message_id}",
            conversation_id=turn.conversation_id,
            kind="human",
            summary=said or "要求人工服务",
            priority=priority_of(said),
            collected=collected(tracker),
        )
        async with database().write() as session:
            order = await work_orders.open_order(session, request)
            await clock.promise(session, order, clock.clock_of(settings().human_hours))
        say(dispatcher, received(order))
        leave_form = [ActiveLoop(None), SlotSet("requested_slot", None)]
        begin = [SlotSet("order_note", None), FollowupAction("work_order_form")]
        return [*leave_form, SlotSet("receipt", order.receipt), *begin]


def received(order: WorkOrder) -> str:
    """Return what the citizen is told of a new order: receipt, when, and emergency numbers."""
    hours = settings().human_hours
    when = (
        f"人工服务时间：{hours}。"
        if hours
        else "本院尚未公布人工服务时间，这里不能向您承诺几点答复。"
    )
    return (
        f"已为您登记人工服务，回执号 {order.receipt}。工作人员会在这个对话里回复您；"
        f"凭回执号随时可以问办到哪一步。{when}"
        "请注意：上诉、异议等法定期限不会因为登记而延长，快到期的请先按规定的方式提交。"
    )


def collected(tracker: Tracker) -> dict[str, Any]:
    """Return what the conversation already knows, so that nobody asks again."""
    names = {slot for slots in FORM_SLOTS.values() for slot in slots} | {"current_article"}
    # Whether the person was verified is asked from the grants, never copied.
    own = {"credential", "order_note", "court_message", "message_phone", "appointment_contact"}
    values = {name: tracker.get_slot(name) for name in names - own}
    return {name: value for name, value in sorted(values.items()) if value}


class ValidateWorkOrderForm(SafeFormValidation):
    """One sentence on what the order is about."""

    async def extract_order_note(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Take any sentence as the note, unless it steers the conversation."""
        turn = Turn.of(tracker)
        steering = turn.is_button or turn.intent in STEERING
        if turn.requested_slot != "order_note" or steering:
            return {}
        return {"order_note": turn.text[:500]}


class ActionAskWorkOrderFormOrderNote(SafeAction):
    """Ask what it is about."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask once, without obligation."""
        say(dispatcher, "方便的话，用一句话说说要办什么事，我一并记下；不想说也可以。", [STOP])
        return []


class ActionWorkOrderNoted(SafeAction):
    """Add the sentence to the order."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Write it down and confirm."""
        receipt, note = tracker.get_slot("receipt"), tracker.get_slot("order_note")
        async with database().write() as session:
            await work_orders.add_note(session, receipt, note)
        say(dispatcher, f"记下了，已补充到回执号 {receipt} 的工单里。还有别的事，可以接着问我。")
        return [SlotSet("order_note", None)]


class ActionWorkOrderStatus(SafeAction):
    """What became of my request."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Answer by receipt number, or with this conversation's own orders; take a rating."""
        turn = Turn.of(tracker)
        if pressed := rating.rating_in(turn.entity("choice") or ""):
            say(dispatcher, await rated(turn, *pressed))
            return rest(tracker)
        asked = receipt_in(turn.text)
        if asked and asked.startswith(booking.FIRST_DIGIT):
            return [FollowupAction("action_appointment")]
        async with database().read() as session:
            if asked:
                found = await work_orders.by_receipt(session, asked)
                orders = [found] if found else []
            else:
                orders = list(await work_orders.of_conversation(session, turn.conversation_id))
        if orders:
            own = turn.conversation_id
            lines = "\n".join(stage_line(each, each.conversation_id == own) for each in orders)
            say(dispatcher, lines, rating_buttons(orders, turn.conversation_id))
        elif asked:
            say(dispatcher, "没有查到这个回执号。回执号是 12 位数字，请核对后再发一次。", [HUMAN])
        else:
            main = library().for_topic("work_order_status")
            text = "这次对话里还没有登记过工单。有回执号的话请直接发给我（12 位数字）。"
            say(dispatcher, f"{text}\n{main.short}" if main else text, [HUMAN])
        return rest(tracker)


async def rated(turn: Turn, receipt: str, given: int) -> str:
    """Take a rating and return what the citizen is told of it."""
    try:
        async with database().write() as session:
            await handling.rate(session, receipt, turn.conversation_id, given, utcnow())
    except OrderError:
        return "这张工单现在不能评价：可能已经评价过，或者正在重新办理。"
    if given == rating.NOT_SATISFIED:
        return "您的评价记下了。对不起没有让您满意，工单已经转给主管复核，会在这里再答复您。"
    return "谢谢您的评价，已经记下了。"


def rating_buttons(orders: Sequence[WorkOrder], conversation_id: str) -> tuple[Button, ...]:
    """Return the buttons that rate the newest order of this conversation, if it is answered."""
    own = [each for each in orders if each.conversation_id == conversation_id]
    waits = own and own[0].stage == stages.ANSWERED
    return rating.buttons(own[0].receipt) if waits else ()


def stage_line(order: WorkOrder, is_own: bool) -> str:
    """Return an order's stage and due time as the citizen reads them.

    A due time stands there only where the court promises one; a time set by statute is named with
    its article. The answer is for the conversation that asked, not for whoever has the receipt.
    """
    line = (
        f"回执号 {order.receipt}：{order.created_at:%m月%d日 %H:%M} 登记的"
        f"{kinds.kind_named(order.kind).name}，现在{stages.STAGES[order.stage]}。"
    )
    if order.stage not in stages.OPEN:
        return line + (f"答复：{order.answer}" if is_own else ELSEWHERE)
    if order.due_at is not None:
        line += f"本院承诺 {order.due_at:%m月%d日 %H:%M} 前答复。"
    law = kinds.law_for(order)
    return line + (f"法定时间：{law.cited}。" if law else "")


ELSEWHERE = "答复已经发到登记时的那个对话里；在那里说“换个地方接着聊”，可以用接续码转到这里来看。"
