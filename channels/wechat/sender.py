"""The sender of WeChat: answers that were late, and what staff or the system say by themselves.

A citizen's act allows few messages (five in two days), so all replies to one message leave
together, cut as rarely as their length allows. What is not allowed now waits for the citizen to
write again, and a work order tells a person of it. Each of WeChat's errors has its own end:

====================  =============================================================
40001                 the token is renewed once, in the client; then a minute's rest
40164                 the operator is told which address to allow; five minutes' rest
45002                 the text is cut smaller
45009                 rest until midnight in China, when the account's count begins anew
45011                 a minute's rest
45015, 45047          parked until the citizen writes again; a work order
40003, 43004, 43101   nobody can be reached there: a work order, and it is over
-1, no answer         tried again, later and later
====================  =============================================================

A rest holds for the whole door: the next call would fail likewise. When WeChat takes a message
and its answer is lost, the message goes out again: nothing in WeChat's API tells the two apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import structlog
from sqlalchemy import Update, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import inbox, outbox, record
from bot.desk.addresses import address_of
from bot.desk.inbox import Incoming
from bot.desk.models import OutboxMessage, RecordEntry
from bot.desk.orders import work_orders
from bot.desk.platforms import answers, windows
from bot.desk.platforms.models import Answer
from bot.desk.platforms.tokens import TokenUnavailable
from bot.desk.record import utcnow
from channels.limits import WeChat
from channels.sender import Door, Sender
from channels.wechat.api import Api
from channels.wechat.errors import (
    AddressNotAllowed,
    ApiError,
    DayLimit,
    MinuteLimit,
    NotReachable,
    QuotaUsedUp,
    TokenRefused,
    TooLong,
    Unreachable,
    WindowClosed,
)
from channels.wechat.rendering import Part, parts_of, split

log = structlog.get_logger(__name__)
CHANNEL = "wechat"
# While a message is on its way no other process takes it; longer than a call may last.
_LEASE = timedelta(seconds=45)
_AT_ONCE = 8
_MOST = 1_000
# A message that WeChat itself refuses for a reason of its own is given up after so many tries.
_MOST_TRIES = 6


@dataclass(frozen=True)
class Batch:
    """What leaves together: all replies to one message, or one entry nobody asked for."""

    key: str
    conversation_id: str
    rows: tuple[OutboxMessage, ...]
    first: RecordEntry

    @property
    def is_answer(self) -> bool:
        """Whether it answers a message, which may take it as its passive reply."""
        return self.key == self.first.message_id


class WeChatSender(Sender):
    """Delivers what waits for WeChat."""

    def __init__(self, database: Database, door: Door, api: Api) -> None:
        """Send with ``api``."""
        super().__init__(database, door)
        self._api = api
        self._rests_until: datetime | None = None
        self._slots = asyncio.Semaphore(_AT_ONCE)
        if not api.is_usable:
            log.warning("wechat_sends_nothing", reason="WECHAT_APP_ID or WECHAT_APP_SECRET missing")

    async def deliver_due(self) -> int:
        """Send what is due, each conversation in order; return how many batches were sent."""
        if not self._api.is_usable or self._is_resting():
            return 0
        async with self._database.read() as session:
            due = await outbox.due(session, CHANNEL, _MOST)
            batches = batches_of(due)
            keys = [batch.key for batch in batches]
            ways = await answers.settled(session, CHANNEL, keys) if keys else {}
        work = in_turn(batches, ways, utcnow())
        sent = await asyncio.gather(*(self._in_order(each) for each in work))
        return sum(sent)

    async def _in_order(self, batches: Sequence[Batch]) -> int:
        """Send the batches of one conversation until one does not leave."""
        async with self._slots:
            for number, batch in enumerate(batches):
                if self._is_resting() or not await self._deliver(batch):
                    return number
        return len(batches)

    async def _deliver(self, batch: Batch) -> bool:
        begun = await self._begin(batch)
        if begun is None:
            return False
        openid, parts, place = begun
        if place >= len(parts):  # a process died after the last part, before it noted so
            await self._progressed(batch, place, place)
        try:
            for part in parts[place:]:
                await self._send(openid, part)
                place += 1
                await self._progressed(batch, place, len(parts))
        except (ApiError, TokenUnavailable) as error:
            return await self._failed(batch, openid, error)
        return True

    async def _begin(self, batch: Batch) -> tuple[str, list[Part], int] | None:
        """Take a batch for this process; ``None``: somebody else has it, or it was said."""
        async with self._database.write() as session:
            ids = [row.id for row in batch.rows]
            now = utcnow()
            taken = (
                update(OutboxMessage)
                .where(OutboxMessage.id.in_(ids), OutboxMessage.due_at <= now)
                .values(due_at=now + _LEASE)
                .returning(OutboxMessage.id)
            )
            if len((await session.scalars(taken)).all()) != len(ids):
                return None
            answer = await answers.settle(session, CHANNEL, batch.key, "message", now)
            entries = await self._entries(session, batch)
            openid = await address_of(session, CHANNEL, batch.conversation_id)
        if openid is None:
            await self._give_up(batch, "no address")
            return None
        return openid, parts_of([record.reply_of(entry) for entry in entries]), answer.sent

    async def _entries(self, session: AsyncSession, batch: Batch) -> Sequence[RecordEntry]:
        if not batch.is_answer:
            return [batch.first]
        asked = Incoming(CHANNEL, batch.key, batch.conversation_id, "text", "")
        return await inbox.answers_to(session, asked)

    async def _send(self, openid: str, part: Part) -> None:
        await self._count(openid)
        try:
            if part.choices and len(part.choices) + len(part.also) <= WeChat.MSGMENU_CHOICES:
                titles = enumerate((*part.choices, *part.also), 1)
                choices = {str(number): title for number, title in titles}
                await self._api.send_choices(openid, part.text, choices)
            else:
                await self._api.send_text(openid, part.plain)
        except TooLong:
            size = len(part.plain.encode()) // 2
            if size < WeChat.SMALLEST_PART:
                raise
            for piece in split(part.plain, size):
                await self._send(openid, Part(piece))
        except Unreachable as error:
            if not error.sent:
                await self._uncount(openid)
            raise

    async def _count(self, openid: str) -> None:
        async with self._database.write() as session:
            if not await windows.take(session, CHANNEL, openid, utcnow()):
                raise QuotaUsedUp(45047, "counted here")

    async def _uncount(self, openid: str) -> None:
        async with self._database.write() as session:
            await windows.give_back(session, CHANNEL, openid)

    async def _progressed(self, batch: Batch, place: int, of: int) -> None:
        ids = [row.id for row in batch.rows]
        async with self._database.write() as session:
            await answers.progressed(session, CHANNEL, batch.key, place)
            if place == of:
                await outbox.delivered(session, ids)
            else:
                await session.execute(_due(ids, utcnow() + _LEASE))

    async def _failed(self, batch: Batch, openid: str, error: Exception) -> bool:
        """End a try as the error asks for; ``True`` when the batch is done with."""
        log.warning(
            "wechat_not_sent", conversation_id=batch.conversation_id, reason=type(error).__name__,
            code=getattr(error, "code", 0), told=getattr(error, "message", ""),
        )  # fmt: skip
        if isinstance(error, QuotaUsedUp | WindowClosed):
            await self._park(batch, openid)
            return False
        if isinstance(error, NotReachable | TooLong):
            await self._give_up(batch, type(error).__name__)
            return True
        if rest := _rest(error, utcnow()):
            self._rests_until = rest
            await self._put_back(batch, rest)
            return False
        if type(error) is ApiError and batch.rows[0].attempts >= _MOST_TRIES:
            await self._give_up(batch, str(error))
            return True
        async with self._database.write() as session:
            for row in batch.rows:
                await outbox.failed(session, row)
        return False

    async def _park(self, batch: Batch, openid: str) -> None:
        """Wait for the citizen to write again, and let a person know."""
        await self._order(batch, "parked")
        ids = [row.id for row in batch.rows]
        async with self._database.write() as session:
            await windows.closed(session, CHANNEL, openid)
            await session.execute(_due(ids, utcnow() + WeChat.PARKED_FOR))

    async def _put_back(self, batch: Batch, until: datetime) -> None:
        async with self._database.write() as session:
            await session.execute(_due([row.id for row in batch.rows], until))

    async def _give_up(self, batch: Batch, reason: str) -> None:
        await self._order(batch, reason)
        async with self._database.write() as session:
            await outbox.delivered(session, [row.id for row in batch.rows])

    async def _order(self, batch: Batch, reason: str) -> None:
        request = work_orders.Request(
            source_id=f"{batch.conversation_id}:{batch.key}:wechat",
            conversation_id=batch.conversation_id,
            kind="undelivered",
            summary=f"微信消息没有送到，请用别的方式联系：{batch.first.text[:200]}",
            collected={"reason": reason},
        )
        async with self._database.write() as session:
            await work_orders.open_order(session, request)

    def _is_resting(self) -> bool:
        return self._rests_until is not None and utcnow() < self._rests_until


def batches_of(due: Sequence[tuple[OutboxMessage, RecordEntry]]) -> list[Batch]:
    """Put together what answers one message; each other entry stands alone. Order is kept."""
    found: dict[tuple[str, str], list[tuple[OutboxMessage, RecordEntry]]] = {}
    for row, entry in due:
        is_answer = entry.sender == "assistant"
        key = entry.message_id if is_answer else f"{entry.conversation_id}.{entry.seq}"
        found.setdefault((entry.conversation_id, key), []).append((row, entry))
    return [
        Batch(key, conversation_id, tuple(row for row, _ in pairs), pairs[0][1])
        for (conversation_id, key), pairs in found.items()
    ]


def in_turn(batches: Sequence[Batch], ways: dict[str, Answer], now: datetime) -> list[list[Batch]]:
    """Return what may leave now by conversation: nothing overtakes what is held back."""
    work: dict[str, list[Batch]] = {}
    held: set[str] = set()
    for batch in batches:
        if batch.conversation_id in held:
            continue
        if _is_held_back(batch, ways.get(batch.key), now):
            held.add(batch.conversation_id)
        else:
            work.setdefault(batch.conversation_id, []).append(batch)
    return list(work.values())


def _is_held_back(batch: Batch, answer: Answer | None, now: datetime) -> bool:
    """Whether a passive reply may still say it, or has just begun to."""
    if not batch.is_answer:
        return False
    if answer is None:
        return _aware(batch.first.created_at) + WeChat.HELD_BACK > now
    return answer.way == "reply" and answer.settled_at + WeChat.AFTER_REPLY > now


def _aware(moment: datetime) -> datetime:
    """SQLite gives the record's times back without their zone, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _rest(error: Exception, now: datetime) -> datetime | None:
    if isinstance(error, DayLimit):
        tomorrow = now.astimezone(CHINA).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=CHINA)
    if isinstance(error, AddressNotAllowed):
        log.error("wechat_address_not_allowed", told=error.message, see="docs/wechat.md")
        return now + timedelta(minutes=5)
    if isinstance(error, TokenRefused):
        log.error("wechat_token_refused", told=error.message, see="docs/wechat.md")
        return now + timedelta(minutes=1)
    if isinstance(error, MinuteLimit):
        return now + timedelta(minutes=1)
    return None


def _due(ids: Sequence[int], at: datetime) -> Update:
    return update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(due_at=at)
