"""The telephone line: each request of the platform answered with TwiML, step by step.

A step is answered once. What it was answered with is stored with the state after it, so that a
retry gets the same and a power cut loses nothing: an accepted turn is found in the inbox by the
step's message id, and everything before it is decided again from the stored state.
"""

from __future__ import annotations

import asyncio
import hmac
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.grants import revoke_grants
from bot.desk import addresses, record
from bot.desk.calls import calls
from bot.desk.calls.calls import CHANNEL, Caller
from bot.desk.inbox import Incoming
from bot.desk.models import InboxMessage
from bot.desk.record import utcnow
from channels.joining import conversation_of
from channels.limits import Voice
from channels.sms import Sms
from channels.state import Gateway
from channels.voice import handover, words
from channels.voice.answering import Answering
from channels.voice.dialogue import next_move
from channels.voice.form import Form
from channels.voice.moves import Heard
from channels.voice.speech import lines
from channels.voice.state import CallState
from channels.voice.step import Step, today

log = structlog.get_logger(__name__)

_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
_TALKED = {"completed", "answered", "bridged"}


class Line:
    """Answers the platform's requests."""

    def __init__(self, gateway: Gateway, sms: Sms) -> None:
        """Speak for ``gateway``; nothing is opened."""
        self._answering = Answering(gateway, sms)
        self._database = gateway.database
        self._province = gateway.settings.hotline_province
        self._hash_key = gateway.settings.hash_key.get_secret_value().encode()
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def incoming(self, form: Form) -> str:
        """A call begins; the platform may say so twice."""
        async with self._in_order(form.call_sid):
            async with self._database.read() as session:
                call = await calls.find(session, form.call_sid)
            return call.answer if call else await self._begin(form)

    async def turn(self, form: Form, place: int, poll: int = 0) -> str:
        """The caller said something, pressed keys or was silent; or a slow answer is asked for."""
        async with self._in_order(form.call_sid):
            async with self._database.read() as session:
                found = await self._found(session, form, place)
                asked = await self._asked(session, f"{form.call_sid}:{place}")
            if found is None:
                return await self._begin(form)
            step, answer = found
            if answer is not None:
                return answer
            if asked is not None:
                return await self._answering.ask(step, asked, poll=poll)
            if poll:
                return self.busy(place)
            heard = Heard(form.keys, form.said, form.is_unsure)
            move = next_move(step.state, heard, today(), self._province)
            return await self._answering.make(step, move, heard)

    async def rung(self, form: Form, place: int) -> str:
        """The seats were rung, or the queue was left."""
        async with self._in_order(form.call_sid):
            async with self._database.read() as session:
                found = await self._found(session, form, place)
            if found is None:
                return await self._begin(form)
            step, answer = found
            if answer is not None:
                return answer
            if {form.get("DialCallStatus"), form.get("QueueResult")} & _TALKED:
                return await self._answering.leave(step, step.state)
            return await self._answering.call_back(step, step.number, busy=True)

    async def fallback(self, form: Form) -> str:
        """The platform could not use an answer of ours: a plain sentence, and a human."""
        async with self._in_order(form.call_sid):
            async with self._database.read() as session:
                call = await calls.find(session, form.call_sid)
                conversation = await addresses.find(session, CHANNEL, form.call_sid)
            if self._answering.on_duty():
                return self._answering.put_through(
                    (words.FAILED_HERE,), (call.step if call else 0) + 1
                )
            said: tuple[str, ...] = (words.FAILED,)
            if conversation and form.caller:
                async with self._database.write() as session:
                    order = await handover.call_back_order(
                        session,
                        f"{conversation}:{form.call_sid}:call_back",
                        conversation,
                        form.caller,
                    )
                said = (words.FAILED_HERE, *lines(words.CALL_BACK.format(receipt=order.receipt)))
            return self._answering.speaker.goodbye(said)

    async def status(self, form: Form) -> None:
        """The platform tells how a call goes; when it is over, so is what was verified in it."""
        if form.get("CallStatus") in _ENDED:
            async with self._in_order(form.call_sid):
                await self._end(form.call_sid)

    async def tidy(self) -> None:
        """End the calls whose end got lost, and drop what no call can say any more."""
        before = utcnow() - Voice.FORGOTTEN_AFTER
        async with self._database.read() as session:
            forgotten = await calls.silent_since(session, before)
        for call_sid in forgotten:
            async with self._in_order(call_sid):
                await self._end(call_sid)
        async with self._database.write() as session:
            await calls.drop_left(session, before)

    def busy(self, place: int) -> str:
        """Return what a caller hears when something of ours failed: the same step again."""
        return self._answering.speaker.ask(words.BUSY, self._answering.listening(place))

    def sorry(self, said: str) -> str:
        """Return what a caller hears when nothing works: a sentence and a goodbye."""
        return self._answering.speaker.goodbye((said,))

    async def close(self) -> None:
        """Wait for the turns under way."""
        await self._answering.close()

    async def _begin(self, form: Form) -> str:
        said = words.NOTICE if self._answering.platform.hears else words.NOTICE_KEYS
        state = CallState(said=said)
        answer = self._answering.speaker.ask(said, self._answering.listening(1))
        caller = Caller(self._client_of(form), form.caller[-4:])
        async with self._database.write() as session:
            conversation_id = await addresses.conversation_at(session, CHANNEL, form.call_sid)
            await revoke_grants(session, conversation_id)
            opened = await record.conversation(session, conversation_id)
            session.add(record.append(opened, "assistant", "greeting", "".join(said), {}))
            await calls.begin(session, form.call_sid, caller, answer, state.model_dump(mode="json"))
        return answer

    async def _end(self, call_sid: str) -> None:
        async with self._database.write() as session:
            conversation_id = await addresses.find(session, CHANNEL, call_sid)
            ended = await calls.end(session, call_sid)
            if conversation_id:
                await revoke_grants(session, conversation_id)
                await calls.drop_unsaid(session, conversation_id)
        if ended:
            log.info("call_ended", conversation_id=conversation_id)

    async def _asked(self, session: AsyncSession, message_id: str) -> Incoming | None:
        """Return what the engine was asked in a step already, here or before a restart."""
        if running := self._answering.under_way(message_id):
            return running
        stored = await session.get(InboxMessage, (CHANNEL, message_id))
        if stored is None:
            return None
        fields = ("channel", "message_id", "conversation_id", "kind", "content", "client")
        return Incoming(**{field: getattr(stored, field) for field in fields})

    async def _found(
        self, session: AsyncSession, form: Form, place: int
    ) -> tuple[Step, str | None] | None:
        """Return the step and, if it was answered before, its answer; ``None``: no such call."""
        call = await calls.find(session, form.call_sid)
        conversation_id = await conversation_of(
            session, CHANNEL, form.call_sid, f"{form.call_sid}:{place}"
        )
        if call is None or conversation_id is None:
            return None
        state = CallState.model_validate(call.state)
        client = self._client_of(form)
        step = Step(form.call_sid, form.caller, client, conversation_id, state, place)
        return step, call.answer if place <= call.step else None

    def _client_of(self, form: Form) -> str:
        """Return the keyed hash of the caller's number; a withheld one is that of the call."""
        told = f"number:{form.caller}" if form.caller else f"call:{form.call_sid}"
        return hmac.new(self._hash_key, told.encode(), "sha256").hexdigest()[:32]

    def _in_order(self, call_sid: str) -> asyncio.Lock:
        """Return the lock of a call: its requests are answered one after the other."""
        lock = self._orders.get(call_sid)
        if lock is None:
            lock = self._orders[call_sid] = asyncio.Lock()
        return lock
