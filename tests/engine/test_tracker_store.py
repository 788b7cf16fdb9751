"""Trackers survive, stay small, and keep slots and form when they are trimmed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import KEPT_TURNS, TrimmedTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  case_number: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  credential: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  case_form: {required_slots: [case_number, credential]}
actions: [action_greet]
"""
)


def _turn(tracker: DialogueStateTracker, number: int) -> None:
    tracker.update(UserUttered(f"第{number}句", {"name": "greet"}, message_id=f"m{number}"), DOMAIN)
    tracker.update(ActionExecuted("action_greet"), DOMAIN)
    tracker.update(BotUttered(f"答{number}", {"custom": {}}), DOMAIN)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)


def _tracker(turns: int) -> DialogueStateTracker:
    tracker = DialogueStateTracker("c1", DOMAIN.slots)
    tracker.update(ActionExecuted("action_listen"), DOMAIN)
    tracker.update(SlotSet("case_number", "（2026）京0105民初1号"), DOMAIN)
    tracker.update(ActiveLoop("case_form"), DOMAIN)
    tracker.update(SlotSet("requested_slot", "credential"), DOMAIN)
    for number in range(turns):
        _turn(tracker, number)
    return tracker


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A database file."""
    return f"sqlite:///{tmp_path / 'trackers.db'}"


def _store(address: str) -> TrimmedTrackerStore:
    return TrimmedTrackerStore(DOMAIN, db=address)


def _saved(address: str, turns: int) -> DialogueStateTracker:
    asyncio.run(_store(address).save(_tracker(turns)))
    # A second store is what a restarted engine opens.
    found = asyncio.run(_store(address).retrieve("c1"))
    assert found is not None
    return found


def test_a_new_conversation_has_no_tracker(address: str) -> None:
    assert asyncio.run(_store(address).retrieve("none")) is None


@pytest.mark.parametrize("turns", [1, KEPT_TURNS, KEPT_TURNS + 1, 300])
def test_slots_form_and_question_survive_a_restart(address: str, turns: int) -> None:
    found = _saved(address, turns)
    assert {name: slot.value for name, slot in found.slots.items() if slot.value} == {
        "case_number": "（2026）京0105民初1号",
        "requested_slot": "credential",
    }
    assert found.active_loop_name == "case_form"
    assert found.latest_message is not None
    assert found.latest_message.text == f"第{turns - 1}句"
    assert found.latest_action_name == "action_listen"


def test_a_long_conversation_is_as_small_as_a_short_one(address: str) -> None:
    short, long = _saved(address, KEPT_TURNS + 1), _saved(address, 500)
    assert len(long.events) == len(short.events)
    kept = [event.text for event in long.events if isinstance(event, UserUttered)]
    assert kept == [f"第{number}句" for number in range(500 - KEPT_TURNS, 500)]


def test_a_slot_emptied_later_stays_empty(address: str) -> None:
    tracker = _tracker(2)
    tracker.update(SlotSet("case_number", None), DOMAIN)
    for number in range(2, 12):
        _turn(tracker, number)
    asyncio.run(_store(address).save(tracker))
    found = asyncio.run(_store(address).retrieve("c1"))
    assert found is not None and found.get_slot("case_number") is None


def test_a_query_code_is_not_kept(address: str) -> None:
    tracker = _tracker(0)
    said = "（2026）京0105民初12345号，查询码39481726"
    parsed = {"text": said, "segments": [{"text": said, "topic": "x"}], "intent": {"name": "greet"}}
    tracker.update(UserUttered(said, {"name": "greet"}, parse_data=parsed, message_id="m"), DOMAIN)
    asyncio.run(_store(address).save(tracker))
    with sa.create_engine(address).connect() as connection:
        kept = str(connection.execute(sa.text("SELECT events FROM trackers")).scalar())
    assert "39481726" not in kept
    assert kept.count("（2026）京0105民初12345号，查询码******26") == 3


def test_saving_twice_keeps_one_row(address: str) -> None:
    store = _store(address)
    for turns in (1, 2):
        asyncio.run(store.save(_tracker(turns)))
    with sa.create_engine(address).connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM trackers")).scalar() == 1


def test_the_file_stays_open_between_turns(address: str) -> None:
    store, closed = _store(address), []
    sa.event.listen(store._engine, "close", lambda *_: closed.append(1))
    for turns in (1, 2):
        asyncio.run(store.save(_tracker(turns)))
        asyncio.run(store.retrieve("c1"))
    assert closed == []


def test_a_broken_database_is_an_error_and_not_an_empty_memory(address: str) -> None:
    store = _store(address)
    with sa.create_engine(address).begin() as connection:
        connection.execute(sa.text("DROP TABLE trackers"))
    with pytest.raises(sa.exc.OperationalError):
        asyncio.run(store.retrieve("c1"))
