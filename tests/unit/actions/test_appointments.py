"""Booking in conversation: service, day and time by buttons, who comes, the receipt."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest

import bot.desk.appointments.models  # noqa: F401  (its tables belong to the metadata)
from actions.appointment_words import NOTHING_OFFERED, contact_in
from actions.appointments import (
    ActionAppointment,
    ActionAppointmentSummary,
    ActionAskAppointmentFormAppointmentContact,
    ValidateAppointmentForm,
    wants_an_appointment,
)
from actions.human import ActionWorkOrderStatus
from actions.turn import Turn
from bot.court.holidays import HolidayCalendar
from bot.court.zone import CHINA
from bot.db import Database
from bot.desk.appointments import booking, offering
from bot.desk.appointments.models import Booking
from bot.desk.appointments.setting_up import Plan, Span, set_plan
from tests.unit.actions.conftest import Said, Talk, run

COURT = "京0105"
DAY = datetime.now(CHINA).date() + timedelta(days=1)
BEGINS = datetime.combine(DAY, time(9), CHINA)
DAY_TITLE = f"{DAY.month}月{DAY.day}日（周{'一二三四五六日'[DAY.weekday()]}）"


@pytest.fixture(autouse=True)
def worked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow is a working day, whatever day it is today."""
    calendar = HolidayCalendar({DAY: True})
    monkeypatch.setattr(offering, "default_calendar", lambda: calendar)


async def _offer(database: Database, *kinds: str, court: str = COURT, places: int = 1) -> None:
    span = Span(DAY.weekday(), time(9), time(10), 30, places)
    async with database.write() as session:
        for kind in kinds:
            plan = Plan(court, kind, "3号窗口", "带身份证", True, 0, 6, (span,))
            await set_plan(session, plan)


def _press(talk: Talk, said: Said, title: str) -> Any:
    """Return the tracker after a button of the last answer was pressed."""
    payload = next(
        button["payload"]
        for reply in said.replies
        for button in reply["buttons"]
        if button["title"] == title
    )
    intent, _, entities = payload.removeprefix("/").partition("{")
    values = json.loads("{" + entities) if entities else {}
    found = [{"entity": name, "value": value} for name, value in values.items()]
    return talk.tracker(payload, intent, entities=found)


async def _pressed(talk: Talk, said: Said, title: str) -> Said:
    return await run(ActionAppointment(), _press(talk, said, title))


async def _ask(talk: Talk, text: str) -> Said:
    return await run(ActionAppointment(), talk.tracker(text, "book_appointment"))


async def _contact(talk: Talk, receipt: str, text: str = "王某某 13900000000") -> Said:
    talk.form = "appointment_form"
    talk.slots = {"requested_slot": "appointment_contact", "appointment": receipt}
    given = await run(ValidateAppointmentForm(), talk.tracker(text))
    talk.form, talk.slots = None, {**talk.slots, **given.slots}
    return await run(ActionAppointmentSummary(), talk.tracker(text))


async def _book(talk: Talk, hour: str = "9:00余1") -> Said:
    days = await _ask(talk, "帮我约个阅卷的号")
    times = await _pressed(talk, days, f"{DAY_TITLE}余{days.titles[0].rsplit('余')[-1]}")
    held = await _pressed(talk, times, hour)
    summary = await _contact(talk, held.slots["appointment"])
    return await _pressed(talk, summary, "确认预约")


async def _own(database: Database, talk: Talk) -> list[Booking]:
    async with database.read() as session:
        now = datetime.now(CHINA)
        return list(await booking.of_conversation(session, talk.conversation_id, now))


async def test_without_free_slots_nothing_is_invented(talk: Talk) -> None:
    said = await _ask(talk, "帮我约个号")
    assert (said.text, said.titles) == (NOTHING_OFFERED, ["转人工", "怎么预约"])


async def test_only_services_with_free_slots_are_offered(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading", "call_back")
    said = await _ask(talk, "帮我约个号")
    assert said.text == "可以约这些，您要办哪一样？"
    assert said.titles == ["回电", "阅卷", "转人工"]


async def test_what_is_not_offered_is_said_and_the_rest_shown(
    talk: Talk, database: Database
) -> None:
    await _offer(database, "file_reading")
    said = await _ask(talk, "给我定个远程接访")
    assert said.text == "远程接访现在没有能直接约的时间。可以约这些，您要办哪一样？"
    assert said.titles == ["阅卷", "转人工"]


async def test_services_of_several_courts_bear_their_names_and_a_named_one_is_chosen(
    talk: Talk, database: Database
) -> None:
    await _offer(database, "file_reading")
    await _offer(database, "file_reading", court="沪0101")
    both = await _ask(talk, "帮我约个阅卷的号")
    assert both.titles == [
        "阅卷（北京市朝阳区人民法院）",
        "阅卷（上海市黄浦区人民法院）",
        "转人工",
    ]
    named = await _ask(talk, "帮我约上海市黄浦区人民法院的阅卷")
    assert named.text == "上海市黄浦区人民法院阅卷，约哪一天？"


async def test_from_the_wish_to_the_receipt(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading")
    days = await _ask(talk, "帮我约个阅卷的号")
    assert days.text == "北京市朝阳区人民法院阅卷，约哪一天？"
    assert days.titles == [f"{DAY_TITLE}余2", "先不办了"]
    times = await _pressed(talk, days, f"{DAY_TITLE}余2")
    assert times.titles == ["9:00余1", "9:30余1", "先不办了"]
    held = await _pressed(talk, times, "9:00余1")
    assert held.follow_up == "appointment_form"
    asked = await run(ActionAskAppointmentFormAppointmentContact(), talk.tracker("/x"))
    assert "先给您留 10 分钟" in asked.text
    summary = await _contact(talk, held.slots["appointment"])
    assert summary.text == (
        f"请核对：\n阅卷，{DAY_TITLE}9:00—9:30\n北京市朝阳区人民法院，3号窗口\n"
        "联系人 王某某，电话尾号 0000。\n对的话点“确认预约”，点了才算约好。"
    )
    made = await _pressed(talk, summary, "确认预约")
    (own,) = await _own(database, talk)
    assert (own.name, own.phone, own.begins_at) == ("王某某", "13900000000", BEGINS)
    lines = made.text.split("\n")
    assert lines[:5] == [
        "约好了。",
        f"阅卷，{DAY_TITLE}9:00—9:30",
        "北京市朝阳区人民法院，3号窗口",
        f"回执号 {own.receipt}",
        "提醒：带身份证",
    ]
    assert lines[5].startswith("放进日历：/api/appointments/")
    assert lines[6] == "去不了请提前说“取消预约”，改时间说“改预约”。"
    assert "/api/" not in made.replies[0]["custom"]["voice"]


async def test_the_place_of_a_remote_reception_is_its_room(talk: Talk, database: Database) -> None:
    await _offer(database, "remote_reception")
    days = await _ask(talk, "给我定个远程接访")
    times = await _pressed(talk, days, f"{DAY_TITLE}余2")
    held = await _pressed(talk, times, "9:00余1")
    made = await _pressed(talk, await _contact(talk, held.slots["appointment"]), "确认预约")
    assert "视频会见：法院会把链接发给您。" in made.text
    assert "3号窗口" not in made.text


async def test_the_phone_stays_out_of_the_slots(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading")
    await _book(talk)
    assert "13900000000" not in json.dumps(talk.slots)


async def test_who_was_slower_is_told_and_chooses_again(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading")
    days = await _ask(talk, "帮我约个阅卷的号")
    times = await _pressed(talk, days, f"{DAY_TITLE}余2")
    other = Talk((await _somebody(database)).conversation_id)
    await _book(other)
    said = await _pressed(talk, times, "9:00余1")
    assert said.text == "这个时间刚刚约满了，请换一个时间。"
    again = await _pressed(talk, said, "换个时间")
    assert again.titles == [f"{DAY_TITLE}余1", "先不办了"]


async def _somebody(database: Database) -> Talk:
    from bot.desk import record

    async with database.write() as session:
        return Talk(await record.open_conversation(session, "web"))


async def test_my_appointments_can_be_changed(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading")
    await _book(talk)
    (before,) = await _own(database, talk)
    mine = await _ask(talk, "我的预约")
    assert mine.text == (
        f"阅卷，{DAY_TITLE}9:00—9:30\n北京市朝阳区人民法院，3号窗口\n回执号 {before.receipt}"
    )
    assert mine.titles == ["改时间", "取消这个预约", "转人工"]
    days = await _pressed(talk, mine, "改时间")
    times = await _pressed(talk, days, days.titles[0])
    moved = await _pressed(talk, times, "9:30余1")
    (after,) = await _own(database, talk)
    assert moved.text.startswith("改好了，回执号不变。")
    assert (after.receipt, after.begins_at) == (before.receipt, BEGINS + timedelta(minutes=30))


async def test_my_appointment_is_cancelled_after_one_question(
    talk: Talk, database: Database
) -> None:
    await _offer(database, "file_reading")
    await _book(talk)
    mine = await _ask(talk, "取消我的预约")
    sure = await _pressed(talk, mine, "取消这个预约")
    assert len(await _own(database, talk)) == 1
    gone = await _pressed(talk, sure, "确定取消")
    assert gone.text == f"{DAY_TITLE}9:00—9:30的阅卷已经取消。需要时可以再约。"
    assert await _own(database, talk) == []


async def test_a_receipt_opens_a_booking_made_elsewhere(talk: Talk, database: Database) -> None:
    await _offer(database, "file_reading")
    await _book(talk)
    (own,) = await _own(database, talk)
    other = await _somebody(database)
    handed = await run(ActionWorkOrderStatus(), other.tracker(own.receipt, "work_order_status"))
    assert handed.follow_up == "action_appointment"
    said = await _ask(other, own.receipt)
    assert own.receipt in said.text and said.titles[0] == "改时间"
    assert "王某某" not in said.text and "0000" not in said.text.replace(own.receipt, "")
    unknown = await _ask(other, "800000000000")
    assert unknown.text.startswith("这个回执号没有还没到时间的预约")


async def test_nothing_of_mine_is_said(talk: Talk) -> None:
    said = await _ask(talk, "我的预约")
    assert said.text == "这次对话里没有预约。在别处约的，请把 12 位回执号发给我。"


@pytest.mark.parametrize("text", ["13900000000", "王某某", "王某某 12345"])
async def test_name_and_phone_are_asked_again_until_both_are_there(
    talk: Talk, database: Database, text: str
) -> None:
    talk.form = "appointment_form"
    talk.slots = {"requested_slot": "appointment_contact", "appointment": "8"}
    given = await run(ValidateAppointmentForm(), talk.tracker(text))
    assert given.slots["appointment_contact"] is None


async def test_a_place_that_is_gone_is_said(talk: Talk) -> None:
    said = await _contact(talk, "800000000000")
    assert said.text == "这个时间没有留住，请重新约一次。"


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("王某某 139 0000 0000", ("王某某", "13900000000")),
        ("我叫李某，手机号是13900000000", ("李某", "13900000000")),
        ("电话010-88888888，姓名：张某某", ("张某某", "01088888888")),
        ("13900000000", None),
        ("张某某", None),
    ],
)
def test_name_and_phone_in_a_text(text: str, contact: tuple[str, str] | None) -> None:
    assert contact_in(text) == contact


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("我要预约立案", True),
        ("帮我约个法官接访", True),
        ("取消预约", True),
        ("812345678901", True),
        ("怎么预约立案", False),
        ("我想预约立案要带什么", False),
        ("远程接访是什么", False),
    ],
)
def test_a_wish_is_told_from_a_question(talk: Talk, text: str, wanted: bool) -> None:
    tracker = talk.tracker(text, "procedure", topic="remote_reception_appointment")
    assert wants_an_appointment(Turn.of(tracker), tracker) is wanted
