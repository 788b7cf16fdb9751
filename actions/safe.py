"""Actions that never leave the citizen in silence.

Rasa swallows an action's exception and says nothing. A safe action answers in words, logs an
error id without personal data, and has a deadline.
"""

from __future__ import annotations

import asyncio
import secrets
from abc import ABC, abstractmethod
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.turn import HUMAN, say
from bot.settings import settings

log = structlog.get_logger(__name__)

Domain = dict[str, Any]
Events = list[EventType]


def domain_name(letters: str) -> str:
    """Return a class's name in the domain: ``ActionCaseView`` → ``action_case_view``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in letters).lstrip("_")


class SafeAction(Action, ABC):  # type: ignore[misc]
    """Base of every action: subclasses write ``act``."""

    def name(self) -> str:
        """The name in the domain."""
        return domain_name(type(self).__name__)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        """Run ``act``; on a failure say so and keep the conversation where it was."""
        try:
            async with asyncio.timeout(settings().action_timeout):
                return await self.act(dispatcher, tracker)
        except Exception as error:
            apologise(dispatcher, self.name(), tracker.sender_id, error)
            return []

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Read slots, call one service, answer, return events."""


class SafeFormValidation(FormValidationAction):  # type: ignore[misc]
    """Base of every form: a failure while reading an answer is said, and the form ends."""

    def name(self) -> str:
        """The name in the domain: ``ValidateCaseForm`` → ``validate_case_form``."""
        return domain_name(type(self).__name__)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        """Extract and validate; on a failure say so."""
        try:
            async with asyncio.timeout(settings().action_timeout):
                events: Events = await super().run(dispatcher, tracker, domain)
                return events
        except Exception as error:
            apologise(dispatcher, self.name(), tracker.sender_id, error)
            # The form stops instead of asking the same question into the same failure.
            return [{"event": "slot", "name": "requested_slot", "value": None}]


def apologise(
    dispatcher: CollectingDispatcher, action: str, conversation_id: str, error: Exception
) -> None:
    """Tell the citizen, and log the same error id for staff."""
    error_id = secrets.token_hex(4)
    log.error(
        "action_failed",
        error_id=error_id,
        action=action,
        conversation_id=conversation_id,
        error=type(error).__name__,
        where=_where(error),
    )
    # Half an answer is worse than none: what was said before the failure is taken back.
    dispatcher.messages.clear()
    slow = isinstance(error, TimeoutError)
    reason = "系统这会儿有点慢，没能查到" if slow else "系统出了点问题，这一步没有办成"
    say(
        dispatcher,
        f"抱歉，{reason}。您的信息没有丢，请稍后再试一次，或转人工办理。（错误编号 {error_id}）",
        [HUMAN],
    )


def _where(error: Exception) -> str:
    """File and line of the failure; the message itself could hold personal data."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
