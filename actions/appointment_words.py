"""What is said of appointments, and the buttons that lead from one step to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from actions.turn import HUMAN, STOP
from bot.court.zone import CHINA
from bot.desk.appointments.calendar_file import Links, court_name
from bot.desk.appointments.kinds import AT_A_DISTANCE, KIND_NAMES
from bot.desk.appointments.models import Booking, Service
from bot.desk.appointments.offering import Offer
from bot.desk.appointments.video import SENT_BY_COURT
from bot.desk.replies import Button
from bot.settings import settings

PAGE = 6
"""Days or times offered at once."""
_WEEKDAYS = "一二三四五六日"
BOOK = Button(title="预约", payload="/book_appointment")
MINE = Button(title="我的预约", payload='/book_appointment{"choice": "mine"}')
HOW = Button(title="怎么预约", payload='/procedure{"topic": "remote_reception_appointment"}')

NOTHING_OFFERED = (
    "现在没有可以直接约的时间，本院还没有放出号源，或者已经约满了。"
    "您可以转人工登记，由工作人员和您约时间；没有收到答复以前，还不算约好。"
)


@dataclass(frozen=True)
class Choice:
    """What a button says: the next step, and what was chosen before it."""

    step: str
    court: str = ""
    kind: str = ""
    at: str = ""
    after: int = 0
    receipt: str = ""

    @classmethod
    def read(cls, text: str) -> Choice:
        """Read a button's choice; only buttons that we offered come here."""
        if not text.startswith("{"):
            return cls(text)
        return cls(**json.loads(text))

    def button(self, title: str) -> Button:
        """Return the button that makes this choice."""
        known = {name: value for name, value in asdict(self).items() if value}
        choice = json.dumps(known, ensure_ascii=False)
        entity = json.dumps({"choice": choice}, ensure_ascii=False)
        return Button(title=title, payload=f"/book_appointment{entity}")


def day_words(moment: date) -> str:
    """Return 11月25日（周三）."""
    return f"{moment.month}月{moment.day}日（周{_WEEKDAYS[moment.weekday()]}）"


def when(booking: Booking) -> str:
    """Return 11月25日（周三）9:00—9:30, on China's clocks."""
    begins, ends = booking.begins_at.astimezone(CHINA), booking.ends_at.astimezone(CHINA)
    return f"{day_words(begins.date())}{_clock(begins)}—{_clock(ends)}"


def service_buttons(services: Iterable[Service]) -> list[Button]:
    """Return a button for each service, with its court where there are several."""
    found = list(services)
    several = len({service.court_code for service in found}) > 1
    return [
        Choice("days", service.court_code, service.kind).button(
            KIND_NAMES[service.kind] + (f"（{court_name(service.court_code)}）" if several else "")
        )
        for service in found
    ]


def day_buttons(offers: Sequence[Offer], chosen: Choice) -> list[Button]:
    """Return the days that have free places, a page of them."""
    free: dict[date, int] = {}
    for offer in offers:
        day = offer.slot.begins_at.astimezone(CHINA).date()
        free[day] = free.get(day, 0) + offer.free
    items = [
        (f"{day_words(day)}余{count}", replace(chosen, step="times", at=day.isoformat(), after=0))
        for day, count in free.items()
    ]
    return _page(items, chosen, "更晚的日子")


def time_buttons(offers: Sequence[Offer], chosen: Choice) -> list[Button]:
    """Return the times of a day that are free, a page of them."""
    step = "moved" if chosen.receipt else "hold"
    items = [
        (
            f"{_clock(begins)}余{offer.free}",
            replace(chosen, step=step, at=begins.isoformat(), after=0),
        )
        for offer in offers
        if (begins := offer.slot.begins_at.astimezone(CHINA)).date().isoformat() == chosen.at
    ]
    return _page(items, chosen, "更晚的时间")


def _page(items: Sequence[tuple[str, Choice]], chosen: Choice, more: str) -> list[Button]:
    shown = items[chosen.after : chosen.after + PAGE]
    buttons = [choice.button(title) for title, choice in shown]
    if len(items) > chosen.after + PAGE:
        buttons.append(replace(chosen, after=chosen.after + PAGE).button(more))
    return buttons


def confirm_buttons(booking: Booking) -> list[Button]:
    """Return what can be done with a place that is held."""
    again = Choice("days", booking.court_code, booking.kind).button("换个时间")
    return [Choice("confirm", receipt=booking.receipt).button("确认预约"), again, STOP]


def own_buttons(bookings: Iterable[Booking]) -> list[Button]:
    """Return what can be done with bookings, two buttons for each."""
    found = list(bookings)
    several = len(found) > 1
    buttons = []
    for booking in found:
        day = booking.begins_at.astimezone(CHINA)
        which = f"{day.month}月{day.day}日{KIND_NAMES[booking.kind]}" if several else "这个预约"
        change = Choice("days", booking.court_code, booking.kind, receipt=booking.receipt)
        buttons.append(change.button(f"改{which}的时间" if several else "改时间"))
        buttons.append(Choice("cancel", receipt=booking.receipt).button(f"取消{which}"))
    return [*buttons, HUMAN]


def line(booking: Booking, service: Service | None) -> str:
    """Return one booking in a line or two."""
    where = service.place if service and booking.kind not in AT_A_DISTANCE else ""
    place = "，".join(part for part in (court_name(booking.court_code), where) if part)
    return f"{KIND_NAMES[booking.kind]}，{when(booking)}\n{place}"


def booked(booking: Booking, service: Service | None, room: str | None, channel: str) -> str:
    """Return what a citizen keeps of a booking: when, where, its receipt, what to bring."""
    parts = [line(booking, service), f"回执号 {booking.receipt}"]
    if booking.kind == "remote_reception":
        parts.append(f"视频地址：{room}" if room else f"视频会见：{SENT_BY_COURT}。")
    if booking.kind == "call_back":
        parts.append("到时工作人员打您留的电话，请保持畅通。")
    if service and service.note:
        parts.append(f"提醒：{service.note}")
    if link := calendar_link(booking, channel):
        parts.append(f"放进日历：{link}")
    parts.append("去不了请提前说“取消预约”，改时间说“改预约”。")
    return "\n".join(parts)


def spoken(booking: Booking) -> str:
    """Return the same for the phone: the receipt is said in groups of four digits."""
    receipt = booking.receipt
    groups = "，".join(" ".join(receipt[at : at + 4]) for at in range(0, len(receipt), 4))
    return f"{KIND_NAMES[booking.kind]}，{when(booking)}。回执号是，{groups}。"


def calendar_link(booking: Booking, channel: str) -> str | None:
    """Return the address of the calendar file as a door can show it, ``None`` where it cannot."""
    chosen = settings()
    secret = chosen.secret_key.get_secret_value()
    if channel == "web":
        return Links(secret).of(booking.receipt)
    if channel == "wechat" and chosen.public_url:
        return Links(secret, chosen.public_url).of(booking.receipt)
    return None


def _clock(moment: datetime) -> str:
    return f"{moment.hour}:{moment.minute:02}"


_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8})(?!\d)")
_BEFORE_A_NAME = re.compile(r"(?:我|俺)?(?:的)?(?:名字|姓名|称呼)?(?:是|叫|叫做|为|[:：])+")
_NOT_A_NAME = re.compile(r"电话|手机号?码?|号码|联系方式|是|[\s,，。、:：;；]")
_LONGEST_NAME = 20


def contact_in(text: str) -> tuple[str, str] | None:
    """Return name and phone in a text (王某某 13900000000), ``None`` without a phone or a name.

    >>> contact_in("我叫王某某，电话13900000000")
    ('王某某', '13900000000')
    """
    found = _PHONE.search(text)
    if found is None:
        return None
    rest = text[: found.start()] + text[found.end() :]
    name = _NOT_A_NAME.sub("", _BEFORE_A_NAME.sub("", rest))
    digits = re.sub(r"\D", "", found[1])
    return (name, digits) if 1 <= len(name) <= _LONGEST_NAME else None
