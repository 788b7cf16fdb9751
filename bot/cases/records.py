"""What a source says of one case, before it is hashed and stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.cases.keys import CaseKey
from bot.cases.timeline import TimelineEntry
from bot.cases.vocabulary import Decision, HearingState, Measure, Procedure, Role, Sealed, Stage


@dataclass(slots=True)
class PartyRecord:
    """A party with plain data, which is hashed on the way into the database.

    ``mark`` is shown behind the masked name. ``tails`` are the last four characters that verify
    together with the name; without them those of ``identity_number`` do.
    """

    role: Role
    name: str
    identity_number: str = ""
    tails: tuple[str, ...] = ()
    query_code: str = ""
    acts_for: int | None = None
    opened_on: date | None = None
    left_on: date | None = None
    complaint_served_on: date | None = None
    judgment_served_on: date | None = None
    mark: str = ""


@dataclass(slots=True)
class StaffRecord:
    """A judge or clerk."""

    name: str
    office_phone: str = ""


@dataclass(slots=True)
class HearingRecord:
    """A hearing; ``starts_at`` is aware."""

    starts_at: datetime
    courtroom: str
    address: str = ""
    route: str = ""
    state: HearingState = HearingState.PLANNED


@dataclass(slots=True)
class MeasureRecord:
    """An enforcement measure; without ``carried_out_on`` it is planned."""

    kind: Measure
    carried_out_on: date | None = None
    expires_on: date | None = None
    detail: str = ""


@dataclass(slots=True)
class EnforcementRecord:
    """Money in fen and the end of a round."""

    claim_fen: int | None = None
    recovered_fen: int = 0
    paid_out_fen: int = 0
    terminated_on: date | None = None
    resumed_on: date | None = None


@dataclass(slots=True)
class CaseRecord:
    """One case of a source. ``digest`` is a number that another reading of the case changes."""

    key: CaseKey
    filed_on: date
    cause: str
    stage: Stage
    procedure: Procedure = Procedure.UNKNOWN
    sealed: Sealed = Sealed.OPEN
    decision: Decision = Decision.NONE
    closed_on: date | None = None
    claim_fen: int | None = None
    result: str | None = None
    legacy_text: str | None = None
    judge: StaffRecord | None = None
    clerk: StaffRecord | None = None
    parties: list[PartyRecord] = field(default_factory=list)
    timeline: list[TimelineEntry] = field(default_factory=list)
    hearings: list[HearingRecord] = field(default_factory=list)
    measures: list[MeasureRecord] = field(default_factory=list)
    enforcement: EnforcementRecord | None = None
    digest: int = 0
