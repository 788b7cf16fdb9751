"""Understanding speech: an interface, nobody behind it by default, and one over HTTP.

WeChat's own Recognition comes only where the account has it switched on; otherwise the sound (AMR)
is fetched and given to this.
"""

from __future__ import annotations

from typing import Protocol

import httpx

from bot.settings import Settings


class HearingFailed(Exception):
    """The recogniser did not answer; the sound may be tried again."""


class Hearing(Protocol):
    """Turns speech into text."""

    hears: bool

    async def transcribe(self, sound: bytes, content_type: str) -> str:
        """Return what is said, empty when nothing is understood.

        Raises:
            HearingFailed: try again later.
        """

    async def close(self) -> None:
        """Give back what is held."""


class NoHearing:
    """Understands nothing: the citizen is asked to type."""

    hears = False

    async def transcribe(self, sound: bytes, content_type: str) -> str:
        """Return nothing."""
        return ""

    async def close(self) -> None:
        """Nothing is held."""


class HttpHearing:
    """A recogniser that takes a form with a ``file`` and answers ``{"text": …}``.

    So do the servers of FunASR and of Whisper that speak OpenAI's transcription interface.
    """

    hears = True

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Ask the recogniser at ``url``."""
        self._url = url
        self._client = httpx.AsyncClient(timeout=30, trust_env=False, transport=transport)

    async def transcribe(self, sound: bytes, content_type: str) -> str:
        """Return what is said; see ``Hearing``."""
        file = ("voice.amr", sound, content_type or "audio/amr")
        try:
            response = await self._client.post(
                self._url, files={"file": file}, data={"language": "zh", "model": "default"}
            )
            text = response.raise_for_status().json()["text"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise HearingFailed(type(error).__name__) from error
        if not isinstance(text, str):
            raise HearingFailed("no text")
        return text.strip()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def hearing_of(settings: Settings) -> Hearing:
    """Return the recogniser of the settings."""
    return HttpHearing(settings.asr_url) if settings.asr_url else NoHearing()
