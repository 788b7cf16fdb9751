"""A telephone platform for the tests: signs with Twilio's own library, reads TwiML, goes on."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.unit.channels.voice.allowed import violations

PUBLIC = "https://hotline.example"
TOKEN = "an-auth-token-of-the-tests"
CALLER = "+8613800001111"
ACCOUNT = "AC00000000000000000000000000000001"


@dataclass
class Phone:
    """One call. Remembers where the TwiML said to go on."""

    web: httpx.AsyncClient
    sid: str = "CA00000000000000000000000000000001"
    caller: str = CALLER
    platform: str = "twilio"
    answers: list[str] = field(default_factory=list)
    next_url: str = f"{PUBLIC}/voice/incoming"
    posted: tuple[str, dict[str, str]] = ("", {})

    async def dial(self) -> list[str]:
        """Call the hotline and return what is said."""
        return await self.post(f"{PUBLIC}/voice/incoming")

    async def say(self, text: str, confidence: str = "0.9") -> list[str]:
        """Say something where the last answer listens."""
        return await self.post(self.next_url, SpeechResult=text, Confidence=confidence)

    async def press(self, keys: str) -> list[str]:
        """Press keys."""
        return await self.post(self.next_url, Digits=keys)

    async def silence(self) -> list[str]:
        """Say nothing."""
        return await self.post(self.next_url)

    async def again(self) -> str:
        """Let the platform post the last request once more; return the answer as it came."""
        url, form = self.posted
        return (await self.send(url, form)).text

    async def hang_up(self) -> None:
        """End the call."""
        form = {**self.fields(), "CallStatus": "completed", "CallDuration": "42"}
        response = await self.send(f"{PUBLIC}/voice/status", form)
        assert response.status_code == 200

    async def post(self, url: str, **more: str) -> list[str]:
        """Post a signed form and return what is said; follows Redirect."""
        form = {**self.fields(), **more}
        self.posted = (url, form)
        response = await self.send(url, form)
        assert response.status_code == 200, (response.status_code, response.text)
        assert response.headers["content-type"] == "text/xml; charset=utf-8"
        assert violations(self.platform, response.text) == []
        self.answers.append(response.text)
        return await self._follow(response.text)

    async def send(self, url: str, form: dict[str, str]) -> httpx.Response:
        """Post a form as the platform does."""
        headers = {
            "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, form),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return await self.web.post(path, content=urlencode(form), headers=headers)

    def fields(self) -> dict[str, str]:
        """Return what every request carries; some of it blank, as Twilio sends it."""
        return {
            "AccountSid": ACCOUNT,
            "CallSid": self.sid,
            "CallStatus": "in-progress",
            "From": self.caller,
            "To": "+861012368",
            "CallerCity": "",
            "Direction": "inbound",
        }

    async def _follow(self, answer: str) -> list[str]:
        root = ElementTree.fromstring(answer)
        said = said_in(root)
        gather = root.find("Gather")
        if gather is not None:
            self.next_url = gather.attrib["action"]
        for verb in ("Dial", "Enqueue"):
            if (found := root.find(verb)) is not None:
                self.next_url = found.attrib["action"]
        redirect = root.find("Redirect")
        if redirect is not None:
            return said + await self.post(redirect.text or "")
        return said

    @property
    def last(self) -> ElementTree.Element:
        """The last answer."""
        return ElementTree.fromstring(self.answers[-1])

    def verbs(self) -> list[str]:
        """Return the verbs of the last answer."""
        return [verb.tag for verb in self.last]


def said_in(root: ElementTree.Element) -> list[str]:
    """Return the breaths of an answer."""
    return ["".join(say.itertext()) for say in root.iter("Say")]


def settings_of_the_phone(**more: Any) -> dict[str, Any]:
    """Return the settings that open the door."""
    return {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "public_url": PUBLIC, **more}
