"""The disclosure policy: what of a case one person may know (facts: service-rules, section 5).

The rules are 法释〔2018〕7号 第7至12条 and PIPL 第6条:

- a sealed case: nothing;
- a result: only once this person has received the judgment;
- preservation: to the other side only once it is carried out;
- plans of enforcement: to nobody; property searches: not to the debtor; what property was found:
  to the creditor's side only;
- address, phone and number of anyone else: never (they are not stored).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.cases.grants import Grant
from bot.cases.guidance import Situation, field_of, resume_advice, to_do, what_next
from bot.cases.models import (
    Case,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    Party,
    StaffMember,
)
from bot.cases.services import services
from bot.cases.timeline import TimelineEntry
from bot.cases.tracks import Track, can_be_appealed, track_of
from bot.cases.views import (
    CaseView,
    Contact,
    EnforcementView,
    MeasureView,
    NextHearing,
    Service,
    Step,
)
from bot.cases.vocabulary import (
    Decision,
    HearingState,
    Level,
    Measure,
    Procedure,
    Role,
    Sealed,
    Side,
    Stage,
)
from bot.court import courts
from bot.court.zone import CHINA

NOT_RECEIVED = "裁判文书正在送达，您收到后可以查询结果"
_AFTER_DECISION = (Stage.DELIVERED, Stage.APPEALED, Stage.EFFECTIVE, Stage.ARCHIVED)
_KEPT_FROM_DEBTOR = (Stage.SEARCH,)


@dataclass(frozen=True)
class CaseFile:
    """Everything stored of one case."""

    case: Case
    parties: tuple[Party, ...]
    timeline: tuple[TimelineEntry, ...]
    hearings: tuple[Hearing, ...]
    measures: tuple[EnforcementMeasure, ...]
    enforcement: EnforcementState | None
    judge: StaffMember | None
    clerk: StaffMember | None
    as_of: datetime

    def party(self, seq: int) -> Party | None:
        """Return the party at this place."""
        return next((party for party in self.parties if party.seq == seq), None)


class Policy:
    """Decides at one moment."""

    def __init__(self, now: datetime) -> None:
        """Take the aware time of the disclosure."""
        self._now = now
        self._today = now.astimezone(CHINA).date()

    def view(self, file: CaseFile, grant: Grant) -> CaseView | None:
        """Return what the holder of the grant may know of the case, or ``None``: nothing."""
        person = file.party(grant.party_seq)
        if person is None or not self._may_ask(file, grant, person):
            return None
        return _View(file, person, self._now).build()

    def _may_ask(self, file: CaseFile, grant: Grant, person: Party) -> bool:
        in_force = grant.key == file.case.key and grant.expires_at > self._now
        known = grant.level >= Level.CONVERSATION and grant.role == person.role
        opened = person.opened_on is not None and person.opened_on <= self._today
        left = person.left_on is not None and person.left_on <= self._today
        return in_force and known and opened and not left and file.case.sealed == Sealed.OPEN


class _View:
    """One case seen by one person."""

    def __init__(self, file: CaseFile, person: Party, now: datetime) -> None:
        self._file = file
        self._person = person
        self._now = now
        self._track = track_of(file.case.type_code)
        self._principal = file.party(person.acts_for) if person.acts_for is not None else None
        self._side = Role((self._principal or person).role).side
        self._is_debtor = self._track is Track.ENFORCEMENT and self._side is Side.RESPONDING

    def build(self) -> CaseView:
        case = self._file.case
        past = self._past()
        situation = self._situation(past)
        return CaseView(
            key=case.key,
            number=case.legacy_text or case.key.text,
            court=_court_name(case.court_code),
            cause=case.cause,
            procedure=Procedure(case.procedure).label,
            filed_on=case.filed_on,
            stage=situation.stage.label,
            role=Role(self._person.role).label,
            party=self._person.masked_name,
            timeline=self._timeline(past),
            judge=_contact(self._file.judge),
            clerk=_contact(self._file.clerk),
            next_hearing=self._next_hearing(),
            result=case.result if self._received else None,
            what_next=what_next(situation),
            to_do=to_do(situation),
            services=self._services(),
            enforcement=self._enforcement(),
            as_of=self._file.as_of,
        )

    @property
    def _received(self) -> date | None:
        """The day this person, or whom they act for, received the judgment."""
        own = self._person.judgment_served_on
        return own or (self._principal.judgment_served_on if self._principal else None)

    def _past(self) -> list[TimelineEntry]:
        return [entry for entry in self._file.timeline if self._visible(entry)]

    def _visible(self, entry: TimelineEntry) -> bool:
        if entry.stage in _AFTER_DECISION and self._track is not Track.ENFORCEMENT:
            return self._received is not None
        if self._is_debtor and entry.stage in _KEPT_FROM_DEBTOR:
            return False
        return entry.carried_out or self._asked_for(entry)

    def _asked_for(self, entry: TimelineEntry) -> bool:
        asker = self._file.party(entry.asked_by) if entry.asked_by is not None else None
        mine = {self._person.seq, self._person.acts_for}
        return asker is not None and asker.seq in mine

    def _timeline(self, past: list[TimelineEntry]) -> tuple[Step, ...]:
        over = bool(past) and past[-1].stage is Stage.ARCHIVED
        steps = [self._step(entry, "done") for entry in past]
        if steps and not over:
            steps[-1] = self._step(past[-1], "current")
        return (*steps, *self._expected(past))

    def _step(self, entry: TimelineEntry, state: str) -> Step:
        on, note = entry.on, entry.note
        if entry.stage is Stage.DECIDED and not self._received:
            note = NOT_RECEIVED
        elif entry.stage is Stage.DELIVERED and self._received:
            on, note = self._received, ""
        elif not entry.carried_out:
            note = "正在办理，具体情况请联系承办人"
        return Step(on, entry.stage.label, note, "current" if state == "current" else "done")

    def _expected(self, past: list[TimelineEntry]) -> list[Step]:
        if self._is_debtor or any(entry.stage is Stage.TERMINATED for entry in past[-1:]):
            return []
        usual = self._track.value
        reached = [usual.index(entry.stage) for entry in past if entry.stage in usual]
        rest = usual[max(reached, default=-1) + 1 :]
        return [self._awaited(stage) for stage in rest]

    def _awaited(self, stage: Stage) -> Step:
        hearing = self._next_hearing() if stage is Stage.HEARING else None
        if hearing is None:
            return Step(None, stage.label, "", "expected")
        return Step(hearing.starts_at.date(), stage.label, hearing.courtroom, "expected")

    def _next_hearing(self) -> NextHearing | None:
        coming = [
            hearing
            for hearing in self._file.hearings
            if hearing.state == HearingState.PLANNED and hearing.starts_at > self._now
        ]
        if not coming:
            return None
        first = min(coming, key=lambda hearing: hearing.starts_at)
        return NextHearing(first.starts_at, first.courtroom, first.address, first.route)

    def _situation(self, past: list[TimelineEntry]) -> Situation:
        stage = past[-1].stage if past else Stage.FILED
        hearing = self._next_hearing()
        case = self._file.case
        return Situation(
            track=self._track,
            field=field_of(case.type_code),
            stage=stage,
            side=self._side,
            procedure=Procedure(case.procedure),
            decision=Decision(case.decision),
            appealable=can_be_appealed(case.key, case.procedure),
            next_hearing=hearing.starts_at if hearing else None,
            received=self._received is not None,
        )

    def _services(self) -> tuple[Service, ...]:
        """Return the papers from which a time limit runs for this person."""
        case = self._file.case
        return tuple(services(case, self._person, self._track, self._side, self._received))

    def _enforcement(self) -> EnforcementView | None:
        state = self._file.enforcement
        if state is None:
            return None
        return EnforcementView(
            measures=tuple(
                self._measure(measure, measure.carried_out_on)
                for measure in self._file.measures
                if measure.carried_out_on is not None and self._shows(measure)
            ),
            claim_fen=state.claim_fen,
            recovered_fen=state.recovered_fen,
            paid_out_fen=state.paid_out_fen,
            terminated_on=state.terminated_on,
            resume=resume_advice(self._side) if _terminated(state) else None,
        )

    def _shows(self, measure: EnforcementMeasure) -> bool:
        return not (self._is_debtor and measure.kind == Measure.SEARCH)

    def _measure(self, measure: EnforcementMeasure, on: date) -> MeasureView:
        detail = measure.detail if self._side is Side.INITIATING else None
        return MeasureView(Measure(measure.kind).label, on, detail)


def _terminated(state: EnforcementState) -> bool:
    ended, resumed = state.terminated_on, state.resumed_on
    return ended is not None and (resumed is None or resumed < ended)


def _court_name(code: str) -> str:
    court = courts.find(code)
    return court.name if court else code


def _contact(member: StaffMember | None) -> Contact | None:
    return Contact(member.name, member.office_phone) if member else None
