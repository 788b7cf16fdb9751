"""Reading cases through grants, by person and by judge."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.cases.access import Access, Granted, Subject
from bot.cases.identity import Hasher, QueryCode
from bot.cases.keys import CaseKey
from bot.cases.queries import PersonsCase, cases_of_person, disclosed, hearings_of_judge
from bot.cases.records import StaffRecord
from bot.cases.rows import staff_id
from bot.cases.vocabulary import Sealed
from bot.court.zone import CHINA
from bot.db import Database
from tests.unit.cases.case_factories import (
    KEY,
    NOW,
    NUMBER,
    PLAINTIFF_CODE,
    TODAY,
    hearing,
    plaintiff,
    put,
    record,
)


async def test_a_case_is_told_while_the_grant_lasts(database: Database, hasher: Hasher) -> None:
    await put(database, hasher, record())
    access = Access(database, hasher)
    subject = Subject("conversation-1")
    async with database.read() as session:
        assert await disclosed(session, "conversation-1", KEY, NOW) is None
    outcome = await access.verify(NUMBER, QueryCode(PLAINTIFF_CODE), subject, "m", NOW)
    assert isinstance(outcome, Granted)
    async with database.read() as session:
        view = await disclosed(session, "conversation-1", KEY, NOW)
        other = await disclosed(session, "conversation-2", KEY, NOW)
        later = await disclosed(session, "conversation-1", KEY, outcome.grant.expires_at)
    assert view is not None
    assert (view.number, view.role, other, later) == (NUMBER.text, "原告", None, None)
    await access.revoke("conversation-1")
    async with database.read() as session:
        assert await disclosed(session, "conversation-1", KEY, NOW) is None


async def test_a_case_sealed_after_the_grant_is_told_no_more(
    database: Database, hasher: Hasher
) -> None:
    source = await put(database, hasher, record())
    await Access(database, hasher).verify(NUMBER, QueryCode(PLAINTIFF_CODE), Subject("c"), "m", NOW)
    from bot.cases.rows import RowMaker
    from bot.cases.storing import store

    async with database.write() as session:
        sealed = record(sealed=Sealed.PRIVACY, digest=2)
        await store(session, [sealed], RowMaker(hasher, source, NOW), {KEY})
    async with database.read() as session:
        assert await disclosed(session, "c", KEY, NOW) is None


async def test_the_cases_of_a_person_come_in_pages_newest_year_first(
    database: Database, hasher: Hasher
) -> None:
    places = [(2024, 3), (2026, 1), (2025, 2), (2026, 9), (2025, 7)]
    mine = [record(key=KEY._replace(year=year, serial=serial)) for year, serial in places]
    others = record(key=KEY._replace(serial=77), parties=[plaintiff(identity_number="000000X")])
    hidden = [
        record(key=KEY._replace(serial=78), sealed=Sealed.MINORS),
        record(key=KEY._replace(serial=79), parties=[plaintiff(opened_on=None)]),
        record(key=KEY._replace(serial=80), parties=[plaintiff(left_on=TODAY)]),
    ]
    await put(database, hasher, *mine, others, *hidden)
    me = hasher.person("00000019900307123X")
    pages: list[list[tuple[int, int]]] = []
    after: CaseKey | None = None
    async with database.read() as session:
        while True:
            page = await cases_of_person(session, me, today=TODAY, after=after, limit=2)
            pages.append([(case.key.year, case.key.serial) for case in page.cases])
            after = page.after
            if after is None:
                break
    # The three that may not be told leave their places empty.
    assert pages == [[], [(2026, 9)], [(2026, 1), (2025, 7)], [(2025, 2), (2024, 3)]]


async def test_a_line_of_the_list_tells_nothing_of_the_course(
    database: Database, hasher: Hasher
) -> None:
    await put(database, hasher, record())
    async with database.read() as session:
        page = await cases_of_person(session, hasher.person("91000000123456789Q"), today=TODAY)
    assert page.cases == (PersonsCase(KEY, NUMBER.text, "民间借贷纠纷", "被告"),)
    assert page.after is None


async def test_a_judge_s_week(database: Database, hasher: Hasher) -> None:
    monday = datetime(2026, 11, 30, tzinfo=CHINA)
    times = [monday - timedelta(minutes=1), monday, monday + timedelta(days=6, hours=23)]
    times.append(monday + timedelta(days=7))
    made = [
        record(key=KEY._replace(serial=place), hearings=[hearing(starts_at=time)])
        for place, time in enumerate(times)
    ]
    made.append(record(key=KEY._replace(serial=9), judge=StaffRecord("别人")))
    await put(database, hasher, *made)
    judge = staff_id(StaffRecord("王文清"))
    async with database.read() as session:
        week = await hearings_of_judge(session, "京0105", judge, monday, monday + timedelta(days=7))
    assert [(one.key.serial, one.courtroom, one.state) for one in week] == [
        (1, "第三法庭", "已排期"),
        (2, "第三法庭", "已排期"),
    ]
    assert week[0].starts_at == monday


def test_the_day_of_the_factories_is_that_of_their_moment() -> None:
    assert date(2026, 11, 24) == TODAY
