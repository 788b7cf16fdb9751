"""No interleaving gives a conversation two owners, or none."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.desk.models  # noqa: F401  (its tables belong to the metadata)
from bot.db import Base, Database
from bot.desk import addresses
from bot.desk.handover import ownership, queue
from bot.desk.handover.errors import HandoverError
from bot.desk.handover.models import Forward, Handover
from bot.desk.handover.ownership import Actor
from bot.desk.handover.queue import Request
from bot.desk.models import Conversation
from bot.desk.record import BOT, first_broken_link
from bot.desk.replies import Reply

T = TypeVar("T")
PEOPLE = st.sampled_from(
    [
        Actor("wang", "京0105"),
        Actor("li", "京0105"),
        Actor("boss", "京0105", supervises=True),
        Actor("far", "沪0101"),
    ]
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)


class Ownership(RuleBasedStateMachine):
    """Staff, a citizen and the clock do what they like, several of them at once."""

    def __init__(self) -> None:
        """Open a database of its own."""
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite+aiosqlite:///{Path(self.folder.name) / 'machine.db'}")
        self.now = START
        self.said = 0

    @initialize()
    def open(self) -> None:
        """One conversation that asked for a person."""

        async def prepare() -> str:
            async with self.database.engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            async with self.database.write() as session:
                found = await addresses.conversation_at(session, "web", "session-1")
                await queue.hand_over(
                    session, Request(found, "web", "human", court_code="京0105"), self.now
                )
            return found

        self.conversation = self.loop.run_until_complete(prepare())

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.loop.run_until_complete(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    def do(self, *works: Callable[[AsyncSession], Awaitable[object]]) -> list[object]:
        """Run works at once, each in its transaction; what is refused changes nothing."""

        async def one(work: Callable[[AsyncSession], Awaitable[object]]) -> object:
            try:
                async with self.database.write() as session:
                    return await work(session)
            except HandoverError as error:
                return error

        async def all_() -> list[object]:
            return list(await asyncio.gather(*(one(work) for work in works)))

        self.now += timedelta(seconds=30)
        return self.loop.run_until_complete(all_())

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=3))
    def take(self, people: list[Actor]) -> None:
        """Several take at once."""
        self.do(
            *(lambda s, by=by: ownership.take(s, self.conversation, by, self.now) for by in people)
        )

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=3))
    def answer(self, people: list[Actor]) -> None:
        """Several answer at once: at most one of them, the owner, is heard."""
        self.said += 1
        results = self.do(
            *(
                lambda s, by=by, at=at: ownership.answer(
                    s, self.conversation, by, Reply(text="好"), f"staff:{self.said}:{at}", self.now
                )
                for at, by in enumerate(people)
            )
        )
        heard = {
            by.name
            for by, result in zip(people, results, strict=True)
            if not isinstance(result, HandoverError)
        }
        assert heard <= {self.owner()}

    @rule(by=PEOPLE, other=PEOPLE)
    def hand_back_while_another_takes(self, by: Actor, other: Actor) -> None:
        """One leaves while another comes."""
        self.do(
            lambda s: ownership.hand_back(s, self.conversation, by, "说明", self.now),
            lambda s: ownership.take(s, self.conversation, other, self.now),
        )

    @rule(by=PEOPLE, to=PEOPLE)
    def forward(self, by: Actor, to: Actor) -> None:
        """One offers it to another."""
        self.do(lambda s: ownership.forward(s, self.conversation, by, to.name, "理由", self.now))

    @rule(people=st.lists(PEOPLE, min_size=1, max_size=2), declines=st.booleans())
    def settle(self, people: list[Actor], declines: bool) -> None:
        """Whoever likes accepts or declines the newest forward."""

        async def newest(session: AsyncSession) -> object:
            query = select(Forward.id).order_by(Forward.id.desc()).limit(1)
            return await session.scalar(query)

        number = self.do(newest)[0]
        if not isinstance(number, int):
            return
        first, *rest = people
        works: list[Callable[[AsyncSession], Awaitable[object]]] = [
            lambda s, by=by: ownership.accept(s, number, by, [], self.now) for by in rest
        ]
        if declines:
            works.append(lambda s: ownership.decline(s, number, first, [], "没空", self.now))
        else:
            works.append(lambda s: ownership.accept(s, number, first, [], self.now))
        self.do(*works)

    @rule()
    def citizen_speaks_and_nobody_answers(self) -> None:
        """A quarter of an hour passes."""
        self.do(lambda s: queue.citizen_spoke(s, self.conversation, self.now))
        self.now += timedelta(minutes=15)
        self.do(lambda s: ownership.return_silent(s, timedelta(minutes=10), self.now))

    @rule()
    def citizen_asks_again(self) -> None:
        """The citizen asks for a person once more."""
        self.do(lambda s: queue.hand_over(s, Request(self.conversation, "web", "human"), self.now))

    def owner(self) -> str:
        """Who owns the conversation."""

        async def read(session: AsyncSession) -> object:
            found = await session.get(Conversation, self.conversation)
            return found.owner if found else None

        return str(self.do(read)[0])

    @invariant()
    def one_owner_and_the_queue_agrees(self) -> None:
        """The owner is the bot or the one holder; the record is whole."""
        if not hasattr(self, "conversation"):
            return

        async def look(session: AsyncSession) -> object:
            found = await session.get(Conversation, self.conversation)
            handover = await session.get(Handover, self.conversation)
            offered = (
                await session.scalars(select(Forward).where(Forward.state == "offered"))
            ).all()
            assert found is not None and handover is not None
            assert await first_broken_link(session, self.conversation) is None
            if handover.state == "held":
                assert found.owner == handover.holder not in ("", BOT, "far")
            else:
                assert (found.owner, handover.holder) == (BOT, "")
                assert not offered
            assert len(offered) <= 1
            return None

        result = self.do(look)[0]
        assert result is None


TestOwnership = Ownership.TestCase
TestOwnership.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
