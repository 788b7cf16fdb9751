"""Taking a message of WeChat: durable first, then answered inside its window or later.

WeChat waits five seconds and asks again up to three times. What can happen, and why nothing is
lost and nothing said twice:

- *Before the message is stored* nothing was promised: the request fails, and WeChat asks again.
- *Stored, not answered, and the process dies*: the next process answers what stands in the inbox.
  WeChat's next try waits for the same answer, because one conversation is answered in order.
- *Answered, and the process dies before it replied*: the replies stand in the outbox. The sender
  leaves them alone for six seconds, so that WeChat's next try gets them as its passive reply,
  which costs nothing of the account's quota. If no try comes, the sender sends them.
- *The reply and the sender at once*: who settles the way first has it (``bot.desk.platforms.
  answers``). Settling as a reply takes the rows out of the outbox in the same transaction; when
  the sender has settled, the request is answered ``success``.
- *Settled as a reply, and the process dies before it is written, or the peer has gone*: WeChat got
  nothing and asks again; the try finds the way settled as a reply and gets the same one. That
  WeChat asks again says that it has not had it, so it is not said twice. A peer that is seen to
  have gone is not settled for at all: the sender takes over.
- *Not ready by 4.2 s*: settled as a message, then ``success``. The sender needs not wait.
- *The sender dies between sending and noting it*: this one message goes out again. WeChat's API
  takes no number of ours, so it cannot be told; not to be answered would be worse.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bindings import Bindings
from bot.desk import inbox, record
from bot.desk.addresses import conversation_at
from bot.desk.inbox import Incoming
from bot.desk.models import InboxMessage, OutboxMessage, RecordEntry
from bot.desk.platforms import answers, attachments, windows
from bot.desk.platforms.attachments import Sent
from bot.desk.record import utcnow
from channels.joining import joined, said_in
from channels.limits import WeChat
from channels.state import Gateway
from channels.wechat.api import Api
from channels.wechat.errors import ApiError, Refused
from channels.wechat.meaning import Abilities, Fixed, Meaning, Say, Silent, meaning_of, opening_of
from channels.wechat.menu import Menu
from channels.wechat.messages import Message, client_of
from channels.wechat.rendering import parts_of

log = structlog.get_logger(__name__)
CHANNEL = "wechat"
Gone = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Accepted:
    """A message that is stored. ``entries``: it is answered already."""

    incoming: Incoming
    meaning: Meaning
    is_new: bool
    entries: Sequence[RecordEntry] | None = None


class Reception:
    """Takes messages for one account."""

    def __init__(
        self, gateway: Gateway, api: Api, menu: Menu, bindings: Bindings, hears: bool
    ) -> None:
        """Work with what the doors share. ``hears``: speech is understood."""
        self._gateway = gateway
        self._api = api
        self._menu = menu.by_key
        self._payloads = frozenset(button.payload for button in self._menu.values())
        self._bindings = bindings
        self._can = Abilities(fetches=api.is_usable, hears=hears)
        self._running: set[asyncio.Task[Any]] = set()

    async def take(self, message: Message, began: float, is_gone: Gone) -> str:
        """Return the text of the passive reply, empty when there is none (now).

        ``began``: when the request came, by ``time.monotonic``. What is going on goes on when
        the caller is cancelled or its peer has gone.

        Raises:
            Refused: the message could not be stored in time; WeChat must ask again.
        """
        beginning = self._start(self._begin(message))
        if not await self._within(beginning, began):
            raise Refused(503, "not stored in time")
        accepted, answering = beginning.result()
        if not await self._within(answering, began):
            await self._late(accepted, message.openid)
            return ""
        entries = answering.result()
        return await self._claim(accepted.incoming, entries, is_gone) if entries else ""

    async def say(self, conversation_id: str, message_id: str, text: str, openid: str) -> None:
        """Answer what a citizen said in another way than by typing; it leaves as a message."""
        incoming = Incoming(
            CHANNEL,
            message_id,
            conversation_id,
            "text",
            text,
            client_of(self._gateway.settings, openid),
        )
        async with self._gateway.database.write() as session:
            await answers.settle(session, CHANNEL, message_id, "message", utcnow())
        await self._gateway.turns.take(incoming)

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _within(self, task: asyncio.Task[Any], began: float) -> bool:
        """Wait for a task as long as WeChat waits; ``True`` when it is done."""
        # Without the secret nothing can be sent later: only WeChat's next try can have the answer.
        longest = WeChat.ANSWER_WITHIN if self._api.is_usable else WeChat.LAST_TRY_ENDS
        left = began + longest - time.monotonic()
        done, _ = await asyncio.wait({task}, timeout=max(left, 0))
        return bool(done)

    async def _begin(
        self, message: Message
    ) -> tuple[Accepted, asyncio.Task[Sequence[RecordEntry]]]:
        """Store a message and begin to answer it: whoever waits may go away in between."""
        accepted = await self._accept(message)
        return accepted, self._start(self._answer(accepted))

    async def _accept(self, message: Message) -> Accepted:
        meaning = meaning_of(message, self._menu, self._can)
        async with self._gateway.database.write() as session:
            stored = await session.get(InboxMessage, (CHANNEL, message.id))
            if stored is None:
                conversation_id = await conversation_at(session, CHANNEL, message.openid)
                await self._reopen(session, message, conversation_id)
            else:
                conversation_id = stored.conversation_id
            accepted = Accepted(
                self._incoming(message, conversation_id, meaning), meaning, stored is None
            )
            if stored is not None:
                return accepted
            if isinstance(meaning, Fixed):
                return await self._settled_at_once(session, accepted, meaning)
            if isinstance(meaning, Say) and not _may_join(meaning):
                await inbox.accept(session, accepted.incoming, self._payloads)
                return accepted
        if isinstance(meaning, Say):
            return await self._joined(accepted, message.openid)
        if meaning.left:
            await self._bindings.undo(client_of(self._gateway.settings, message.openid))
        return accepted

    async def _joined(self, accepted: Accepted, openid: str) -> Accepted:
        entries = await joined(self._gateway, accepted.incoming, openid)
        if entries is None:
            async with self._gateway.database.write() as session:
                await inbox.accept(session, accepted.incoming)
        return replace(accepted, entries=entries)

    async def _reopen(self, session: AsyncSession, message: Message, conversation_id: str) -> None:
        """Count anew what may be sent, and send what could not be."""
        now = utcnow()
        if opening := opening_of(message):
            await windows.opened(session, CHANNEL, message.openid, opening, now)
            waiting = (
                update(OutboxMessage)
                .where(
                    OutboxMessage.channel == CHANNEL,
                    OutboxMessage.conversation_id == conversation_id,
                    OutboxMessage.due_at > now + WeChat.PARKED_FROM,
                )
                .values(due_at=now + WeChat.HELD_BACK)
            )
            await session.execute(waiting)
        elif message.event == "unsubscribe":
            await windows.closed(session, CHANNEL, message.openid)

    def _incoming(self, message: Message, conversation_id: str, meaning: Meaning) -> Incoming:
        kind, content = "text", ""
        if isinstance(meaning, Say):
            kind, content = meaning.kind, meaning.content
        elif isinstance(meaning, Fixed):
            content = meaning.shown_as
        client = client_of(self._gateway.settings, message.openid)
        return Incoming(CHANNEL, message.id, conversation_id, kind, content, client)

    async def _settled_at_once(
        self, session: AsyncSession, accepted: Accepted, meaning: Fixed
    ) -> Accepted:
        incoming = accepted.incoming
        await inbox.accept(session, incoming)
        if meaning.attachment:
            kind, remote = meaning.attachment
            sent = Sent(CHANNEL, incoming.message_id, incoming.conversation_id, kind, remote)
            await attachments.wanted(session, sent, utcnow())
        owner = (await record.conversation(session, incoming.conversation_id)).owner
        replies = [meaning.reply] if owner == record.BOT else []
        entries = await inbox.finish(session, incoming, replies, meaning.shown_as)
        return replace(accepted, entries=entries)

    async def _answer(self, accepted: Accepted) -> Sequence[RecordEntry]:
        if accepted.entries is not None or isinstance(accepted.meaning, Silent):
            return accepted.entries or ()
        shown_as = accepted.meaning.shown_as if isinstance(accepted.meaning, Say) else ""
        turns = self._gateway.turns
        return await turns.answer(accepted.incoming, shown_as, retry=not accepted.is_new)

    async def _late(self, accepted: Accepted, openid: str) -> None:
        """Leave the answer to the sender, and show that somebody is writing."""
        incoming = accepted.incoming

        async def note() -> None:
            async with self._gateway.database.write() as session:
                await answers.settle(session, CHANNEL, incoming.message_id, "message", utcnow())

        async def typing() -> None:
            try:
                await self._api.show_typing(openid)
            except ApiError as error:
                log.info("wechat_typing_not_shown", reason=str(error))

        # Not noted in time is no harm: the sender then waits a little before it sends.
        await asyncio.wait({self._start(note())}, timeout=WeChat.NOTE_WITHIN)
        if self._api.is_usable:
            self._start(typing())

    async def _claim(
        self, incoming: Incoming, entries: Sequence[RecordEntry], is_gone: Gone
    ) -> str:
        """Settle the answer as this reply and return its text; empty when it leaves otherwise."""
        if await is_gone():
            return ""
        parts = parts_of([record.reply_of(entry) for entry in entries])
        async with self._gateway.database.write() as session:
            message_id = incoming.message_id
            answer = await answers.settle(session, CHANNEL, message_id, "reply", utcnow())
            if answer.way != "reply":
                return ""
            if answer.sent == 0:
                answer.sent = 1
                if len(parts) == 1:
                    seqs = [entry.seq for entry in entries]
                    await answers.said(session, CHANNEL, entries[0].conversation_id, seqs)
        return parts[0].plain


def _may_join(meaning: Say) -> bool:
    return meaning.kind == "text" and said_in(meaning.content) is not None
