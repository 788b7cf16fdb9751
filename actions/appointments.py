"""Appointments in conversation: service, day and time by buttons, then who comes, then the receipt.

Only what a court's plan holds free is offered. Each step asks the database anew, so that an old
button does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import appointment_words as words
from actions.appointment_words import HOW, MINE, NOTHING_OFFERED, Choice
from actions.reading import STEERING, ask, receipt_in, unread
from actions.resume import leave, rest
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.services import database
from actions.turn import HELP, HUMAN, STOP, Turn, say
from bot.court.case_number import find_all
from bot.desk.appointments import booking, offering
from bot.desk.appointments.booking import FIRST_DIGIT, Wanted
from bot.desk.appointments.calendar_file import court_name
from bot.desk.appointments.errors import AppointmentError
from bot.desk.appointments.kinds import KIND_NAMES
from bot.desk.appointments.models import BOOKED, Booking, Service
from bot.desk.appointments.video import NullVideoRooms, VideoRooms
from bot.desk.record import utcnow

FORM = "appointment_form"
TOPICS = frozenset({"remote_reception_appointment", "case_file_reading"})
# 帮我约个号 wants it done; 怎么约 wants to be told how.
_WISH = re.compile(r"(?:帮|给|替|请|我要|我想|想)[^怎咋啥什吗么？?]{0,6}约[^怎咋啥什吗么？?]*$")
_OF_MINE = re.compile(
    r"我的预约|(?:取消|退掉|改|换)[^。？?]{0,4}预约|预约[^。？?]{0,3}(?:取消|改期)|改约"
)
_KINDS = {
    "call_back": re.compile(r"回电|回个?电话|打回来|打给我"),
    "file_reading": re.compile(r"阅卷|卷宗|案卷|看卷|查卷"),
    "filing_counter": re.compile(r"立案|起诉|交材料|窗口"),
    "remote_reception": re.compile(r"接访|接待|信访|视频|远程"),
}

rooms: VideoRooms = NullVideoRooms()
Step = Callable[[CollectingDispatcher, Tracker, Choice], Awaitable[list[EventType]]]


def wants_an_appointment(turn: Turn, _tracker: Tracker) -> bool:
    """Whether a message wants something booked, changed or cancelled, or names a booking."""
    if turn.is_button:
        return False
    receipt = receipt_in(turn.text)
    if receipt and receipt.startswith(FIRST_DIGIT) and turn.intent in _NAMES_A_BOOKING:
        return True
    wished = _WISH.search(turn.text) or _OF_MINE.search(turn.text)
    return turn.intent == "procedure" and turn.topic in TOPICS and bool(wished)


_NAMES_A_BOOKING = ("inform", "nlu_fallback", "work_order_status", "procedure")


class ActionAppointment(SafeAction):
    """Book, look at, change or cancel an appointment."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Take the step that a button names, or the one that the words ask for."""
        turn = Turn.of(tracker)
        given = turn.entity("choice") if turn.is_button else None
        choice = Choice.read(given) if given else _asked(turn)
        try:
            events = await _STEPS[choice.step](dispatcher, tracker, choice)
        except AppointmentError as error:
            say(dispatcher, str(error), [*_again(choice), HUMAN])
            events = []
        return [*leave(), *(events or rest(tracker))]


def _asked(turn: Turn) -> Choice:
    receipt = receipt_in(turn.text)
    if receipt or _OF_MINE.search(turn.text):
        return Choice("mine", receipt=receipt or "")
    kind = next((kind for kind, said in _KINDS.items() if said.search(turn.text)), "")
    return Choice("services", kind=kind)


def _again(choice: Choice) -> list[Any]:
    if choice.step in ("hold", "moved"):
        other = Choice("days", choice.court, choice.kind, receipt=choice.receipt)
        return [other.button("换个时间")]
    return [words.BOOK]


async def _services(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Offer the services that have free slots; go on where only one fits."""
    async with database().read() as session:
        offered = [service for service, _ in await offering.services(session, utcnow())]
    fitting = _fitting(offered, tracker, choice.kind)
    if choice.kind and len(fitting) == 1:
        only = fitting[0]
        return await _days(dispatcher, tracker, Choice("days", only.court_code, only.kind))
    if not offered:
        say(dispatcher, NOTHING_OFFERED, [HUMAN, HOW])
        return []
    missing = KIND_NAMES.get(choice.kind, "") if not fitting else ""
    text = f"{missing}现在没有能直接约的时间。" if missing else ""
    shown = fitting or _fitting(offered, tracker, "")
    buttons = words.service_buttons(shown)[:8]
    say(dispatcher, f"{text}可以约这些，您要办哪一样？", [*buttons, HUMAN])
    return []


def _fitting(offered: list[Service], tracker: Tracker, kind: str) -> list[Service]:
    """Return the services of a kind at the court that was named, at all courts if none was."""
    of_kind = [service for service in offered if kind in ("", service.kind)]
    text, number = Turn.of(tracker).text, tracker.get_slot("case_number") or ""
    codes = {hit.court_code for found in find_all(number) for hit in found.case_numbers}
    named = [each for each in of_kind if court_name(each.court_code) in text]
    return named or [each for each in of_kind if each.court_code in codes] or of_kind


async def _days(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Offer the days of a service that have free places."""
    offers = await _offers(choice)
    if not offers:
        say(dispatcher, NOTHING_OFFERED, [HUMAN, HOW])
        return []
    name = f"{court_name(choice.court)}{KIND_NAMES[choice.kind]}"
    question = "改到哪一天？" if choice.receipt else f"{name}，约哪一天？"
    say(dispatcher, question, [*words.day_buttons(offers, choice), STOP])
    return []


async def _times(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Offer the free times of a day."""
    buttons = words.time_buttons(await _offers(choice), choice)
    if not buttons:
        return await _days(dispatcher, tracker, Choice("days", choice.court, choice.kind))
    day = words.day_words(datetime.fromisoformat(choice.at))
    say(dispatcher, f"{day}，几点？", [*buttons, STOP])
    return []


async def _hold(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Hold the place while the form asks who comes."""
    turn = Turn.of(tracker)
    wanted = Wanted(
        source_id=f"{turn.conversation_id}:{turn.message_id}",
        conversation_id=turn.conversation_id,
        court_code=choice.court,
        kind=choice.kind,
        begins_at=datetime.fromisoformat(choice.at),
        case_number=tracker.get_slot("case_number") or "",
    )
    async with database().write() as session:
        held = await booking.hold(session, wanted, utcnow())
    asked = [SlotSet("appointment", held.receipt), SlotSet("appointment_contact", None)]
    return [*asked, FollowupAction(FORM)]


async def _confirm(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Turn the held place into a booking and tell its receipt."""
    async with database().write() as session:
        made = await booking.confirm(session, choice.receipt, utcnow())
        service = await _service(session, made)
    await _tell(dispatcher, tracker, "约好了。", made, service)
    return [SlotSet("appointment", None), *rest(tracker)]


async def _moved(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Change a booking to another time; its receipt stays."""
    begins_at = datetime.fromisoformat(choice.at)
    async with database().write() as session:
        made = await booking.move(session, choice.receipt, begins_at, utcnow())
        service = await _service(session, made)
    await _tell(dispatcher, tracker, "改好了，回执号不变。", made, service)
    return []


async def _cancel(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Ask once before a booking is cancelled."""
    async with database().read() as session:
        found = await booking.by_receipt(session, choice.receipt)
    if found is None or found.state != BOOKED:
        return await _mine(dispatcher, tracker, Choice("mine"))
    sure = Choice("cancelled", receipt=found.receipt).button("确定取消")
    text = f"确定取消{words.when(found)}的{KIND_NAMES[found.kind]}吗？取消后号会放给别人。"
    say(dispatcher, text, [sure, MINE])
    return []


async def _cancelled(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Cancel a booking."""
    async with database().write() as session:
        gone = await booking.cancel(session, choice.receipt, utcnow())
    text = f"{words.when(gone)}的{KIND_NAMES[gone.kind]}已经取消。需要时可以再约。"
    say(dispatcher, text, [words.BOOK, HELP])
    return []


async def _mine(
    dispatcher: CollectingDispatcher, tracker: Tracker, choice: Choice
) -> list[EventType]:
    """Tell the bookings of this conversation, or the one whose receipt was given."""
    now = utcnow()
    async with database().read() as session:
        if choice.receipt:
            one = await booking.by_receipt(session, choice.receipt)
            found = [one] if one and one.state == BOOKED and one.ends_at > now else []
        else:
            own = await booking.of_conversation(session, Turn.of(tracker).conversation_id, now)
            found = list(own)
        lines = [
            f"{words.line(each, await _service(session, each))}\n回执号 {each.receipt}"
            for each in found
        ]
    if found:
        say(dispatcher, "\n\n".join(lines), words.own_buttons(found))
    elif choice.receipt:
        text = "这个回执号没有还没到时间的预约，可能已经取消，或者已经过了。请核对 12 位数字。"
        say(dispatcher, text, [words.BOOK, HUMAN])
    else:
        text = "这次对话里没有预约。在别处约的，请把 12 位回执号发给我。"
        say(dispatcher, text, [words.BOOK, HUMAN])
    return []


_STEPS: dict[str, Step] = {
    "services": _services,
    "days": _days,
    "times": _times,
    "hold": _hold,
    "confirm": _confirm,
    "moved": _moved,
    "cancel": _cancel,
    "cancelled": _cancelled,
    "mine": _mine,
}


async def _offers(choice: Choice) -> list[offering.Offer]:
    async with database().read() as session:
        service = await session.get(Service, (choice.court, choice.kind))
        return await offering.offers(session, service, utcnow()) if service else []


async def _service(session: Any, made: Booking) -> Service | None:
    found: Service | None = await session.get(Service, (made.court_code, made.kind))
    return found


async def _tell(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    opening: str,
    made: Booking,
    service: Service | None,
) -> None:
    text = words.booked(made, service, await rooms.link(made), Turn.of(tracker).channel)
    voice = f"{opening}{words.spoken(made)}"
    say(dispatcher, f"{opening}\n{text}", [MINE, HELP], voice=voice)


class ValidateAppointmentForm(SafeFormValidation):
    """Who comes, and how to reach them."""

    async def extract_appointment_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Write name and phone to the held place; the slot only says that they were given."""
        turn = Turn.of(tracker)
        if turn.requested_slot != "appointment_contact" or turn.is_button:
            return {}
        contact = words.contact_in(turn.text)
        if contact is None:
            return {} if turn.intent in STEERING else unread(turn, "appointment_contact")
        receipt = tracker.get_slot("appointment") or ""
        try:
            async with database().write() as session:
                await booking.give_contact(session, receipt, *contact, utcnow())
        except AppointmentError:
            return {"appointment_contact": "too late"}
        return {"appointment_contact": "given"}


class ActionAskAppointmentFormAppointmentContact(SafeAction):
    """Who comes."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for a name and a phone and say what for."""
        text = (
            "这个时间先给您留 10 分钟。请发姓名和联系电话，比如“王某某 139…”，"
            "只用来和您联系这次预约。"
        )
        unread_before = "没有认出姓名和电话，两样请一起发。"
        ask(dispatcher, tracker, "appointment_contact", unread_before, text)
        return []


class ActionAppointmentSummary(SafeAction):
    """The form is full: read back before it counts."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say what will be booked and ask for the confirmation."""
        async with database().read() as session:
            held = await booking.by_receipt(session, tracker.get_slot("appointment") or "")
            service = await _service(session, held) if held else None
        emptied = [SlotSet("appointment_contact", None)]
        if held is None or tracker.get_slot("appointment_contact") != "given":
            say(dispatcher, "这个时间没有留住，请重新约一次。", [words.BOOK, HUMAN])
            return emptied
        say(
            dispatcher,
            f"请核对：\n{words.line(held, service)}\n联系人 {held.name}，电话尾号 "
            f"{held.phone[-4:]}。\n对的话点“确认预约”，点了才算约好。",
            words.confirm_buttons(held),
        )
        return emptied
