"""Answers to the platform, as TwiML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from twilio.twiml.voice_response import (  # type: ignore[import-untyped]
    Dial,
    Gather,
    VoiceResponse,
)

from channels.voice.platform import Platform

_RATE, _VOLUME = "80%", "loud"


@dataclass(frozen=True)
class Manner:
    """How a caller is spoken to, as the caller has asked for it."""

    slow: bool = False
    loud: bool = False


@dataclass(frozen=True)
class Listening:
    """What a Gather listens for: where the answer goes, speech or keys only, how many keys."""

    action: str
    keys_only: bool = False
    most_keys: int = 0


class Speaker:
    """Writes TwiML in the court's voice for one platform."""

    def __init__(
        self, platform: Platform, voice: str, language: str, heard_in: str, hints: str
    ) -> None:
        """``language`` is that of the voice, ``heard_in`` that of recognition."""
        self._platform = platform
        self._said = {"voice": voice, "language": language}
        self._heard_in = heard_in
        self._hints = hints

    def ask(self, breaths: Sequence[str], listening: Listening, manner: Manner = Manner()) -> str:
        """Say something and listen from its first word; an empty answer is posted as well."""
        response = VoiceResponse()
        speech = self._platform.hears and not listening.keys_only
        options: dict[str, object] = {"input": "dtmf speech" if speech else "dtmf"}
        if speech:
            options |= {
                "language": self._heard_in,
                "speech_timeout": "auto",
                "hints": self._hints,
                "barge_in": True,
            }
        if listening.most_keys:
            options["num_digits"] = listening.most_keys
        gather = response.gather(
            action=listening.action,
            method="POST",
            timeout=6,
            action_on_empty_result=True,
            finish_on_key="#",
            **options,
        )
        self._say(gather, breaths, manner)
        return str(response)

    def wait(self, said: str, url: str, manner: Manner = Manner()) -> str:
        """Say something, pause a second and come back."""
        response = VoiceResponse()
        self._say(response, [said] if said else [], manner)
        if self._platform.pauses:
            response.pause(length=1)
        # Somleng knows no Pause, and waits a second before each Redirect by itself.
        response.redirect(url, method="POST")
        return str(response)

    def dial(self, said: Sequence[str], seats: str, action: str, manner: Manner = Manner()) -> str:
        """Say something and ring the seats: a number or a SIP address."""
        response = VoiceResponse()
        self._say(response, said, manner)
        dial: Dial = response.dial(action=action, method="POST", timeout=30)
        if seats.startswith("sip:"):
            dial.sip(seats)
        else:
            dial.number(seats)
        return str(response)

    def enqueue(
        self, said: Sequence[str], queue: str, action: str, manner: Manner = Manner()
    ) -> str:
        """Say something and put the caller into a queue of the platform."""
        response = VoiceResponse()
        self._say(response, said, manner)
        response.enqueue(queue, action=action, method="POST")
        return str(response)

    def goodbye(self, said: Sequence[str], manner: Manner = Manner()) -> str:
        """Say something and hang up."""
        response = VoiceResponse()
        self._say(response, said, manner)
        response.hangup()
        return str(response)

    def _say(self, within: VoiceResponse | Gather, breaths: Sequence[str], manner: Manner) -> None:
        for place, breath in enumerate(breaths):
            if place and self._platform.pauses:
                within.pause(length=2 if manner.slow else 1)
            wanted = {"rate": _RATE} if manner.slow else {}
            wanted |= {"volume": _VOLUME} if manner.loud else {}
            if wanted and self._platform.prosody:
                within.say("", **self._said).prosody(breath, **wanted)
            else:
                within.say(breath, **self._said)


EMPTY = str(VoiceResponse())
