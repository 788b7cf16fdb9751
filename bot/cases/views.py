"""What may be told of a case to one person, ready to be put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.cases.keys import CaseKey

State = Literal["done", "current", "expected"]


@dataclass(frozen=True)
class Step:
    """One entry of the timeline; ``on`` is None for what is expected without a date."""

    on: date | None
    stage: str
    note: str
    state: State


@dataclass(frozen=True)
class Contact:
    """A judge or clerk and the office phone, None where the court gave none."""

    name: str
    phone: str | None


@dataclass(frozen=True)
class NextHearing:
    """The next hearing; ``starts_at`` is in Chinese time."""

    starts_at: datetime
    courtroom: str
    address: str | None
    route: str | None


@dataclass(frozen=True)
class Service:
    """A paper this person received, from which a time limit may run.

    ``limit`` is the key of the limit in ``bot.court.time_limits``.
    """

    document: str
    limit: str
    on: date


@dataclass(frozen=True)
class MeasureView:
    """A measure that was carried out; ``detail`` is None for all but the creditor's side."""

    kind: str
    on: date
    detail: str | None


@dataclass(frozen=True)
class EnforcementView:
    """What enforcement has reached; money in fen. ``resume`` says how to resume after 终本."""

    measures: tuple[MeasureView, ...]
    claim_fen: int | None
    recovered_fen: int
    paid_out_fen: int
    terminated_on: date | None
    resume: str | None


@dataclass(frozen=True)
class CaseView:
    """A case as one party may know it. ``as_of`` is when the court's data was taken (截至)."""

    key: CaseKey
    number: str
    court: str
    cause: str
    procedure: str
    filed_on: date
    stage: str
    role: str
    party: str
    timeline: tuple[Step, ...]
    judge: Contact | None
    clerk: Contact | None
    next_hearing: NextHearing | None
    result: str | None
    what_next: str
    to_do: str
    services: tuple[Service, ...]
    enforcement: EnforcementView | None
    as_of: datetime
