"""What is new reaches open consoles, once, and only those who may see it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

from bot.db import Database
from bot.desk.handover import queue
from console.api.live import Live
from tests.functional.console.conftest import Talk


async def test_a_change_is_told_once_to_everybody_who_listens(
    database: Database, talk: Talk
) -> None:
    live = Live(database)
    with live.listen() as first, live.listen() as second:
        conversation_id = await talk()
        await live.look()
        await live.look()
        for items in (first, second):
            told = await asyncio.wait_for(anext(items), 1)
            assert (told.conversation_id, told.state) == (conversation_id, "waiting")
        async with database.write() as session:
            await queue.citizen_spoke(session, conversation_id, datetime.now(timezone.utc))
        await live.look()
        again = await asyncio.wait_for(anext(first), 1)
        assert again.conversation_id == conversation_id


async def test_a_message_reaches_an_open_console_while_it_runs(
    database: Database, talk: Talk
) -> None:
    live, stop = Live(database), asyncio.Event()
    running = asyncio.create_task(live.run(stop))
    with live.listen() as items:
        conversation_id = await talk()
        told = await asyncio.wait_for(anext(items), 5)
    stop.set()
    await running
    assert told.conversation_id == conversation_id
