"""What holds on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.db import Database
from bot.desk.appointments import booking
from bot.desk.appointments.errors import SlotFull
from tests.unit.desk.appointments.factories import (
    NOW,
    WEDNESDAY,
    book,
    conversation,
    offer,
)


async def twenty_at_once(database: Database) -> None:
    """Of twenty who want one slot with two places, two get it, each a place of their own."""
    await offer(database)
    people = [await conversation(database) for _ in range(20)]

    async def take(number: int) -> int | None:
        try:
            async with database.write() as session:
                return (await book(session, people[number], f"m{number}")).place
        except SlotFull:
            return None

    places = await asyncio.gather(*(take(number) for number in range(20)))
    assert sorted(place for place in places if place is not None) == [1, 2]
    assert places.count(None) == 18


async def moves_at_once(database: Database) -> None:
    """Of those who change to one slot at once as many get it as it has places."""
    await offer(database)
    target = WEDNESDAY + timedelta(hours=1)
    half_past = WEDNESDAY + timedelta(minutes=30)
    receipts = []
    for number, begins_at in enumerate((WEDNESDAY, WEDNESDAY, half_past, half_past)):
        someone = await conversation(database)
        async with database.write() as session:
            receipts.append((await book(session, someone, f"m{number}", begins_at)).receipt)

    async def move(receipt: str) -> bool:
        try:
            async with database.write() as session:
                await booking.move(session, receipt, target, NOW)
        except SlotFull:
            return False
        return True

    moved = await asyncio.gather(*(move(receipt) for receipt in receipts))
    assert sorted(moved) == [False, False, True, True]
