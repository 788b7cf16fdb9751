"""The engine's own door: what the gateway posts, and whole replies back.

Rasa's REST channel takes anyone's message, runs a typed ``/intent``, splits a reply into
pieces and answers ``[]`` when it failed. This one asks for the gateway's token, gives a typed
slash no power, keeps a reply in one piece, answers 500 on a failure, and answers a message that
was already answered from the tracker instead of running it twice.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu.action_results import compile_once
from bot.nlu.frugal import be_frugal, close_session

Handler = Callable[[UserMessage], Awaitable[Any]]


class WholeReplies(OutputChannel):
    """Collects each reply as the action gave it."""

    def __init__(self) -> None:
        """Begin without replies."""
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """The name under which responses can be written for this channel."""
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one reply."""
        self.replies.append(whole(message))


def whole(message: dict[str, Any]) -> dict[str, Any]:
    """Return Rasa's message as the reply the gateway reads: text, buttons, sources, timeline."""
    buttons = [
        {"title": button["title"], "payload": button["payload"]}
        for button in message.get("buttons") or ()
    ]
    reply: dict[str, Any] = {"text": message.get("text") or ""}
    if buttons:
        reply["buttons"] = buttons
    return {**reply, **(message.get("custom") or {})}


class GatewayInput(InputChannel):
    """``POST /webhooks/gateway/turn`` for the gateway, and nobody else."""

    def __init__(self, token: str) -> None:
        """Answer only requests that carry ``token``."""
        self._token = token
        self._under_way: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> str:
        """The prefix of the route."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """Read the token from credentials.yml."""
        token = (credentials or {}).get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        compile_once()
        be_frugal()
        return cls(str(token))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes of this door."""
        door = Blueprint("gateway_door")

        @door.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=401)
            return response.json(await self._turn(request, on_new_message))

        @door.listener("before_server_stop")
        async def stop(app: Sanic, _loop: Any) -> None:
            await close_session(app.ctx.agent.action_endpoint)

        return door

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("x-engine-token", "")
        return hmac.compare_digest(given.encode(), self._token.encode())

    async def _turn(self, request: Request, on_new_message: Handler) -> dict[str, Any]:
        # A gateway that was killed asks again while its first request may still be running here.
        this = (request.json["conversation"], request.json["message_id"])
        under_way = self._under_way.setdefault(this, asyncio.Lock())
        async with under_way:
            return await self._turn_alone(request, on_new_message)

    async def _turn_alone(self, request: Request, on_new_message: Handler) -> dict[str, Any]:
        asked = request.json
        store = request.app.ctx.agent.tracker_store
        if asked.get("retry"):
            tracker = await store.retrieve(asked["conversation"])
            earlier = answered(tracker, asked["message_id"]) if tracker else None
            if earlier is not None:
                return {"replies": earlier}
        if asked.get("returned"):
            await leave_form(store, asked["conversation"])
        text = asked["content"] if asked["kind"] == "payload" else powerless(asked["content"])
        sent = {key: asked[key] for key in ("message_id", "channel", "client")}
        # Actions see what was parsed, not the user event: so the gateway's words go in there.
        parsed = {**await request.app.ctx.agent.parse_message(text), "metadata": sent}
        collected = WholeReplies()
        await on_new_message(
            UserMessage(
                text,
                collected,
                asked["conversation"],
                parse_data=parsed,
                input_channel=asked["channel"],
                message_id=asked["message_id"],
                metadata=sent,
            )
        )
        return {"replies": collected.replies, "understood": understood(parsed)}


async def leave_form(store: TrackerStore, conversation_id: str) -> None:
    """Forget the question that was open before staff took the conversation over."""
    tracker = await store.retrieve(conversation_id)
    if tracker is not None and tracker.active_loop:
        for event in (ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)):
            tracker.update(event)
        await store.save(tracker)


def powerless(text: str) -> str:
    """Return typed text in which a leading slash is only a slash: Rasa runs ``/intent``."""
    stripped = text.strip()
    return "／" + stripped[1:] if stripped.startswith("/") else stripped


def answered(tracker: DialogueStateTracker, message_id: str) -> list[dict[str, Any]] | None:
    """Return the replies that a message got in this conversation, ``None`` if it is new."""
    replies: list[dict[str, Any]] | None = None
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if replies is not None:
                return replies
            replies = [] if event.message_id == message_id else None
        elif isinstance(event, BotUttered) and replies is not None:
            replies.append(whole({**event.data, "text": event.text}))
    return replies


def understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return what the engine took the message for; staff see it beside the answer."""
    intent = parsed.get("intent") or {}
    kept = {"intent": intent.get("name"), "confidence": round(intent.get("confidence") or 0, 3)}
    return {**kept, "topics": parsed.get("topics") or []}
