"""A reply with its meaning; each door renders it in its own way."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Button(_Part):
    """A choice: what the citizen reads and the payload the engine gets."""

    title: str
    payload: str


HUMAN = Button(title="转人工", payload="/talk_to_human")


class Source(_Part):
    """What an answer rests on: a law's articles and version, or a data set with its date."""

    title: str = ""
    law: str = ""
    articles: tuple[str, ...] = ()
    version: str = ""
    effective: str = ""
    reviewed: str = ""


class TimelineEntry(_Part):
    """One stage of a case. ``date`` is written for people, empty when not known yet."""

    date: str
    stage: str
    note: str = ""
    state: Literal["done", "current", "expected"]


class Reply(_Part):
    """One answer of the assistant or of staff. ``voice`` is what the phone says instead.

    ``case`` is the number of the verified case that the answer tells of; the history shows it
    only while that case is verified.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    sources: tuple[Source, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    voice: str = ""
    case: str = ""

    def parts(self) -> dict[str, Any]:
        """Return what a reply has besides its text, as JSON; what it lacks is left out."""
        whole = self.model_dump(mode="json", exclude={"text"})
        return {name: value for name, value in whole.items() if value}
