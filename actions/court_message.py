"""Is this message from the court: pasted, checked against the ledger and for signs of fraud."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.court_message_words import told
from actions.reading import ATTEMPTS, STEERING, ask, unread
from actions.safe import Domain, SafeAction, SafeFormValidation
from actions.services import database
from actions.turn import HUMAN, STOP, Turn, say
from bot.cases.access import Subject
from bot.cases.dispatch.ledger import Fingerprint, Ledger, Recipient
from bot.cases.dispatch.signs import worth_checking
from bot.cases.identity import Hasher
from bot.desk.record import utcnow
from bot.desk.replies import Button
from bot.settings import settings

FORM = "court_message_form"
NO_PHONE = "none"
SKIP = Button(title="不知道后四位", payload='/inform{"choice": "none"}')
# Words that steer the conversation, as long as they come without a message to check.
_STEERING = {
    "stop",
    "deny",
    "help",
    "repeat",
    "back",
    "talk_to_human",
    "work_order_status",
    "continue_elsewhere",
}
_UNKNOWN = re.compile(r"没有|不知道|不记得|忘|记不|不想|不方便|跳过|座机|不是我的|不用")
_SHORTEST = 8


def ledger() -> Ledger:
    """The ledger over the actions' database."""
    chosen = settings()
    hasher = Hasher(chosen.hash_key.get_secret_value())
    return Ledger(database(), hasher, chosen.lock_minutes, chosen.own_domains)


class ActionCourtMessage(SafeAction):
    """Somebody wants a message checked, and may have sent it already."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Take the message from this turn, or let the form ask for it.

        What is kept of it are hashes: the slots outlive the turn, the message must not.
        """
        turn = Turn.of(tracker)
        given = not turn.is_button and worth_checking(turn.text)
        kept = ledger().fingerprint(turn.text).dumps() if given else None
        begin = [SlotSet("court_message", kept), SlotSet("message_phone", None)]
        return [*begin, FollowupAction(FORM)]


class ValidateCourtMessageForm(SafeFormValidation):
    """The message, then the last four digits of the phone where they change the answer."""

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Domain,
    ) -> list[str]:
        """Ask for the phone only when the ledger is looked into."""
        kept = tracker.get_slot("court_message")
        needed = bool(kept) and await ledger().needs_recipient(Fingerprint.loads(kept))
        return ["court_message", "message_phone"] if needed or not kept else ["court_message"]

    async def extract_court_message(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Take what is pasted, whatever the classifier makes of it."""
        turn = Turn.of(tracker)
        if turn.requested_slot != "court_message" or turn.is_button:
            return {}
        worth = worth_checking(turn.text)
        if turn.intent in STEERING and not worth:
            return {}
        if worth or (turn.intent in ATTEMPTS and len(turn.text) >= _SHORTEST):
            return {"court_message": ledger().fingerprint(turn.text, pasted=True).dumps()}
        return unread(turn, "court_message")

    async def extract_message_phone(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        """Read four digits or a whole number; nobody has to give them."""
        turn = Turn.of(tracker)
        if turn.requested_slot != "message_phone":
            return {}
        if turn.is_button:
            return {"message_phone": NO_PHONE} if turn.entity("choice") == NO_PHONE else {}
        if found := ledger().recipient(turn.text):
            return {"message_phone": found.dumps()}
        attempt = turn.intent in ATTEMPTS or len(turn.text) <= _SHORTEST
        if attempt and _UNKNOWN.search(turn.text):
            return {"message_phone": NO_PHONE}
        return unread(turn, "message_phone")


class ActionAskCourtMessageFormCourtMessage(SafeAction):
    """The message itself."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for the whole text."""
        text = (
            "请把收到的短信整条复制，粘贴到这里；电话、传票就说说对方讲了什么，"
            "有案号、链接、来电号码的一起发。先别点里面的链接，也别回拨。"
        )
        ask(dispatcher, tracker, "court_message", "这里面我没找到能核对的东西。", text)
        return []


class ActionAskCourtMessageFormMessagePhone(SafeAction):
    """The phone that the message came to."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask for its last four digits and say why."""
        text = (
            "我来和法院的发送记录核对。请发收到这条消息的手机号后四位，"
            "这样不会把别人的事告诉不相干的人。"
        )
        buttons = (SKIP, STOP, HUMAN)
        ask(dispatcher, tracker, "message_phone", "没有认出四位数字。", text, buttons)
        return []


class ActionCourtMessageResult(SafeAction):
    """What came of the check."""

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Check, answer and forget the message."""
        kept, phone = tracker.get_slot("court_message"), tracker.get_slot("message_phone")
        if not kept:
            return []
        turn = Turn.of(tracker)
        given = None if phone in (None, NO_PHONE) else Recipient.loads(phone)
        subject = Subject(turn.conversation_id, turn.client)
        verdict = await ledger().check(Fingerprint.loads(kept), given, subject, utcnow())
        words = told(verdict)
        say(dispatcher, words.text, words.buttons, words.sources, voice=words.voice)
        return [SlotSet("court_message", None), SlotSet("message_phone", None)]
