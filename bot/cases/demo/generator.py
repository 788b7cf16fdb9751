"""Demo cases one by one: the same for the same seed, day and place in the row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from bot.cases.demo import kinds, people
from bot.cases.demo.courses import Course, plan
from bot.cases.demo.days import workday_from
from bot.cases.demo.enforcing import enforcement
from bot.cases.demo.kinds import Kind
from bot.cases.demo.people import MARK, Person
from bot.cases.keys import CaseKey, legacy_text
from bot.cases.records import CaseRecord, HearingRecord, PartyRecord, StaffRecord
from bot.cases.timeline import TimelineEntry
from bot.cases.vocabulary import HearingState, Role, Sealed, Stage
from bot.court import courts
from bot.court.case_number import CaseNumber, find_all
from bot.court.courts import Court
from bot.court.zone import CHINA

# No court has ever counted so far in one year and type: no demo case is anybody's real case.
FIRST_SERIAL = 900_000
_TIMES = (time(9), time(9, 30), time(10), time(14), time(14, 30), time(15))


@dataclass(frozen=True)
class DemoCase:
    """A record and what only its maker knows: the number as written and the people."""

    record: CaseRecord
    number: str
    kind: Kind


def generate(seed: int, today: date, count: int, start: int = 0) -> Iterator[DemoCase]:
    """Make ``count`` cases beginning with the one at place ``start``."""
    for index in range(start, start + count):
        yield _case(Random(f"{seed}/{index}"), today, index)


def _case(rng: Random, today: date, index: int) -> DemoCase:
    kind = kinds.choose(rng)
    court = rng.choice(_legacy_courts() if kind.legacy else _courts(kind.level))
    filed = _filing_day(rng, today, kind)
    course = plan(rng, kind, filed)
    key, number = _number(kind, court, filed.year, FIRST_SERIAL + index)
    record = CaseRecord(
        key=key,
        filed_on=filed,
        cause=rng.choice(kind.causes),
        stage=Stage.FILED,
        procedure=kind.procedure,
        sealed=kind.sealed,
        claim_fen=rng.randrange(20_000_00, 900_000_00),
        legacy_text=number if kind.legacy else None,
        judge=_member(rng, court),
        clerk=_member(rng, court),
        parties=_parties(rng, kind, court, course, today),
    )
    _happened(record, course, today)
    _hearings(rng, record, court, course, today)
    if kind.roles[0] is Role.CREDITOR:
        enforcement(rng, record, course, today)
    return DemoCase(record, number, kind)


@cache
def _courts(level: str) -> tuple[Court, ...]:
    """Return the courts of a level whose code is sure and means no other court."""
    return tuple(
        court
        for court in courts.all_courts()
        if court.level == level
        and court.code
        and not court.abolished
        and not courts.needs_read_back(court.code)
    )


def _filing_day(rng: Random, today: date, kind: Kind) -> date:
    if kind.legacy:
        return workday_from(date(2015, 3, 2) + timedelta(days=rng.randrange(250)))
    reach = 45 if rng.random() < 0.45 else 400
    day = today - timedelta(days=rng.randint(1, reach))
    while not (moved := workday_from(day)) < today:
        day -= timedelta(days=1)
    return moved


def _number(kind: Kind, court: Court, year: int, serial: int) -> tuple[CaseKey, str]:
    code = court.code or ""
    if not kind.legacy:
        key = CaseKey(code, year, kind.type_code, serial)
        return key, key.text
    number = CaseNumber.parse(_legacy_form(court, year, kind.type_code, serial))
    return CaseKey.of(number, code), legacy_text(number)


def _legacy_form(court: Court, year: int, type_code: str, serial: int) -> str:
    return f"（{year}）{_short_name(court)}{type_code}第{serial}号"


@cache
def _legacy_courts() -> tuple[Court, ...]:
    """Return the courts whose short name does not look like something else (国, 证)."""
    return tuple(
        court
        for court in _courts("基层")[::10]
        if find_all(_legacy_form(court, 2015, "民初字", FIRST_SERIAL))
    )


def _short_name(court: Court) -> str:
    """Return how a court called itself before 2016: the first character of its place."""
    return court.name.removeprefix(court.province).removeprefix(court.city)[0]


def _member(rng: Random, court: Court) -> StaffRecord:
    own = Random(f"{court.code}/{rng.randrange(8)}")
    return StaffRecord(people.natural_name(own) + MARK, people.phone(own))


def _parties(
    rng: Random, kind: Kind, court: Court, course: Course, today: date
) -> list[PartyRecord]:
    served = course.judgment_served
    listed = []
    for place, role in enumerate(kind.roles):
        who = _who(rng, role, kind, court)
        opened = course.steps[0].on if place == 0 else _opened(course)
        own = served[place] if served else None
        listed.append(
            PartyRecord(
                role=role,
                name=who.name,
                identity_number=who.identity_number,
                query_code=people.query_code(rng),
                acts_for=1 if role is Role.COUNSEL else None,
                opened_on=_by(opened, today),
                complaint_served_on=_by(course.complaint_served, today) if place else None,
                judgment_served_on=_by(own, today),
                mark=MARK,
            )
        )
    return listed


def _who(rng: Random, role: Role, kind: Kind, court: Court) -> Person:
    place = court.province.removesuffix("省").removesuffix("市")[:2]
    agency = kind.type_code == "行初" and role is Role.DEFENDANT
    if agency:
        return Person(f"{place}某某管理局", people.company(rng, place).identity_number)
    firm = kind.type_code[0] in "民知执" and kind.sealed is Sealed.OPEN and rng.random() < 0.3
    return people.company(rng, place) if firm else people.person(rng)


def _opened(course: Course) -> date:
    """Return when the other side may ask: once it has been served (法释〔2018〕7号 第6条)."""
    notices = [step.on for step in course.steps if step.stage is Stage.NOTICE]
    return course.complaint_served or (notices or [course.steps[1].on])[0]


def _by(day: date | None, today: date) -> date | None:
    return day if day is not None and day <= today else None


def _happened(record: CaseRecord, course: Course, today: date) -> None:
    """Keep of the course what has happened by today."""
    record.timeline = [step for step in course.steps if step.on <= today and _fits(step, today)]
    record.stage = record.timeline[-1].stage
    if course.preserved and course.preserved[0] <= today:
        ordered, carried = course.preserved
        done = carried <= today
        day, note = (carried, "保全措施已实施") if done else (ordered, "")
        record.timeline.append(TimelineEntry(day, Stage.PRESERVATION, note, 1, done))
        record.timeline.sort(key=lambda step: step.on)
    decided = [step.on for step in record.timeline if step.stage is Stage.DECIDED]
    if decided:
        record.closed_on, record.decision, record.result = (
            decided[0], course.decision, course.result,
        )  # fmt: skip


def _fits(step: TimelineEntry, today: date) -> bool:
    # A hearing of today still lies ahead until it has been held.
    return step.stage is not Stage.HEARING or step.on < today


def _hearings(rng: Random, record: CaseRecord, court: Court, course: Course, today: date) -> None:
    for day in course.hearings:
        starts = datetime.combine(day, rng.choice(_TIMES), CHINA)
        state = HearingState.HELD if day < today else HearingState.PLANNED
        record.hearings.append(
            HearingRecord(
                starts_at=starts,
                courtroom=f"第{'一二三四五六七八九'[rng.randrange(9)]}法庭",
                address=f"{court.city}示范路{rng.randint(1, 99)}号{MARK}",
                route=f"乘公交到示范路口站，下车步行约200米，从南门安检进入{MARK}",
                state=state,
            )
        )
