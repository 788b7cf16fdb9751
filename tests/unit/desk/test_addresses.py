"""Addresses: one person at a door has one conversation."""

from __future__ import annotations

import asyncio

from bot.db import Database
from bot.desk import addresses, record


async def test_an_address_keeps_its_conversation(database: Database) -> None:
    async with database.write() as session:
        assert await addresses.find(session, "wechat", "openid-1") is None
        first = await addresses.conversation_at(session, "wechat", "openid-1")
    async with database.write() as session:
        again = await addresses.conversation_at(session, "wechat", "openid-1")
        other_person = await addresses.conversation_at(session, "wechat", "openid-2")
        other_door = await addresses.conversation_at(session, "voice", "openid-1")
        assert (await record.conversation(session, first)).channel == "wechat"
    assert again == first
    assert len({first, other_person, other_door}) == 3


async def test_two_first_messages_at_once_open_one_conversation(database: Database) -> None:
    async def first_message() -> str:
        async with database.write() as session:
            return await addresses.conversation_at(session, "wechat", "openid-1")

    assert len(set(await asyncio.gather(*(first_message() for _ in range(5))))) == 1


async def test_a_moved_address_speaks_in_the_other_conversation(database: Database) -> None:
    async with database.write() as session:
        on_wechat = await addresses.conversation_at(session, "wechat", "openid-1")
        await addresses.conversation_at(session, "voice", "call-1")
    async with database.write() as session:
        await addresses.move(session, "voice", "call-1", on_wechat)
        await addresses.move(session, "voice", "call-2", on_wechat)
    async with database.read() as session:
        assert await addresses.find(session, "voice", "call-1") == on_wechat
        assert await addresses.address_of(session, "voice", on_wechat) == "call-2"
        assert await addresses.address_of(session, "wechat", on_wechat) == "openid-1"
        assert await addresses.address_of(session, "web", on_wechat) is None
        assert await addresses.last_channel(session, on_wechat) == "voice"
        assert await addresses.last_channel(session, "nobody") is None


async def test_speaking_again_makes_a_door_the_last_one(database: Database) -> None:
    async with database.write() as session:
        conversation_id = await addresses.conversation_at(session, "wechat", "openid-1")
        await addresses.move(session, "voice", "call-1", conversation_id)
    async with database.write() as session:
        await addresses.conversation_at(session, "wechat", "openid-1")
    async with database.read() as session:
        assert await addresses.last_channel(session, conversation_id) == "wechat"
