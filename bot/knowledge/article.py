"""What the assistant knows: topics, laws, and the articles that answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.court.basis import Basis

# One side of an answer, and how citizens ask for it alone: the text of its button.
FACET_NAMES = {
    "cost": "多少钱",
    "duration": "要多久",
    "materials": "带什么",
    "place": "去哪儿办",
    "remedy": "不服怎么办",
}
FACETS = tuple(FACET_NAMES)
LEADS_TO = ("litigation_fee", "time_limit", "interest", "case_query", "work_order", "appointment")
CONFIDENCES = ("verified", "needs_confirmation")

# Whether an article is told to citizens, and if not, why not.
State = Literal["served", "unconfirmed", "held", "expired", "not_yet"]


@dataclass(frozen=True)
class Topic:
    """What citizens ask about; ``label`` is what they read on a button.

    ``intent`` is ``procedure`` (answered from an article), ``out_of_scope`` (refused with
    ``refusal``, which is empty otherwise) or the topic's own name (it has its own conversation).
    """

    name: str
    label: str
    area: str
    intent: str
    refusal: str = ""

    @property
    def in_scope(self) -> bool:
        """Whether the court's service desk answers this topic."""
        return self.intent != "out_of_scope"


@dataclass(frozen=True)
class Law:
    """A law in the version in force.

    ``key`` is the short name used in citations, ``number`` the document number where it has one,
    ``effective`` the day this version came into force and ``articles`` how many it has; both are
    None where they are not known for certain.
    """

    key: str
    name: str
    version: str
    number: str = ""
    effective: date | None = None
    articles: int | None = None


@dataclass(frozen=True)
class Article:
    """One answer to one question of procedure, with its legal basis, dates and reviewer.

    ``facets`` answers one side of the question alone: cost, duration, materials, place, remedy.
    ``voice`` is spoken: no sentence is longer than 60 characters. ``effective`` is since when
    the answer is right, ``reviewed`` when the person in the role ``reviewer`` last checked it.
    From the day ``expires`` it is no longer told; ``held`` is why an editor has taken it out of
    use until it has been reviewed, empty when nobody has.
    """

    id: str
    topic: str
    main: bool
    title: str
    questions: tuple[str, ...]
    short: str
    answer: str
    steps: tuple[str, ...]
    materials: tuple[str, ...]
    facets: Mapping[str, str]
    basis: tuple[Basis, ...]
    basis_note: str
    voice: str
    related: tuple[str, ...]
    handover: str
    leads_to: str
    confidence: str
    effective: date
    reviewed: date
    reviewer: str
    expires: date | None = None
    held: str = ""

    def sources(self) -> tuple[Basis, ...]:
        """Return the laws this answer rests on, each in the version in force."""
        return self.basis

    def state(self, on: date) -> State:
        """Return whether this is told on a day, and if not, why not."""
        if self.confidence != "verified":
            return "unconfirmed"
        if self.held:
            return "held"
        if self.expires is not None and self.expires <= on:
            return "expired"
        return "served" if self.effective <= on else "not_yet"

    def servable(self, on: date) -> bool:
        """Whether this may be told to a citizen on a day: verified, not held, right by then."""
        return self.state(on) == "served"
