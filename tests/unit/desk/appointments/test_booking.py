"""Holding, confirming, changing and cancelling a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.db import Database
from bot.desk.appointments import booking, offering, setting_up
from bot.desk.appointments.errors import (
    AppointmentError,
    BadPlan,
    NoSuchBooking,
    NotNow,
    NotOffered,
    SlotFull,
    TooMany,
)
from bot.desk.appointments.models import Booking
from bot.desk.appointments.setting_up import Span
from tests.unit.desk.appointments import booking_cases
from tests.unit.desk.appointments.factories import (
    COURT,
    NOW,
    OTHER,
    WEDNESDAY,
    a_plan,
    book,
    conversation,
    offer,
    wanted,
)

LATER = WEDNESDAY + timedelta(hours=1)


async def _free(database: Database) -> list[int]:
    async with database.read() as session:
        found = await offering.services(session, NOW, COURT)
    return [offer.free for offer in found[0][1]] if found else []


async def test_of_twenty_who_want_two_places_two_get_them(database: Database) -> None:
    await booking_cases.twenty_at_once(database)
    assert (await _free(database))[:2] == [2, 2]


async def test_changes_to_one_slot_do_not_overfill_it(database: Database) -> None:
    await booking_cases.moves_at_once(database)


async def test_without_a_plan_nothing_is_offered(database: Database) -> None:
    await offer(database, a_plan(spans=()), a_plan(kind="call_back", open=False))
    async with database.read() as session:
        assert await offering.services(session, NOW) == []
    someone = await conversation(database)
    with pytest.raises(NotOffered):
        async with database.write() as session:
            await booking.hold(session, wanted(someone, "m1"), NOW)


async def test_the_same_message_holds_one_place(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    receipts = set()
    for _ in range(2):
        async with database.write() as session:
            receipts.add((await booking.hold(session, wanted(someone, "m1"), NOW)).receipt)
    assert len(receipts) == 1
    assert (await _free(database))[0] == 1


async def test_who_chooses_another_time_gives_the_first_one_free(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        await booking.hold(session, wanted(someone, "m1"), NOW)
        await booking.hold(session, wanted(someone, "m2", LATER), NOW)
    assert (await _free(database))[:4] == [2, 2, 1, 2]


async def test_a_place_held_too_long_goes_to_the_next_and_its_holder_is_told(
    database: Database,
) -> None:
    await offer(database, a_plan(spans=(Span(2, WEDNESDAY.time(), LATER.time(), 60, 1),)))
    slow, quick = await conversation(database), await conversation(database)
    later = NOW + booking.HOLD_FOR
    async with database.write() as session:
        held = await booking.hold(session, wanted(slow, "m1"), NOW)
        await booking.give_contact(session, held.receipt, "王某某", "13900000000", NOW)
        taken = await booking.hold(session, wanted(quick, "m2"), later)
    with pytest.raises(SlotFull):
        async with database.write() as session:
            await booking.confirm(session, held.receipt, later)
    async with database.write() as session:
        await booking.cancel(session, taken.receipt, later)
        again = await booking.confirm(session, held.receipt, later)
    assert (again.state, again.place) == ("booked", 1)


async def test_a_booking_needs_somebody_to_call(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        held = await booking.hold(session, wanted(someone, "m1"), NOW)
    with pytest.raises(NotNow):
        async with database.write() as session:
            await booking.confirm(session, held.receipt, NOW)


async def test_notice_reach_and_the_past_are_kept(database: Database) -> None:
    await offer(database, a_plan(notice_hours=24, days_ahead=7))
    someone = await conversation(database)
    too_far = WEDNESDAY + timedelta(days=14)
    for begins_at in (WEDNESDAY, too_far, WEDNESDAY - timedelta(days=7)):
        with pytest.raises(NotOffered):
            async with database.write() as session:
                await booking.hold(session, wanted(someone, "m1", begins_at), NOW)


async def test_a_conversation_has_its_share(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        for number in range(3):
            begins_at = WEDNESDAY + number * timedelta(minutes=30)
            await book(session, someone, f"m{number}", begins_at)
    with pytest.raises(TooMany):
        async with database.write() as session:
            await booking.hold(session, wanted(someone, "m9"), NOW)


async def test_a_change_keeps_the_receipt_and_frees_the_old_place(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
    async with database.write() as session:
        moved = await booking.move(session, made.receipt, LATER, NOW, "boss", "法官有庭")
    assert (moved.receipt, moved.begins_at, moved.sequence) == (made.receipt, LATER, 1)
    assert (moved.changed_by, moved.reason) == ("boss", "法官有庭")
    assert (await _free(database))[:4] == [2, 2, 1, 2]


async def test_a_change_that_fails_leaves_the_booking(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
    with pytest.raises(NotOffered):
        async with database.write() as session:
            await booking.move(session, made.receipt, LATER + timedelta(minutes=7), NOW)
    async with database.read() as session:
        kept = await booking.of_conversation(session, someone, NOW)
    assert [each.begins_at for each in kept] == [WEDNESDAY]


async def test_cancelled_twice_is_cancelled_once_and_the_place_is_free(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
    for _ in range(2):
        async with database.write() as session:
            gone = await booking.cancel(session, made.receipt, NOW, "citizen", "有事")
    assert (gone.state, gone.place, gone.sequence) == ("cancelled", None, 1)
    assert (await _free(database))[0] == 2
    with pytest.raises(NotNow):
        async with database.write() as session:
            await booking.confirm(session, made.receipt, NOW)


async def test_what_is_over_or_unknown_is_refused(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
    after = WEDNESDAY + timedelta(minutes=1)
    refused: list[type[AppointmentError]] = []
    for receipt, now in ((made.receipt, after), ("800000000000", NOW)):
        for act in (booking.cancel, booking.confirm):
            try:
                async with database.write() as session:
                    await act(session, receipt, now)
            except AppointmentError as error:
                refused.append(type(error))
    # A confirmed booking stays confirmed, whenever it is asked again.
    assert refused == [NotNow, NoSuchBooking, NoSuchBooking]


async def test_the_database_itself_refuses_a_place_twice(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
    values = {column.name: getattr(made, column.name) for column in Booking.__table__.columns} | {
        "receipt": "800000000001",
        "source_id": "m2",
    }
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Booking(**values))


async def test_a_new_plan_does_not_give_a_booked_time_away(database: Database) -> None:
    await offer(database, a_plan(spans=(Span(2, WEDNESDAY.time(), LATER.time(), 60, 1),)))
    someone = await conversation(database)
    async with database.write() as session:
        await book(session, someone, "m1")
    shifted = (WEDNESDAY + timedelta(minutes=30)).time()
    await offer(database, a_plan(spans=(Span(2, shifted, LATER.replace(hour=11).time(), 30, 1),)))
    async with database.read() as session:
        found = await offering.services(session, NOW, COURT)
    assert found[0][1][0].slot.begins_at == LATER


async def test_a_closure_names_who_is_booked_and_can_be_taken_back(database: Database) -> None:
    await offer(database)
    someone = await conversation(database)
    async with database.write() as session:
        made = await book(session, someone, "m1")
        closure, hit = await setting_up.close_for(session, COURT, "", WEDNESDAY, LATER, "系统维护")
    assert [each.receipt for each in hit] == [made.receipt]
    assert (await _free(database))[:2] == [2, 2]
    async with database.write() as session:
        assert not await setting_up.reopen(session, OTHER, closure.id)
        assert await setting_up.reopen(session, COURT, closure.id)
    assert (await _free(database))[:2] == [1, 2]


@pytest.mark.parametrize(
    "spans",
    [
        (Span(2, WEDNESDAY.time(), LATER.time(), 61, 1),),
        (
            Span(2, WEDNESDAY.time(), LATER.time(), 30, 1),
            Span(2, WEDNESDAY.time(), LATER.time(), 30, 1),
        ),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(
    database: Database, spans: tuple[Span, ...]
) -> None:
    with pytest.raises(BadPlan):
        await offer(database, a_plan(spans=spans))
    with pytest.raises(BadPlan):
        await offer(database, a_plan(kind="wedding"))
