"""Actions without Rasa: a tracker in, replies and events out, over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import bot.cases.models
import bot.desk.models  # noqa: F401
from actions import case_access, services
from actions.safe import SafeAction, SafeFormValidation
from bot.db import Base, Database
from bot.desk import record
from bot.settings import settings


@dataclass
class Said:
    """What an action answered and which events it returned."""

    replies: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Every reply's text."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def titles(self) -> list[str]:
        """Every button's title."""
        return [button["title"] for reply in self.replies for button in reply["buttons"]]

    @property
    def slots(self) -> dict[str, Any]:
        """The slots that were set."""
        return {item["name"]: item["value"] for item in self.events if item["event"] == "slot"}

    @property
    def follow_up(self) -> str | None:
        """The action that comes next."""
        names = (item["name"] for item in self.events if item["event"] == "followup")
        return next(names, None)


@dataclass
class Talk:
    """A conversation as Rasa's tracker shows it."""

    conversation_id: str
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    turn: int = 0
    latest_action: str = "action_listen"

    def tracker(self, text: str, intent: str = "inform", **parsed: Any) -> Tracker:
        """Return the tracker after one more message."""
        self.turn += 1
        self.events.append({"event": "user", "text": text})
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 1.0},
            "entities": parsed.pop("entities", []),
            "metadata": {"message_id": f"m{self.turn}", "channel": "web", "client": "c"},
            **parsed,
        }
        return Tracker(
            self.conversation_id,
            {"requested_slot": None, **self.slots},
            message,
            self.events,
            False,
            None,
            {"name": self.form} if self.form else {},
            self.latest_action,
        )


Runs = Callable[..., Any]


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """The actions' database, empty."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    for cached in (settings, services.database, case_access.access):
        cached.cache_clear()
    opened = services.database()
    async with opened.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield opened
    await opened.close()
    for cached in (settings, services.database, case_access.access):
        cached.cache_clear()


@pytest.fixture
async def talk(database: Database) -> Talk:
    """A new conversation."""
    async with database.write() as session:
        return Talk(await record.open_conversation(session, "web"))


async def run(action: SafeAction | SafeFormValidation, tracker: Tracker, **slots: Any) -> Said:
    """Run an action as the action server does."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, _DOMAIN)
    return Said(dispatcher.messages, list(events))


_FORMS = {
    "case_form": ["case_number", "credential"],
    "work_order_form": ["order_note"],
    "appointment_form": ["appointment_contact"],
    "fee_form": ["fee_kind", "fee_amount"],
    "time_limit_form": ["limit_kind", "limit_start", "limit_days"],
    "interest_form": ["interest_principal", "interest_due", "interest_paid"],
    "court_message_form": ["court_message", "message_phone"],
}
_DOMAIN = {
    "slots": {
        slot: {"type": "text", "mappings": [{"type": "custom"}]}
        for slots in _FORMS.values()
        for slot in slots
    },
    "forms": {name: {"required_slots": slots} for name, slots in _FORMS.items()},
}
