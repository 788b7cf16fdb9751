"""SMS: an interface, a console behind it by default, and one real backend (Twilio's REST)."""

from __future__ import annotations

from typing import Protocol

import httpx
import structlog

from bot.settings import Settings

log = structlog.get_logger(__name__)


class SmsFailed(Exception):
    """The provider did not take the message."""


class Sms(Protocol):
    """Sends short messages."""

    async def send(self, number: str, text: str) -> None:
        """Send ``text`` to ``number``; nothing of either is logged.

        Raises:
            SmsFailed: it was not taken.
        """

    async def close(self) -> None:
        """Give back what is held."""


class ConsoleSms:
    """Sends nothing: the log says that an SMS would have gone out, and how long it was."""

    async def send(self, number: str, text: str) -> None:
        """Log the length."""
        log.info("sms_not_sent", characters=len(text), reason="SMS_FROM is not set")

    async def close(self) -> None:
        """Nothing is held."""


class TwilioSms:
    """``POST /2010-04-01/Accounts/<sid>/Messages.json``; SignalWire and Somleng take the same."""

    def __init__(
        self,
        base_url: str,
        account: str,
        token: str,
        sender: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``sender`` is a number or an id of a messaging service of the account."""
        self._path = f"/2010-04-01/Accounts/{account}/Messages.json"
        self._sender = sender
        self._client = httpx.AsyncClient(
            base_url=base_url,
            auth=(account, token),
            timeout=4,
            trust_env=False,
            transport=transport,
        )

    async def send(self, number: str, text: str) -> None:
        """Send; see ``Sms``."""
        origin = "MessagingServiceSid" if self._sender.startswith("MG") else "From"
        form = {"To": number, origin: self._sender, "Body": text}
        try:
            response = await self._client.post(self._path, data=form)
        except httpx.HTTPError as error:
            raise SmsFailed(type(error).__name__) from error
        if response.is_error:
            raise SmsFailed(f"status {response.status_code}")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def sms_of(chosen: Settings) -> Sms:
    """Return the backend of the settings."""
    if not chosen.sms_from:
        return ConsoleSms()
    return TwilioSms(
        chosen.twilio_api_base_url,
        chosen.twilio_account_sid,
        chosen.twilio_auth_token.get_secret_value(),
        chosen.sms_from,
    )
