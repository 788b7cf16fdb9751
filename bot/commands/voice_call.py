"""A telephone platform in small: signs requests with Twilio's own library and plays TwiML."""

from __future__ import annotations

import secrets
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode, urlsplit

import httpx
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

_MOST_REDIRECTS = 50


class CallFailed(Exception):
    """The call cannot go on; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Heard:
    """One thing the caller hears: words, or a pause of some seconds; ``slow`` as was asked."""

    words: str = ""
    pause: int = 0
    slow: bool = False


@dataclass(frozen=True)
class Next:
    """What the platform does after an answer: listen, ring the seats, or hang up."""

    does: Literal["listen", "ring", "hang_up"]
    action: str = ""
    seats: str = ""
    keys_only: bool = False
    most_keys: int = 0


class Call:
    """One call to a gateway."""

    def __init__(
        self,
        client: httpx.Client,
        public_url: str,
        token: str,
        account: str,
        number: str,
        play: Callable[[Heard], None],
    ) -> None:
        """Post with ``client``, sign for ``public_url``; what is heard goes to ``play``."""
        self._client = client
        self._public = public_url.rstrip("/")
        self._signer = RequestValidator(token)
        self._play = play
        self._fields = {
            "AccountSid": account,
            "CallSid": f"CA{secrets.token_hex(16)}",
            "From": number,
            "To": "12368",
            "Direction": "inbound",
            # Platforms send empty fields too, and sign them.
            "CallerName": "",
        }

    def dial(self) -> Next:
        """Begin the call.

        Raises:
            CallFailed: the gateway is not there, or refuses; so for every other method.
        """
        return self._go(f"{self._public}/voice/incoming", {"CallStatus": "ringing"})

    def say(self, action: str, words: str, confidence: float) -> Next:
        """Say something where the gateway listens."""
        return self._go(action, {"SpeechResult": words, "Confidence": str(confidence)})

    def press(self, action: str, keys: str) -> Next:
        """Press keys."""
        return self._go(action, {"Digits": keys})

    def wait(self, action: str) -> Next:
        """Be silent until the platform has waited long enough."""
        return self._go(action, {})

    def rung(self, action: str, answered: bool) -> Next:
        """The seats have answered and the talk is over, or nobody has answered."""
        status = "completed" if answered else "no-answer"
        return self._go(action, {"DialCallStatus": status})

    def hang_up(self) -> None:
        """Tell the gateway that the call is over."""
        self._post(f"{self._public}/voice/status", {"CallStatus": "completed"})

    def _go(self, url: str, more: dict[str, str]) -> Next:
        for _ in range(_MOST_REDIRECTS):
            root = self._read(self._post(url, {"CallStatus": "in-progress", **more}))
            for heard in _heard(root):
                self._play(heard)
            redirect = root.find("Redirect")
            if redirect is None:
                return _next(root)
            url, more = (redirect.text or "").strip(), {}
        raise CallFailed("网关一直让等，没有答复。")

    def _post(self, url: str, more: dict[str, str]) -> str:
        form = {**self._fields, **more}
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        path = path.removeprefix(urlsplit(self._public).path)
        headers = {
            "X-Twilio-Signature": self._signer.compute_signature(url, form),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        try:
            response = self._client.post(path, content=urlencode(form), headers=headers)
        except httpx.TimeoutException:
            raise CallFailed("超过十五秒没有答复，平台会转到备用地址。") from None
        except httpx.HTTPError:
            raise CallFailed(f"连不上 {self._client.base_url}，请先运行 make run。") from None
        if response.is_error:
            raise CallFailed(
                _REFUSALS.get(response.status_code, f"网关答 {response.status_code}。")
            )
        return response.text

    def _read(self, answer: str) -> ElementTree.Element:
        try:
            return ElementTree.fromstring(answer)
        except ElementTree.ParseError:
            raise CallFailed("网关的答复不是 TwiML。") from None


_REFUSALS = {
    403: "签名不对：网关的 TWILIO_AUTH_TOKEN、PUBLIC_URL 和这里的要一样。",
    404: "网关没有开电话入口：启动它时也要设置 TWILIO_AUTH_TOKEN 和 PUBLIC_URL。",
}


def _heard(root: ElementTree.Element) -> Iterator[Heard]:
    for verb in root.iter():
        if verb.tag == "Say":
            slow = any("rate" in prosody.attrib for prosody in verb.iter("prosody"))
            yield Heard("".join(verb.itertext()), slow=slow)
        elif verb.tag == "Pause":
            yield Heard(pause=int(verb.get("length", "1")))


def _next(root: ElementTree.Element) -> Next:
    for name in ("Dial", "Enqueue"):
        if (found := root.find(name)) is not None:
            return Next("ring", found.get("action", ""), "".join(found.itertext()).strip())
    gather = root.find("Gather")
    if gather is None:
        return Next("hang_up")
    keys_only = "speech" not in gather.get("input", "")
    return Next(
        "listen",
        gather.get("action", ""),
        keys_only=keys_only,
        most_keys=int(gather.get("numDigits", "0")),
    )
