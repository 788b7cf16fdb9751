"""The telephone line: each request of the platform answered with TwiML, step by step.

A step is answered once. What it was answered with is stored with the state after it, so that a
retry gets the same and a power cut loses nothing: an accepted turn is found in the inbox by the
step's message id, and everything before it is decided again from the stored state.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from weakref import WeakValueDictionary

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.grants import revoke_grants
from bot.desk import addresses, outbox, record
from bot.desk.calls import calls
from bot.desk.calls.calls import CHANNEL, Caller
from bot.desk.errors import NotOffered
from bot.desk.inbox import Incoming
from bot.desk.models import InboxMessage, RecordEntry
from bot.desk.record import utcnow
from bot.desk.replies import Reply
from bot.desk.urgency import priority_of
from channels.joining import conversation_of, joined
from channels.limits import Voice
from channels.sms import Sms, SmsFailed
from channels.state import Gateway
from channels.voice import handover, words
from channels.voice.answers import after
from channels.voice.dialogue import next_move
from channels.voice.form import Form
from channels.voice.handover import CHINA, Seats
from channels.voice.hints import hints
from channels.voice.moves import Heard, Move
from channels.voice.platform import PLATFORMS
from channels.voice.speech import lines
from channels.voice.state import CallState
from channels.voice.twiml import Listening, Manner, Speaker

log = structlog.get_logger(__name__)

_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}
_TALKED = {"completed", "answered", "bridged"}
_MOBILE = re.compile(r"\+?(?:86)?1[3-9]\d{9}")


@dataclass(frozen=True)
class Step:
    """One step of a call: who calls, and where the call stands. ``number`` is never stored."""

    call_sid: str
    number: str
    client: str
    conversation_id: str
    state: CallState
    place: int

    def message(self, content: str, kind: str = "text") -> Incoming:
        """Return what the caller says in this step as a message; its id is that of the step."""
        message_id = f"{self.call_sid}:{self.place}"
        return Incoming(CHANNEL, message_id, self.conversation_id, kind, content, self.client)


class Line:
    """Answers the platform's requests."""

    def __init__(self, gateway: Gateway, sms: Sms) -> None:
        """Speak for ``gateway``; nothing is opened."""
        chosen = gateway.settings
        self._gateway = gateway
        self._database = gateway.database
        self._sms = sms
        self._sms_works = bool(chosen.sms_from) or chosen.environment != "production"
        self._seats = Seats.of(chosen)
        self._province = chosen.hotline_province
        self._public = chosen.public_url.rstrip("/")
        self._platform = PLATFORMS[chosen.voice_platform]
        self._speaker = Speaker(
            self._platform,
            chosen.voice_name,
            chosen.voice_language,
            chosen.speech_language,
            hints(chosen.hotline_province),
        )
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._turns: dict[str, asyncio.Task[Sequence[RecordEntry]]] = {}

    # The requests of the platform.

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
                stored = await session.get(InboxMessage, (CHANNEL, f"{form.call_sid}:{place}"))
            if found is None:
                return await self._begin(form)
            step, answer = found
            if answer is not None:
                return answer
            if stored is not None:
                return await self._ask(step, _incoming_of(stored), poll=poll)
            if poll:
                return self.busy(place)
            heard = Heard(form.keys, form.said, form.is_unsure)
            move = next_move(step.state, heard, _today(), self._province)
            return await self._make(step, move, heard)

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
            talked = {form.get("DialCallStatus"), form.get("QueueResult")} & _TALKED
            if talked:
                goodbye = self._speaker.goodbye((words.GOODBYE,), step.state.manner)
                async with self._database.write() as session:
                    await self._answered(session, step, goodbye, step.state)
                return goodbye
            return await self._call_back(step, step.number, busy=True)

    async def fallback(self, form: Form) -> str:
        """The platform could not use an answer of ours: a plain sentence, and a human."""
        async with self._in_order(form.call_sid):
            async with self._database.read() as session:
                call = await calls.find(session, form.call_sid)
                conversation = await addresses.find(session, CHANNEL, form.call_sid)
            if self._seats.are_on_duty(utcnow()):
                return self._put_through((words.FAILED_HERE,), (call.step if call else 0) + 1)
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
            return self._speaker.goodbye(said)

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
        return self._speaker.ask(words.BUSY, self._listening(place))

    def sorry(self, said: str) -> str:
        """Return what a caller hears when nothing works: a sentence and a goodbye."""
        return self._speaker.goodbye((said,))

    async def close(self) -> None:
        """Wait for the turns under way."""
        await asyncio.gather(*self._turns.values(), return_exceptions=True)
        await self._sms.close()

    # A call.

    async def _begin(self, form: Form) -> str:
        said = words.NOTICE if self._platform.hears else words.NOTICE_KEYS
        state = CallState(said=said)
        answer = self._speaker.ask(said, self._listening(1))
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

    async def _make(self, step: Step, move: Move, heard: Heard) -> str:
        if move.ask:
            message = step.message(move.ask, "payload" if move.is_payload else "text")
            return await self._ask(step, message, move.shown_as)
        if move.human:
            return await self._human(step, heard.said or "人工")
        if move.call_back:
            return await self._call_back(step, move.call_back)
        if move.sms:
            return await self._send(step, move)
        if move.silent:
            return await self._leave_silent(step)
        if move.hang_up:
            goodbye = self._speaker.goodbye((words.GOODBYE,), step.state.manner)
            async with self._database.write() as session:
                await revoke_grants(session, step.conversation_id)
                await self._answered(session, step, goodbye, step.state.settled())
            return goodbye
        return await self._say(step, move)

    async def _say(self, step: Step, move: Move) -> str:
        state = move.state.but(said=move.say) if move.keep else move.state
        listening = self._listening(step.place + 1, move.keys_only, move.most_keys)
        answer = self._speaker.ask(move.say, listening, state.manner)
        async with self._database.write() as session:
            await self._answered(session, step, answer, state)
        return answer

    async def _ask(self, step: Step, message: Incoming, shown_as: str = "", poll: int = 0) -> str:
        """Run a turn, or wait for one that runs: the caller never hears nothing for long."""
        turn = self._turns.get(message.message_id) or self._begun(step, message, shown_as)
        await asyncio.wait({turn}, timeout=Voice.POLL_WITHIN if poll else Voice.ANSWER_WITHIN)
        if turn.done():
            try:
                written = turn.result()
            except NotOffered:
                return await self._say(step, Move(step.state.settled(), (words.NO_SUCH_KEY,)))
            return await self._speak(step, message, written)
        if poll >= Voice.POLLS:
            return await self._say(step, Move(step.state.settled(), words.TOO_LONG))
        said = words.WAIT[0] if not poll else words.WAIT[1 + poll % 2]
        url = self._url("wait", step=step.place, poll=poll + 1)
        return self._speaker.wait(said, url, step.state.manner)

    def _begun(
        self, step: Step, message: Incoming, shown_as: str
    ) -> asyncio.Task[Sequence[RecordEntry]]:
        async def taken() -> Sequence[RecordEntry]:
            written = await joined(self._gateway, message, step.call_sid)
            if written is not None:
                return written
            return await self._gateway.turns.take(message, shown_as)

        def forget(task: asyncio.Task[Sequence[RecordEntry]]) -> None:
            self._turns.pop(message.message_id, None)
            if not task.cancelled() and (error := task.exception()):
                log.warning(
                    "turn_failed", message_id=message.message_id, error=type(error).__name__
                )

        turn = asyncio.create_task(taken())
        self._turns[message.message_id] = turn
        turn.add_done_callback(forget)
        return turn

    async def _speak(self, step: Step, message: Incoming, written: Sequence[RecordEntry]) -> str:
        """Say what was answered, and what staff or a late turn have left to be said."""
        async with self._database.write() as session:
            here = await addresses.find(session, CHANNEL, step.call_sid) or step.conversation_id
            waiting = await calls.to_say(session, here)
            await outbox.delivered(session, [row for row, _ in waiting])
            entries = {(entry.conversation_id, entry.seq): entry for _, entry in waiting}
            entries |= {(entry.conversation_id, entry.seq): entry for entry in written}
            in_order = sorted(entries.values(), key=lambda entry: (entry.created_at, entry.seq))
            replies = [record.reply_of(entry) for entry in in_order]
            if not await _wants_human(session, message):
                answer, state = self._said(step, replies)
                await self._answered(session, step, answer, state)
                return answer
        danger = priority_of(message.content) == "urgent"
        before = lines(replies[0].text) if danger and replies else ()
        return await self._human(step, "", before, f"{step.conversation_id}:{message.message_id}")

    def _said(self, step: Step, replies: Sequence[Reply]) -> tuple[str, CallState]:
        told = replies or [Reply(text=words.NOTED_FOR_STAFF)]
        may_send = self._sms_works and bool(_MOBILE.fullmatch(step.number))
        state, said = after(step.state, told, _today(), may_send)
        answer = self._speaker.ask(said, self._listening(step.place + 1), state.manner)
        return answer, state

    async def _human(
        self, step: Step, said: str, before: tuple[str, ...] = (), source_id: str = ""
    ) -> str:
        """Put through, or write the order to call back. ``source_id``: of an order there is."""
        if self._seats.are_on_duty(utcnow()):
            told = (*before, words.PUT_THROUGH)
            answer = self._put_through(told, step.place + 1, step.state)
            async with self._database.write() as session:
                if said:
                    await handover.write_down(session, step.message(said), told)
                    await self._nothing_waits(session, step)
                await self._answered(session, step, answer, step.state.settled())
            return answer
        if not step.number:
            asking = step.state.settled().but(asks_call_back_number=True)
            return await self._say(
                step, Move(asking, say=(*before, words.WHICH_NUMBER), keys_only=True)
            )
        return await self._call_back(step, step.number, before=before, source_id=source_id)

    async def _call_back(
        self,
        step: Step,
        number: str,
        busy: bool = False,
        before: tuple[str, ...] = (),
        source_id: str = "",
    ) -> str:
        source = source_id or f"{step.conversation_id}:{step.call_sid}:call_back"
        async with self._database.write() as session:
            order = await handover.call_back_order(session, source, step.conversation_id, number)
            said = (*before, *handover.call_back_said(order, self._seats.hours, busy))
            if not source_id:
                await handover.write_down(session, step.message("请求回电"), said)
                await self._nothing_waits(session, step)
            state = step.state.settled().but(said=said)
            answer = self._speaker.ask(said, self._listening(step.place + 1), state.manner)
            await self._answered(session, step, answer, state)
        return answer

    async def _leave_silent(self, step: Step) -> str:
        """Nobody is heard: an order to call back where a number is known, and a goodbye."""
        said: tuple[str, ...] = (words.SILENT_GOODBYE,)
        async with self._database.write() as session:
            if step.number:
                source = f"{step.conversation_id}:{step.call_sid}:call_back"
                order = await handover.call_back_order(
                    session, source, step.conversation_id, step.number
                )
                said = lines(words.SILENT_NOTED.format(receipt=order.receipt))
            await revoke_grants(session, step.conversation_id)
            answer = self._speaker.goodbye(said, step.state.manner)
            await self._answered(session, step, answer, step.state.settled())
        return answer

    async def _send(self, step: Step, move: Move) -> str:
        """Send the answer to the caller's own phone. It is noted first: never sent twice."""
        sent = move.state.but(sms="")
        async with self._database.write() as session:
            await calls.noted(session, step.call_sid, sent.model_dump(mode="json"))
        try:
            await self._sms.send(step.number, move.sms)
        except SmsFailed as error:
            log.warning("sms_failed", conversation_id=step.conversation_id, reason=str(error))
            return await self._say(step, Move(sent, say=(words.SMS_FAILED,)))
        return await self._say(step, Move(sent.settled(), say=(words.SMS_SENT,)))

    def _put_through(
        self, said: tuple[str, ...], place: int, state: CallState | None = None
    ) -> str:
        action = self._url("rung", step=place)
        manner = state.manner if state else Manner()
        if self._seats.queue and self._platform.queues:
            return self._speaker.enqueue(said, self._seats.queue, action, manner)
        return self._speaker.dial(said, self._seats.number, action, manner)

    # Small things.

    async def _answered(
        self, session: AsyncSession, step: Step, answer: str, state: CallState
    ) -> None:
        await calls.answered(
            session, step.call_sid, step.place, answer, state.model_dump(mode="json")
        )

    async def _nothing_waits(self, session: AsyncSession, step: Step) -> None:
        """What the door has just said itself waits for nobody."""
        await session.flush()
        waiting = await calls.to_say(session, step.conversation_id)
        await outbox.delivered(session, [row for row, _ in waiting])

    def _listening(self, place: int, keys_only: bool = False, most_keys: int = 0) -> Listening:
        return Listening(self._url("turn", step=place), keys_only, most_keys)

    def _url(self, name: str, **query: int) -> str:
        return f"{self._public}/voice/{name}?{urlencode(query)}"

    def _client_of(self, form: Form) -> str:
        """Return the keyed hash of the caller's number; a withheld one is that of the call."""
        key = self._gateway.settings.hash_key.get_secret_value().encode()
        told = f"number:{form.caller}" if form.caller else f"call:{form.call_sid}"
        return hmac.new(key, told.encode(), "sha256").hexdigest()[:32]

    def _in_order(self, call_sid: str) -> asyncio.Lock:
        """Return the lock of a call: its requests are answered one after the other."""
        lock = self._orders.get(call_sid)
        if lock is None:
            lock = self._orders[call_sid] = asyncio.Lock()
        return lock


def _incoming_of(stored: InboxMessage) -> Incoming:
    fields = ("channel", "message_id", "conversation_id", "kind", "content", "client")
    return Incoming(**{field: getattr(stored, field) for field in fields})


async def _wants_human(session: AsyncSession, message: Incoming) -> bool:
    """Whether the engine took a message for the wish to talk to a human."""
    query = select(RecordEntry.body).where(
        RecordEntry.conversation_id == message.conversation_id,
        RecordEntry.message_id == message.message_id,
        RecordEntry.sender == "citizen",
    )
    body = (await session.scalars(query)).first() or {}
    understood = body.get("understood") or {}
    return understood.get("intent") == "talk_to_human"


def _today() -> date:
    return datetime.now(CHINA).date()
