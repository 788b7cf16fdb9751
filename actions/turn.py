"""What an action reads from one turn, and how it answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.court.basis import Basis
from bot.desk import replies
from bot.desk.replies import Button, Source, TimelineEntry


@dataclass(frozen=True)
class Turn:
    """The citizen's message as the engine understood it.

    ``client`` is the keyed hash of where the message came from; ``channel`` the door.
    """

    conversation_id: str
    message_id: str
    channel: str
    client: str
    text: str
    intent: str
    topic: str
    topics: tuple[str, ...]
    segments: tuple[dict[str, Any], ...]
    entities: tuple[dict[str, Any], ...]
    active_form: str
    requested_slot: str

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """Read the turn from Rasa's tracker."""
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        return cls(
            conversation_id=tracker.sender_id,
            message_id=metadata.get("message_id") or message.get("message_id") or "",
            channel=metadata.get("channel") or "web",
            client=metadata.get("client") or "",
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "",
            topic=message.get("topic") or "",
            topics=tuple(item["topic"] for item in message.get("topics") or ()),
            segments=tuple(message.get("segments") or ()),
            entities=tuple(message.get("entities") or ()),
            active_form=(tracker.active_loop or {}).get("name") or "",
            requested_slot=tracker.get_slot("requested_slot") or "",
        )

    @property
    def is_button(self) -> bool:
        """Whether a button was pressed rather than a text typed."""
        return self.text.startswith("/")

    def entity(self, name: str) -> str | None:
        """Return the first value of an entity in this message."""
        values = (item["value"] for item in self.entities if item["entity"] == name)
        return next(values, None)


def say(
    dispatcher: CollectingDispatcher,
    text: str,
    buttons: Iterable[Button] = (),
    sources: Sequence[Source] = (),
    timeline: Sequence[TimelineEntry] = (),
    voice: str = "",
    case: str = "",
) -> None:
    """Answer with one reply; ``case`` is the number of the verified case that it tells of."""
    custom: dict[str, Any] = {}
    if sources:
        custom["sources"] = [source.model_dump() for source in sources]
    if timeline:
        custom["timeline"] = [entry.model_dump() for entry in timeline]
    if voice:
        custom["voice"] = voice
    if case:
        custom["case"] = case
    shown = [button.model_dump() for button in buttons]
    dispatcher.utter_message(text=text, buttons=shown, json_message=custom)


def sources_of(basis: Iterable[Basis], title: str = "", **dates: str) -> list[Source]:
    """Return the legal basis of an answer as sources."""
    return [
        Source(title=title, law=item.law, articles=item.articles, version=item.version, **dates)
        for item in basis
    ]


HUMAN = replies.HUMAN
HELP = Button(title="能问什么", payload="/help")
MY_CASE = Button(title="查我的案件", payload="/case_progress_query")
MESSAGE_TOPIC = "verify_court_summons_message"
CHECK_MESSAGE = Button(
    title="核对一条消息", payload=f'/procedure{{"topic": "{MESSAGE_TOPIC}", "choice": "paste"}}'
)
STOP = Button(title="先不办了", payload="/stop")
