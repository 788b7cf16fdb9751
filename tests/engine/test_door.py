"""The engine's door: token, whole replies, no power for a typed slash, answers once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic
from sanic_testing.testing import SanicTestClient

from bot.nlu.door import GatewayInput, answered, powerless, whole

ASKED = {
    "conversation": "c1",
    "message_id": "m1",
    "kind": "text",
    "content": "你好",
    "channel": "web",
    "client": "hash",
    "retry": False,
}


class _Store:
    """A tracker store with at most one tracker."""

    tracker: DialogueStateTracker | None = None

    async def retrieve(self, _sender: str) -> DialogueStateTracker | None:
        """Return it."""
        return self.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep it."""
        self.tracker = tracker


class _Agent:
    """What the door needs of Rasa's agent."""

    action_endpoint = None

    def __init__(self) -> None:
        self.tracker_store = _Store()

    async def parse_message(self, text: str) -> dict[str, Any]:
        """Understand everything as a greeting."""
        return {"text": text, "intent": {"name": "greet", "confidence": 0.98765}, "entities": []}


class _Engine:
    """An app with the door and what reached it."""

    def __init__(self, fail: bool = False) -> None:
        self.seen: list[UserMessage] = []
        self.app = Sanic(f"door_{id(self)}")
        self.app.ctx.agent = _Agent()

        async def handle(message: UserMessage) -> None:
            self.seen.append(message)
            if fail:
                raise RuntimeError("engine broke")
            reply = {"text": "您好", "buttons": [], "custom": {"sources": [{"law": "民法典"}]}}
            await message.output_channel.send_response(message.sender_id, reply)

        door = GatewayInput("the-token").blueprint(handle)
        self.app.blueprint(door, url_prefix="/webhooks/gateway")
        self.client = SanicTestClient(self.app)

    def post(self, token: str = "the-token", **changes: Any) -> Any:
        """Send a turn."""
        headers = {"x-engine-token": token}
        body = {**ASKED, **changes}
        return self.client.post("/webhooks/gateway/turn", json=body, headers=headers)[1]


def test_a_turn_gets_whole_replies_and_what_was_understood() -> None:
    assert _Engine().post().json == {
        "replies": [{"text": "您好", "sources": [{"law": "民法典"}]}],
        "understood": {"intent": "greet", "confidence": 0.988, "topics": []},
    }


@pytest.mark.parametrize("token", ["", "wrong", "the-token2"])
def test_without_the_token_nothing_reaches_the_engine(token: str) -> None:
    engine = _Engine()
    assert (engine.post(token=token).status, engine.seen) == (401, [])


def test_a_failure_is_an_error_and_not_an_empty_answer() -> None:
    assert _Engine(fail=True).post().status == 500


@pytest.mark.parametrize(
    ("kind", "content", "read_as"),
    [
        ("text", "/restart", "／restart"),
        ("text", '  /inform{"credential": "x"}', '／inform{"credential": "x"}'),
        ("payload", "/talk_to_human", "/talk_to_human"),
        ("text", "要求 1/2", "要求 1/2"),
    ],
)
def test_only_a_button_has_the_power_of_a_slash(kind: str, content: str, read_as: str) -> None:
    engine = _Engine()
    engine.post(kind=kind, content=content)
    assert [message.text for message in engine.seen] == [read_as]
    assert powerless(read_as) == read_as or kind == "payload"


def test_actions_learn_where_the_message_came_from() -> None:
    engine = _Engine()
    engine.post()
    [message] = engine.seen
    sent = {"message_id": "m1", "channel": "web", "client": "hash"}
    assert (message.metadata, message.parse_data["metadata"], message.message_id) == (
        sent,
        sent,
        "m1",
    )


def _tracker() -> DialogueStateTracker:
    tracker = DialogueStateTracker("c1", [])
    for number in (1, 2):
        tracker.update(UserUttered(f"话{number}", message_id=f"m{number}"))
        tracker.update(ActionExecuted("action_greet"))
        tracker.update(BotUttered(f"答{number}", {"buttons": None, "custom": {"voice": "答"}}))
    return tracker


def test_a_message_answered_before_gets_the_same_replies_without_a_turn() -> None:
    engine = _Engine()
    engine.app.ctx.agent.tracker_store.tracker = _tracker()
    response = engine.post(retry=True)
    assert (response.json, engine.seen) == ({"replies": [{"text": "答1", "voice": "答"}]}, [])


def test_asked_again_while_it_still_runs_a_message_runs_once() -> None:
    """A gateway was killed, and the next one asks before the first request has ended."""
    ran: list[str] = []
    agent = _Agent()

    async def handle(message: UserMessage) -> None:
        ran.append(message.message_id)
        await asyncio.sleep(0.05)
        agent.tracker_store.tracker = _tracker()

    def request(retry: bool) -> Any:
        app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
        return SimpleNamespace(json={**ASKED, "retry": retry}, app=app)

    async def twice() -> list[dict[str, Any]]:
        door = GatewayInput("the-token")
        asked = [door._turn(request(retry), handle) for retry in (False, True)]
        return await asyncio.gather(*asked)

    _, again = asyncio.run(twice())
    assert ran == ["m1"]
    assert again == {"replies": [{"text": "答1", "voice": "答"}]}


def test_an_unknown_message_is_new() -> None:
    assert [answered(_tracker(), f"m{number}") for number in (2, 3)] == [
        [{"text": "答2", "voice": "答"}],
        None,
    ]


def test_a_reply_keeps_its_parts() -> None:
    button = {"title": "是", "payload": "/affirm", "type": "postback"}
    assert whole({"text": None, "buttons": [button], "custom": {"timeline": []}}) == {
        "text": "",
        "buttons": [{"title": "是", "payload": "/affirm"}],
        "timeline": [],
    }


def test_a_conversation_given_back_by_staff_has_no_open_question() -> None:
    engine = _Engine()
    tracker = DialogueStateTracker(
        "c1", [TextSlot(REQUESTED_SLOT, [], influence_conversation=False)]
    )
    tracker.update(ActiveLoop("work_order_form"))
    tracker.update(SlotSet(REQUESTED_SLOT, "order_note"))
    engine.app.ctx.agent.tracker_store.tracker = tracker
    engine.post()
    assert tracker.active_loop_name == "work_order_form"
    engine.post(returned=True)
    assert tracker.active_loop_name is None
    assert tracker.get_slot(REQUESTED_SLOT) is None
