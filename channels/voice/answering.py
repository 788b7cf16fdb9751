"""How a step of a call is answered: said, asked of the engine, sent, or handed to a human."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from urllib.parse import urlencode

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.grants import revoke_grants
from bot.desk import addresses, outbox, record
from bot.desk.calls import calls
from bot.desk.calls.calls import CHANNEL
from bot.desk.errors import NotOffered
from bot.desk.inbox import Incoming
from bot.desk.models import RecordEntry
from bot.desk.record import utcnow
from bot.desk.replies import Reply
from bot.desk.urgency import priority_of
from channels.joining import joined
from channels.limits import Voice
from channels.sms import Sms, SmsFailed
from channels.state import Gateway
from channels.voice import handover, words
from channels.voice.answers import after, text_of
from channels.voice.handover import Opened, Seats
from channels.voice.hints import hints
from channels.voice.moves import Heard, Move
from channels.voice.platform import PLATFORMS
from channels.voice.speech import lines
from channels.voice.state import CallState
from channels.voice.step import Step, today
from channels.voice.twiml import Listening, Manner, Speaker

log = structlog.get_logger(__name__)
_MOBILE = re.compile(r"\+?(?:86)?1[3-9]\d{9}")


class Answering:
    """Answers steps. What each was answered with is written with the state after it."""

    def __init__(self, gateway: Gateway, sms: Sms) -> None:
        """Speak for ``gateway``; nothing is opened."""
        chosen = gateway.settings
        self.seats = Seats.of(chosen)
        self.platform = PLATFORMS[chosen.voice_platform]
        self.speaker = Speaker(
            self.platform,
            chosen.voice_name,
            chosen.voice_language,
            chosen.speech_language,
            hints(chosen.hotline_province),
        )
        self._gateway = gateway
        self._database = gateway.database
        self._sms = sms
        self._sms_works = bool(chosen.sms_from) or chosen.environment != "production"
        self._public = chosen.public_url.rstrip("/")
        self._turns: dict[str, tuple[Incoming, asyncio.Task[Sequence[RecordEntry]]]] = {}

    def on_duty(self) -> bool:
        """Whether a caller can be put through now."""
        return self.seats.are_on_duty(utcnow())

    async def make(self, step: Step, move: Move, heard: Heard) -> str:
        """Answer a step as the dialogue has decided."""
        if move.ask:
            message = step.message(move.ask, "payload" if move.is_payload else "text")
            return await self.ask(step, message, move.shown_as)
        if move.human:
            return await self._human(step, heard.said or "人工")
        if move.call_back:
            return await self.call_back(step, move.call_back)
        if move.sms:
            return await self._send(step, move)
        if move.silent:
            return await self._leave_silent(step)
        if move.hang_up:
            return await self.leave(step, step.state.settled())
        return await self._say(step, move)

    def under_way(self, message_id: str) -> Incoming | None:
        """Return the message of a turn that runs in this process, stored yet or not."""
        message, _ = self._turns.get(message_id, (None, None))
        return message

    async def ask(self, step: Step, message: Incoming, shown_as: str = "", poll: int = 0) -> str:
        """Run a turn, or wait for one that runs: the caller never hears nothing for long."""
        _, turn = self._turns.get(message.message_id) or self._begun(step, message, shown_as)
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
        return self.speaker.wait(said, url, step.state.manner)

    def _begun(
        self, step: Step, message: Incoming, shown_as: str
    ) -> tuple[Incoming, asyncio.Task[Sequence[RecordEntry]]]:
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
        self._turns[message.message_id] = message, turn
        turn.add_done_callback(forget)
        return message, turn

    async def _speak(self, step: Step, message: Incoming, written: Sequence[RecordEntry]) -> str:
        """Say what was answered, and what staff or a late turn have left to be said."""
        async with self._database.write() as session:
            here = await addresses.find(session, CHANNEL, step.call_sid) or step.conversation_id
            waiting = await calls.to_say(session, here)
            await outbox.delivered(session, [row for row, _ in waiting])
            told = [entry for _, entry in waiting]
            known = {(entry.conversation_id, entry.seq) for entry in told}
            told += [one for one in written if (one.conversation_id, one.seq) not in known]
            replies = [record.reply_of(entry) for entry in told]
            if not await _wants_human(session, message):
                answer, state = self._said(step, replies)
                await self.answered(session, step, answer, state)
                return answer
        danger = priority_of(message.content) == "urgent"
        opened = Opened(
            f"{step.conversation_id}:{message.message_id}",
            lines(replies[0].text) if danger and replies else (),
            # The last reply asks what the order is about.
            lines(text_of(replies[-1])) if len(replies) > 1 else (),
        )
        return await self._human(step, opened=opened)

    def _said(self, step: Step, replies: Sequence[Reply]) -> tuple[str, CallState]:
        told = replies or [Reply(text=words.NOTED_FOR_STAFF)]
        may_send = self._sms_works and bool(_MOBILE.fullmatch(step.number))
        state, said = after(step.state, told, today(), may_send)
        answer = self.speaker.ask(said, self.listening(step.place + 1), state.manner)
        return answer, state

    async def _say(self, step: Step, move: Move) -> str:
        state = move.state.but(said=move.say) if move.keep else move.state
        listening = self.listening(step.place + 1, move.keys_only, move.most_keys)
        answer = self.speaker.ask(move.say, listening, state.manner)
        async with self._database.write() as session:
            await self.answered(session, step, answer, state)
        return answer

    async def _human(self, step: Step, said: str = "人工", opened: Opened | None = None) -> str:
        """Put through, or write the order to call back. ``said``: what the door itself heard."""
        before = opened.before if opened else ()
        if self.on_duty():
            told = (*before, words.PUT_THROUGH)
            answer = self.put_through(told, step.place + 1, step.state)
            async with self._database.write() as session:
                if not opened:
                    await self._written_down(session, step, said, told)
                await self.answered(session, step, answer, step.state.settled())
            return answer
        if not step.number:
            asking = step.state.settled().but(asks_call_back_number=True)
            asked = Move(asking, say=(*before, words.WHICH_NUMBER), keys_only=True)
            return await self._say(step, asked)
        return await self.call_back(step, step.number, said, opened=opened)

    async def call_back(
        self,
        step: Step,
        number: str,
        said: str = "请求回电",
        busy: bool = False,
        opened: Opened | None = None,
    ) -> str:
        """Write the order to call back and tell its receipt. ``busy``: the seats were rung."""
        source = opened.source_id if opened else self._source(step)
        async with self._database.write() as session:
            order = await handover.call_back_order(session, source, step.conversation_id, number)
            told = handover.call_back_said(
                order, self.seats.hours, busy, opened.then if opened else ()
            )
            if opened:
                told = (*opened.before, *told)
            else:
                await self._written_down(session, step, said, told)
            state = step.state.settled().but(said=told)
            answer = self.speaker.ask(told, self.listening(step.place + 1), state.manner)
            await self.answered(session, step, answer, state)
        return answer

    async def _leave_silent(self, step: Step) -> str:
        """Nobody is heard: an order to call back where a number is known, and a goodbye."""
        said: tuple[str, ...] = (words.SILENT_GOODBYE,)
        async with self._database.write() as session:
            if step.number:
                order = await handover.call_back_order(
                    session, self._source(step), step.conversation_id, step.number
                )
                said = lines(words.SILENT_NOTED.format(receipt=order.receipt))
            await revoke_grants(session, step.conversation_id)
            answer = self.speaker.goodbye(said, step.state.manner)
            await self.answered(session, step, answer, step.state.settled())
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

    async def leave(self, step: Step, state: CallState) -> str:
        """Say goodbye and hang up; what was verified ends here and not with the line."""
        goodbye = self.speaker.goodbye((words.GOODBYE,), step.state.manner)
        async with self._database.write() as session:
            await revoke_grants(session, step.conversation_id)
            await self.answered(session, step, goodbye, state)
        return goodbye

    def put_through(self, said: tuple[str, ...], place: int, state: CallState | None = None) -> str:
        """Return what rings the seats, or puts the caller into their queue."""
        action = self._url("rung", step=place)
        manner = state.manner if state else Manner()
        if self.seats.queue and self.platform.queues:
            return self.speaker.enqueue(said, self.seats.queue, action, manner)
        return self.speaker.dial(said, self.seats.number, action, manner)

    async def answered(
        self, session: AsyncSession, step: Step, answer: str, state: CallState
    ) -> None:
        """Write what a step was answered with, and the state after it."""
        await calls.answered(
            session, step.call_sid, step.place, answer, state.model_dump(mode="json")
        )

    async def _written_down(
        self, session: AsyncSession, step: Step, said: str, told: tuple[str, ...]
    ) -> None:
        """Write what the door itself was asked and has said, which then waits for nobody."""
        message = step.message(said)
        await handover.write_down(session, message, told)
        await session.flush()
        waiting = await calls.to_say(session, step.conversation_id)
        mine = [row for row, entry in waiting if entry.message_id == message.message_id]
        await outbox.delivered(session, mine)

    def _source(self, step: Step) -> str:
        """Return what makes an order to call back the only one of its call."""
        return f"{step.conversation_id}:{step.call_sid}:call_back"

    def listening(self, place: int, keys_only: bool = False, most_keys: int = 0) -> Listening:
        """Return how a step is listened for."""
        return Listening(self._url("turn", step=place), keys_only, most_keys)

    def _url(self, name: str, **query: int) -> str:
        return f"{self._public}/voice/{name}?{urlencode(query)}"

    async def close(self) -> None:
        """Wait for the turns under way."""
        await asyncio.gather(*(turn for _, turn in self._turns.values()), return_exceptions=True)
        await self._sms.close()


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
