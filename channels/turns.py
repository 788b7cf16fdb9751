"""One turn, the same for every door: inbox → owner → engine → record and outbox.

A message is durable before it is accepted. One conversation is answered one message at a time,
in order. A crash at any point loses no message, says nothing twice and repeats no side effect.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.db import Database
from bot.desk import inbox, record
from bot.desk.choices import chosen
from bot.desk.inbox import Incoming
from bot.desk.models import RecordEntry
from bot.desk.orders import work_orders
from bot.desk.replies import HUMAN, Button, Reply
from bot.desk.urgency import danger_reply, near_reply, priority_of
from channels.engine import Engine, EngineUnavailable

log = structlog.get_logger(__name__)

# Those who write now must find room beside the turns that a dead gateway left.
_LEFT_AT_ONCE = 16


class Turns:
    """Runs turns. Replies leave through the outbox; doors that can answer at once also get them."""

    def __init__(self, database: Database, engine: Engine) -> None:
        """Use a database and an engine."""
        self._database = database
        self._engine = engine
        self._order: defaultdict[str, _Queue] = defaultdict(_Queue)
        self._running: set[asyncio.Task[Sequence[RecordEntry]]] = set()

    async def take(self, message: Incoming, shown_as: str = "") -> Sequence[RecordEntry]:
        """Store a message, then return its replies, the same ones when it is sent again.

        Once stored it is answered even if the caller goes away, as a browser does.

        Raises:
            UnknownConversation, NotOffered: see ``bot.desk.inbox.accept``.
        """
        async with self._database.write() as session:
            is_new = await inbox.accept(session, message)
        return await self.answer(message, shown_as, retry=not is_new)

    async def answer(
        self, message: Incoming, shown_as: str = "", retry: bool = True
    ) -> Sequence[RecordEntry]:
        """Return the replies to a stored message. ``retry``: it may have been answered before."""
        task = asyncio.create_task(self._answer_in_order(message, shown_as, retry))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def answer_what_was_left(self, before: datetime) -> int:
        """Answer what an earlier process accepted and did not answer; return how many."""
        async with self._database.read() as session:
            left = await inbox.unanswered(session, before)
        fields = ("channel", "message_id", "conversation_id", "kind", "content", "client")
        messages = (Incoming(**{field: getattr(row, field) for field in fields}) for row in left)
        # Others are answered even if one cannot be; each conversation keeps its order.
        room = asyncio.Semaphore(_LEFT_AT_ONCE)
        return sum(await asyncio.gather(*(self._answer_left(one, room) for one in messages)))

    async def _answer_left(self, message: Incoming, room: asyncio.Semaphore) -> bool:
        try:
            async with room:
                await self.answer(message)
        except Exception as error:
            log.error("left_unanswered", message_id=message.message_id, error=type(error).__name__)
            return False
        return True

    async def close(self) -> None:
        """Wait for the turns under way."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _answer_in_order(
        self, message: Incoming, shown_as: str, retry: bool
    ) -> Sequence[RecordEntry]:
        queue = self._order[message.conversation_id]
        queue.waiting += 1
        try:
            async with queue.lock:
                return await self._answer_once(message, shown_as, retry)
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                del self._order[message.conversation_id]

    async def _answer_once(
        self, message: Incoming, shown_as: str, retry: bool
    ) -> Sequence[RecordEntry]:
        async with self._database.read() as session:
            if retry and await inbox.is_answered(session, message):
                return await inbox.answers_to(session, message)
            standing = await record.standing(session, message.conversation_id)
        replies: Sequence[Reply] = ()
        understood: dict[str, object] | None = None
        if standing.owner == record.BOT:
            replies, understood = await self._ask(
                as_choice(message, standing.offered), retry, standing.returned
            )
            replies = await self._with_urgency(message, replies)
        async with self._database.write() as session:
            shown = shown_as or title_of(message, standing.offered)
            return await inbox.finish(session, message, replies, shown, understood)

    async def _ask(
        self, message: Incoming, retry: bool, returned: bool
    ) -> tuple[Sequence[Reply], dict[str, object] | None]:
        began = time.perf_counter()
        try:
            answer = await self._engine.turn(message, retry, returned)
        except EngineUnavailable as error:
            log.error(
                "engine_unavailable",
                conversation_id=message.conversation_id,
                message_id=message.message_id,
                reason=str(error),
            )
            return [await self._apologise(message)], None
        log.info(
            "turn",
            conversation_id=message.conversation_id,
            message_id=message.message_id,
            channel=message.channel,
            intent=answer.understood.get("intent"),
            replies=len(answer.replies),
            milliseconds=round((time.perf_counter() - began) * 1000),
        )
        return answer.replies, dict(answer.understood)

    async def _with_urgency(self, message: Incoming, replies: Sequence[Reply]) -> Sequence[Reply]:
        """Put first what cannot wait; danger opens an order without being asked."""
        priority = priority_of(message.content) if message.kind == "text" else "normal"
        if priority == "high":
            return [*replies, near_reply()]
        if priority == "normal":
            return replies
        request = work_orders.Request(
            source_id=f"{message.conversation_id}:{message.message_id}:danger",
            conversation_id=message.conversation_id,
            kind="danger",
            summary=message.content,
            priority=priority,
        )
        async with self._database.write() as session:
            order = await work_orders.open_order(session, request)
        return [danger_reply(order.receipt), *replies]

    async def _apologise(self, message: Incoming) -> Reply:
        """Answer in words and leave a work order: silence is the one thing not allowed."""
        request = work_orders.Request(
            source_id=f"{message.conversation_id}:{message.message_id}:engine",
            conversation_id=message.conversation_id,
            kind="unanswered",
            summary=message.content if message.kind == "text" else "按钮操作未能完成",
        )
        async with self._database.write() as session:
            order = await work_orders.open_order(session, request)
        return Reply(
            text="抱歉，系统现在答不上来。您的话已经记下，"
            f"回执号 {order.receipt}，工作人员会接着办。您也可以过一会儿再问一次。",
            buttons=(HUMAN,),
        )


def as_choice(message: Incoming, offered: Sequence[Button]) -> Incoming:
    """Return a message that names an offered button as that button pressed."""
    button = chosen(message.content, offered) if message.kind == "text" else None
    return replace(message, kind="payload", content=button.payload) if button else message


def title_of(message: Incoming, offered: Sequence[Button]) -> str:
    """Return what a pressed button said: after a power cut nobody else remembers it."""
    pressed = (button.title for button in offered if button.payload == message.content)
    return next(pressed, "") if message.kind == "payload" else ""


class _Queue:
    """One conversation's place in the order; dropped when nobody waits."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
