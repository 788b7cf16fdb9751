"""Trackers in one row a conversation, trimmed so that a turn costs the same at turn 5,000.

Rasa's SQL store keeps one row an event and reads them all at every turn; on an error it goes on
with an empty memory. This one keeps the last few turns and the state before them, and fails.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.court.masking import mask

KEPT_TURNS = 4

_METADATA = sa.MetaData()
_TRACKERS = sa.Table(
    "trackers",
    _METADATA,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("events", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Float, nullable=False, index=True),
)


class TrimmedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """A tracker store over any SQLAlchemy 1.4 address; SQLite by default."""

    def __init__(
        self,
        domain: Domain | None,
        host: Any = None,
        event_broker: EventBroker | None = None,
        db: str = "sqlite://",
        **_options: Any,
    ) -> None:
        """Open the store. ``db`` is the address; Rasa passes it from endpoints.yml."""
        super().__init__(domain, event_broker)
        self._engine = _engine(db)
        _METADATA.create_all(self._engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the tracker, trimmed."""
        await self.stream_events(tracker)
        kept = [without_secrets(event.as_dict()) for event in trimmed(tracker)]
        text = json.dumps(kept, ensure_ascii=False)
        await asyncio.get_running_loop().run_in_executor(None, self._write, tracker.sender_id, text)

    def _write(self, conversation_id: str, text: str) -> None:
        values = {"events": text, "updated_at": time.time()}
        matching = _TRACKERS.c.conversation_id == conversation_id
        with self._engine.begin() as connection:
            if not connection.execute(_TRACKERS.update().where(matching).values(values)).rowcount:
                connection.execute(
                    _TRACKERS.insert().values(conversation_id=conversation_id, **values)
                )

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker, or ``None`` for a new conversation."""
        text = await asyncio.get_running_loop().run_in_executor(None, self._read, sender_id)
        if text is None:
            return None
        events = [Event.from_parameters(parameters) for parameters in json.loads(text)]
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    def _read(self, conversation_id: str) -> str | None:
        query = sa.select(_TRACKERS.c.events).where(_TRACKERS.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            text: str | None = connection.execute(query).scalar()
        return text

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_TRACKERS.c.conversation_id)).scalars())


def trimmed(tracker: DialogueStateTracker) -> list[Event]:
    """Return the last turns of a tracker, preceded by the slots and the form before them."""
    events = list(tracker.events)
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= KEPT_TURNS:
        return events
    cut = turns[-KEPT_TURNS]
    initial = {slot.name: slot.initial_value for slot in tracker.slots.values()}
    before = DialogueStateTracker.from_events(
        tracker.sender_id, events[:cut], list(tracker.slots.values())
    )
    state: list[Event] = [SessionStarted(timestamp=events[0].timestamp)]
    state += [
        SlotSet(name, slot.value, timestamp=events[cut].timestamp)
        for name, slot in before.slots.items()
        if slot.value != initial[name]
    ]
    if before.active_loop_name:
        state.append(ActiveLoop(before.active_loop_name, timestamp=events[cut].timestamp))
    state.append(ActionExecuted(ACTION_LISTEN_NAME, timestamp=events[cut].timestamp))
    return state + events[cut:]


def without_secrets(event: dict[str, Any]) -> dict[str, Any]:
    """Return a user's message as it may be kept: a query code is needed in its own turn only."""
    if event["event"] != UserUttered.type_name or not event.get("text"):
        return event
    parsed = event.get("parse_data") or {}
    segments = [{**part, "text": mask(part["text"])} for part in parsed.get("segments") or ()]
    masked = mask(event["text"])
    return {
        **event,
        "text": masked,
        "parse_data": {**parsed, "text": masked, "segments": segments},
    }


def _engine(db: str) -> sa.engine.Engine:
    address = sa.engine.make_url(db)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address)
    # SQLAlchemy 1.4 opens a SQLite file anew for each use; the last one to close it writes the
    # whole log back, so nearly every turn would.
    kept = {"poolclass": sa.pool.QueuePool, "connect_args": {"check_same_thread": False}}
    engine = sa.create_engine(address, **(kept if address.database else {}))
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()
