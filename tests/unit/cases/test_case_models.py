"""The tables: what goes in comes out, and the shape that 70 million cases need."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import LargeBinary, String, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

import bot.cases.models as models
from bot.cases.disclosure import CaseFile
from bot.cases.identity import Hasher
from bot.cases.models import Case, LegacyNumber, Party, PartyIndex, Source, StaffMember
from bot.cases.models.key import KEY as KEY_NAMES
from bot.cases.queries import case_file
from bot.cases.rows import RowMaker
from bot.cases.storing import known_digests, mark_fresh, source_number, store
from bot.cases.timeline import TimelineEntry, decode, encode
from bot.cases.vocabulary import Measure, Role, Stage
from bot.court.zone import CHINA
from bot.db import Base, Database
from tests.unit.cases.case_factories import (
    KEY,
    NOW,
    defendant,
    enforced,
    hearing,
    plaintiff,
    put,
    record,
)

TABLES = {name: getattr(models, name).__table__ for name in models.__all__}


async def stored(database: Database, key: object = KEY) -> CaseFile:
    """Return the file of a case that must be there."""
    async with database.read() as session:
        found = await case_file(session, key)  # type: ignore[arg-type]
    assert found is not None
    return found


async def test_a_case_comes_out_as_it_went_in(database: Database, hasher: Hasher) -> None:
    made = record(result="无", closed_on=date(2026, 11, 1))
    await put(database, hasher, made)
    file = await stored(database)
    case = file.case
    kept = (case.key, case.filed_on, case.closed_on, case.cause, case.claim_fen, case.result)
    assert kept == (KEY, made.filed_on, made.closed_on, made.cause, made.claim_fen, "无")
    assert (case.stage, case.procedure, case.sealed, case.updated_at) == (3, 2, 0, NOW)
    assert file.timeline == tuple(made.timeline)
    assert file.as_of == NOW - timedelta(hours=2)
    assert file.judge is not None and file.clerk is not None
    assert (file.judge.name, file.clerk.office_phone) == ("王文清", "010-00000124")
    [kept_hearing] = file.hearings
    assert kept_hearing.starts_at == datetime(2026, 12, 2, 9, 30, tzinfo=CHINA)
    assert kept_hearing.starts_at.utcoffset() == timedelta(hours=8)
    assert [(party.seq, party.role, party.masked_name) for party in file.parties] == [
        (1, Role.PLAINTIFF, "张**"),
        (2, Role.DEFENDANT, "北京**公司"),
    ]


async def test_an_enforcement_case_comes_out_as_it_went_in(
    database: Database, hasher: Hasher
) -> None:
    made = enforced()
    await put(database, hasher, made)
    file = await stored(database, made.key)
    assert [(one.kind, one.carried_out_on, one.detail) for one in file.measures] == [
        (Measure.SEARCH, date(2026, 9, 20), None),
        (Measure.VEHICLE_SEALED, date(2026, 9, 25), "小型轿车一辆"),
        (Measure.AUCTION, None, None),
    ]
    state = file.enforcement
    assert state is not None
    assert (state.claim_fen, state.recovered_fen, state.paid_out_fen) == (
        50_000_000,
        1_000_000,
        500_000,
    )


async def test_a_case_that_is_not_there_is_none(database: Database) -> None:
    async with database.read() as session:
        assert await case_file(session, KEY) is None


async def test_no_name_or_number_of_a_person_is_stored(database: Database, hasher: Hasher) -> None:
    await put(database, hasher, record())
    async with database.read() as session:
        dump = []
        for table in TABLES.values():
            dump += [repr(row) for row in (await session.execute(select(table))).all()]
    written = "\n".join(dump)
    secrets = ["张三丰", "松果", "00000019900307123X", "123X", "11112222", "91000000123456789Q"]
    assert [secret for secret in secrets if secret in written] == []


async def test_a_changed_case_is_replaced_whole(database: Database, hasher: Hasher) -> None:
    source = await put(database, hasher, record(), record(key=KEY._replace(serial=2)))
    changed = record(
        digest=2,
        parties=[plaintiff(), defendant(identity_number="91000000999999999X")],
        hearings=[hearing(starts_at=datetime(2026, 12, 9, 14, 0, tzinfo=CHINA))],
        legacy_text="（2015）海民初字第5号",
    )
    async with database.write() as session:
        known = await known_digests(session, [KEY, KEY._replace(serial=3)])
        result = await store(session, [changed], RowMaker(hasher, source, NOW), known)
    assert (known, result.new, result.changed) == ({KEY: 1}, 0, 1)
    file = await stored(database)
    assert [one.starts_at.day for one in file.hearings] == [9]
    async with database.read() as session:
        people = set(await session.scalars(select(PartyIndex.id_hash)))
        other = await session.scalar(select(func.count()).select_from(Party))
        old = (await session.scalars(select(LegacyNumber.text))).all()
    replaced = hasher.person("91000000999999999X")
    first = record().parties
    usual = {hasher.person(party.identity_number) for party in first}
    assert (people, other, old) == (usual | {replaced}, 4, ["（2015）海民初字第5号"])
    async with database.read() as session:
        at = select(PartyIndex.serial).where(
            PartyIndex.id_hash == hasher.person(first[1].identity_number)
        )
        assert (await session.scalars(at)).all() == [2]


async def test_the_phone_of_a_judge_is_brought_up_to_date(
    database: Database, hasher: Hasher
) -> None:
    await put(database, hasher, record())
    made = record(key=KEY._replace(serial=2))
    assert made.judge is not None
    made.judge.office_phone = "010-00000999"
    await put(database, hasher, made)
    async with database.read() as session:
        phones = (await session.scalars(select(StaffMember.office_phone))).all()
    assert sorted(phones) == ["010-00000124", "010-00000999"]


async def test_a_source_is_never_made_older(database: Database) -> None:
    async with database.write() as session:
        first = await source_number(session, "甲", NOW)
        second = await source_number(session, "乙", NOW)
        again = await source_number(session, "甲", NOW + timedelta(days=1))
        await mark_fresh(session, first, NOW - timedelta(days=1))
        await mark_fresh(session, second, NOW + timedelta(days=1))
    async with database.read() as session:
        fresh = dict((await session.execute(select(Source.name, Source.as_of))).all())
    assert (first, second, again) == (1, 2, 1)
    assert fresh == {"甲": NOW, "乙": NOW + timedelta(days=1)}


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="needs a time zone"):
        async with database.write() as session:
            session.add(Source(id=1, name="甲", as_of=datetime(2026, 1, 1)))


async def test_a_moment_of_another_zone_is_the_same_moment(database: Database) -> None:
    async with database.write() as session:
        session.add(Source(id=1, name="甲", as_of=NOW.astimezone(timezone.utc)))
    async with database.read() as session:
        assert await session.scalar(select(Source.as_of)) == NOW


@pytest.mark.parametrize(
    ("entries", "stored_form"),
    [
        ([], "[]"),
        ([TimelineEntry(date(2026, 1, 5), Stage.FILED)], '[["2026-01-05",1]]'),
        ([TimelineEntry(date(2026, 1, 5), Stage.SERVED, "签收")], '[["2026-01-05",3,"签收"]]'),
        (
            [TimelineEntry(date(2026, 1, 5), Stage.PRESERVATION, "", 1)],
            '[["2026-01-05",4,"",1]]',
        ),
        (
            [TimelineEntry(date(2026, 1, 5), Stage.PRESERVATION, "甲", 2, False)],
            '[["2026-01-05",4,"甲",2,false]]',
        ),
    ],
)
def test_a_timeline_is_stored_compactly(entries: list[TimelineEntry], stored_form: str) -> None:
    assert encode(entries) == stored_form
    assert decode(stored_form) == tuple(entries)


# A code is an address's: there is one at a time, and it names the case it was asked for.
OF_A_CASE = [
    name
    for name, table in TABLES.items()
    if set(KEY_NAMES) <= set(table.c.keys()) and name != "BindingCode"
]


def test_most_tables_belong_to_a_case() -> None:
    assert set(TABLES) - set(OF_A_CASE) == {
        "AccessCounter",
        "AccessTry",
        "BindingCode",
        "CourtOffice",
        "ImportCheckpoint",
        "Source",
        "StaffMember",
    }


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_key_holds_the_court_and_codes_compare_by_bytes(name: str) -> None:
    ddl = str(CreateTable(TABLES[name]).compile(dialect=postgresql.dialect()))
    assert 'court_code VARCHAR(12) COLLATE "C"' in ddl
    assert 'type_code VARCHAR(12) COLLATE "C"' in ddl
    assert "court_code" in [column.name for column in TABLES[name].primary_key]


@pytest.mark.parametrize("name", TABLES)
def test_there_is_nothing_that_citus_refuses(name: str) -> None:
    table = TABLES[name]
    assert not table.foreign_keys
    unique = [index for index in table.indexes if index.unique]
    assert unique == []


@pytest.mark.parametrize("name", OF_A_CASE)
def test_fixed_widths_stand_before_texts(name: str) -> None:
    kinds = [isinstance(column.type, (String, LargeBinary)) for column in TABLES[name].columns]
    hash_first = isinstance(TABLES[name].columns[0].type, LargeBinary)
    own = kinds[1:] if hash_first else kinds
    assert own == sorted(own)


def test_every_table_of_the_package_is_in_the_list() -> None:
    named = {
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if mapper.class_.__module__.startswith("bot.cases")
    }
    assert named == set(models.__all__)


def test_a_case_row_keeps_its_measured_order() -> None:
    names = list(Case.__table__.columns.keys())
    assert names[:4] == ["claim_fen", "digest", "updated_at", "filed_on"]
    assert names[-5:] == ["court_code", "type_code", "cause", "result", "legacy_text"]
