"""Demo cases: the same for a seed, within the limits of the law, and nobody's."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.cases.access import Access, Granted, Refused, Subject
from bot.cases.demo import fill, generate, require_demo, show
from bot.cases.demo.generator import FIRST_SERIAL, DemoCase
from bot.cases.errors import DemoRefused
from bot.cases.identity import Hasher, NameAndTail, QueryCode
from bot.cases.models import Case, Party, PartyIndex, Source
from bot.cases.queries import disclosed
from bot.cases.tracks import Track, track_of
from bot.cases.vocabulary import HearingState, Procedure, Role, Sealed, Stage
from bot.court import courts
from bot.court.case_number import CaseNumber
from bot.court.holidays import is_workday
from bot.court.time_limits import add_period, compute
from bot.court.zone import CHINA
from bot.db import Database
from tests.unit.cases.case_factories import put, record

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
TODAY = NOW.date()
TRIALS = {
    Procedure.ORDINARY: "trial_ordinary",
    Procedure.SUMMARY: "trial_summary",
    Procedure.SMALL_CLAIM: "trial_small_claims",
    Procedure.SECOND_INSTANCE: "trial_appeal_judgment",
}


@cache
def cases(today: date = TODAY) -> tuple[DemoCase, ...]:
    """Return enough cases for every kind to be among them."""
    return tuple(generate(7, today, 1_500))


def days(case: DemoCase) -> dict[Stage, date]:
    """Return the day of each stage."""
    return {step.stage: step.on for step in case.record.timeline}


def last_day(limit: str, start: date) -> date:
    """Return the last day of a limit of the law."""
    return compute(limit, start).last_day


def test_a_seed_and_a_day_give_the_same_cases() -> None:
    first, again = list(generate(3, TODAY, 50)), list(generate(3, TODAY, 50))
    other, tail = list(generate(4, TODAY, 50)), list(generate(3, TODAY, 10, start=40))
    assert first == again
    assert first[40:] == tail
    assert first != other


def test_numbers_are_those_of_real_courts_and_of_no_real_case() -> None:
    texts = [case.number for case in cases()]
    assert len(set(texts)) == len(texts)
    for case in cases():
        number = CaseNumber.parse(case.number)
        court = courts.find(case.record.key.court_code)
        assert number.implausible is None
        assert court is not None
        assert court.confidence in ("verified", "high")
        assert number.serial >= FIRST_SERIAL
        if not case.kind.legacy:
            assert number.level == case.kind.level == court.level


def test_people_are_made_up_and_marked() -> None:
    for case in cases():
        members = [case.record.judge, case.record.clerk]
        for member in members:
            assert member is not None
            assert member.name.endswith("（演示）")
            assert member.office_phone.startswith("010-00000")
        for party in case.record.parties:
            assert party.mark == "（演示）"
            assert party.identity_number.startswith(("000000", "91000000"))
            assert len(party.identity_number) == 18
            assert (len(party.query_code), party.query_code.isdecimal()) == (8, True)
        assert all("演示" in hearing.address for hearing in case.record.hearings)


def test_every_kind_comes() -> None:
    seen = Counter(case.kind for case in cases())
    stages = {case.record.stage for case in cases()}
    sealed = {case.record.sealed for case in cases()}
    assert len(seen) == 14
    assert {Sealed.OPEN, Sealed.MINORS, Sealed.PRIVACY, Sealed.PROTECTION_ORDER} == sealed
    assert {Stage.FILED, Stage.SERVED, Stage.DELIVERED, Stage.TERMINATED} <= stages
    assert sum(case.kind.legacy for case in cases()) > 10


@pytest.mark.parametrize("today", [TODAY, date(2026, 2, 18), date(2026, 10, 3), date(2027, 1, 2)])
def test_nothing_has_happened_that_is_still_to_come(today: date) -> None:
    for case in cases(today):
        made = case.record
        assert all(step.on <= today for step in made.timeline)
        assert made.timeline == sorted(made.timeline, key=lambda step: step.on)
        for party in made.parties:
            known = [party.opened_on, party.complaint_served_on, party.judgment_served_on]
            assert all(day <= today for day in known if day)
        for hearing in made.hearings:
            ahead = hearing.starts_at.date() >= today
            assert (hearing.state is HearingState.PLANNED) is ahead
        for measure in made.measures:
            assert measure.carried_out_on is None or measure.carried_out_on <= today


def test_courts_act_on_working_days() -> None:
    for case in cases():
        acts = [step.on for step in case.record.timeline if step.stage is not Stage.EFFECTIVE]
        acts += [hearing.starts_at.date() for hearing in case.record.hearings]
        assert [day for day in acts if not is_workday(day)] == []


def heard() -> list[DemoCase]:
    """Return the cases that are tried."""
    return [case for case in cases() if track_of(case.kind.type_code) is Track.FIRST_INSTANCE]


def test_the_complaint_is_served_within_five_days_of_filing() -> None:
    served = [days(case) for case in heard() if Stage.SERVED in days(case)]
    assert len(served) > 100
    for at in served:
        assert at[Stage.SERVED] <= last_day("complaint_copy_service", at[Stage.FILED])


def test_a_hearing_leaves_time_to_answer_and_to_come() -> None:
    counted = 0
    for case in heard():
        served = days(case).get(Stage.SERVED)
        for hearing in case.record.hearings if served else []:
            counted += 1
            least = {Procedure.ORDINARY: 15, Procedure.SUMMARY: 15, Procedure.SMALL_CLAIM: 7}
            needed = 10 if case.kind.type_code == "刑初" else least[case.kind.procedure]
            assert served is not None
            assert hearing.starts_at.date() > served + timedelta(days=needed)
    assert counted > 100


def test_a_case_is_decided_within_its_trial_limit() -> None:
    counted = 0
    for case in cases():
        at = days(case)
        if Stage.DECIDED not in at:
            continue
        counted += 1
        if case.kind.type_code == "民保令":
            latest = at[Stage.FILED] + timedelta(days=3)
        elif case.kind.type_code == "刑初":
            latest = add_period(at[Stage.FILED], 2, "month")
        elif case.kind.type_code == "民申":
            latest = last_day("trial_appeal_judgment", at[Stage.FILED])
        else:
            latest = last_day(TRIALS[case.kind.procedure], at[Stage.FILED])
        assert at[Stage.DECIDED] <= latest
        assert case.record.closed_on == at[Stage.DECIDED]
    assert counted > 100


def test_a_judgment_is_served_in_time_and_takes_effect_after_the_appeals() -> None:
    counted = 0
    limits = {"民": "civil_judgment_appeal", "知": "civil_judgment_appeal"}
    limits |= {"刑": "criminal_judgment_appeal", "行": "administrative_judgment_appeal"}
    for case in heard():
        at, made = days(case), case.record
        received = [day for party in made.parties if (day := party.judgment_served_on)]
        for day in received:
            assert at[Stage.DECIDED] <= day <= last_day("judgment_delivery", at[Stage.DECIDED])
        if Stage.EFFECTIVE not in at:
            continue
        counted += 1
        if made.procedure is Procedure.SMALL_CLAIM:
            assert at[Stage.EFFECTIVE] == max(received)
        else:
            limit = limits[case.kind.type_code[0]]
            ends = [last_day(limit, day) for day in received]
            assert at[Stage.EFFECTIVE] == max(ends) + timedelta(days=1)
    assert counted > 50


def test_preservation_is_ordered_and_carried_out_in_five_days_each() -> None:
    carried = hidden = 0
    for case in heard():
        for step in case.record.timeline:
            if step.stage is Stage.PRESERVATION:
                assert step.asked_by == 1
                carried += step.carried_out
                hidden += not step.carried_out
                ordered = last_day("preservation_ruling", days(case)[Stage.SERVED])
                latest = last_day("preservation_execution", ordered)
                assert step.on <= latest
    assert carried > 10
    assert hidden >= 1


def test_enforcement_keeps_its_limits() -> None:
    noticed = ended = 0
    for case in cases():
        if track_of(case.kind.type_code) is not Track.ENFORCEMENT:
            continue
        at, state = days(case), case.record.enforcement
        assert state is not None
        assert state.recovered_fen <= (state.claim_fen or 0)
        assert state.paid_out_fen <= state.recovered_fen
        if Stage.NOTICE in at:
            noticed += 1
            assert at[Stage.NOTICE] <= last_day("enforcement_notice", at[Stage.FILED])
        if Stage.TERMINATED in at:
            ended += 1
            assert at[Stage.TERMINATED] >= add_period(at[Stage.FILED], 3, "month")
            assert state.terminated_on == at[Stage.TERMINATED]
    assert noticed > 100
    assert ended > 10


def test_parties_have_the_roles_of_their_kind() -> None:
    for case in cases():
        assert [party.role for party in case.record.parties] == list(case.kind.roles)
        for party in case.record.parties:
            assert (party.acts_for == 1) is (party.role is Role.COUNSEL)


async def counts(database: Database) -> tuple[int, ...]:
    """Return how many cases, parties, index rows and sources there are."""
    async with database.read() as session:
        found = []
        for model in (Case, Party, PartyIndex, Source):
            found.append(await session.scalar(select(func.count()).select_from(model)) or 0)
    return tuple(found)


async def test_filling_is_done_once_and_anew_when_it_is_old(
    database: Database, hasher: Hasher
) -> None:
    async def filled(**changes: Any) -> bool:
        options = {"count": 60, "seed": 7, "now": NOW} | changes
        return await fill(database, hasher, **options)

    assert await filled()
    first = await counts(database)
    assert (first[0], first[1]) == (60, 120)
    assert not await filled()
    assert not await filled(now=NOW + timedelta(days=3))
    assert await filled(now=NOW + timedelta(days=4))
    assert await filled(seed=8, now=NOW + timedelta(days=4))
    assert await counts(database) == first


async def test_filling_leaves_other_cases_alone(database: Database, hasher: Hasher) -> None:
    await put(database, hasher, record())
    before = await counts(database)
    for seed in (1, -2):
        await fill(database, hasher, count=20, seed=seed, now=NOW)
    after = await counts(database)
    assert (after[0] - before[0], after[1] - before[1]) == (20, 40)


async def test_progress_is_told(local: Database, hasher: Hasher) -> None:
    told: list[int] = []
    await fill(local, hasher, count=2_500, seed=1, now=NOW, progress=told.append)
    assert told == [2_000, 2_500]


async def test_what_is_shown_can_be_verified_both_ways(local: Database, hasher: Hasher) -> None:
    await fill(local, hasher, count=400, seed=7, now=NOW)
    shown = await show(local, 6)
    access = Access(local, hasher)
    assert len({one["case_number"] for one in shown}) == 6
    for place, one in enumerate(shown):
        number = CaseNumber.parse(one["case_number"])
        marked = one["party"].split(" ", 1)[1]
        ways = [QueryCode(one["query_code"])]
        ways += [NameAndTail(name, one["id_tail"]) for name in (one["name"], marked)]
        for way, credential in enumerate(ways):
            subject = Subject(f"{place}/{way}")
            outcome = await access.verify(number, credential, subject, "m", NOW)
            assert isinstance(outcome, Granted)
            async with local.read() as session:
                view = await disclosed(session, subject.conversation_id, outcome.grant.key, NOW)
            assert view is not None
            assert (view.number, view.party[-4:]) == (one["case_number"], "（演示）")
    stages = [one["stage"] for one in shown[:4]]
    assert stages == ["送达诉讼材料", "财产查控", "送达裁判文书", "终结本次执行程序"]
    assert "（2015）" in shown[5]["case_number"]


async def test_a_sealed_demo_case_refuses_its_own_code(local: Database, hasher: Hasher) -> None:
    await fill(local, hasher, count=400, seed=7, now=NOW)
    sealed = [case for case in generate(7, TODAY, 400) if case.record.sealed is not Sealed.OPEN]
    assert len(sealed) > 3
    access = Access(local, hasher)
    for place, case in enumerate(sealed):
        code = QueryCode(case.record.parties[0].query_code)
        number = CaseNumber.parse(case.number)
        assert await access.verify(number, code, Subject(str(place)), "m", NOW) == Refused(4)


async def test_without_demo_data_nothing_is_shown(local: Database) -> None:
    assert await show(local, 5) == []


async def test_what_is_shown_is_json(local: Database, hasher: Hasher) -> None:
    await fill(local, hasher, count=10, seed=7, now=NOW)
    [one] = await show(local, 1)
    assert json.loads(json.dumps(one)) == one
    assert {"case_number", "query_code", "party", "name", "id_tail", "stage"} <= set(one)


def test_production_is_refused() -> None:
    require_demo("demo")
    require_demo("test")
    with pytest.raises(DemoRefused, match="正式环境"):
        require_demo("production")
