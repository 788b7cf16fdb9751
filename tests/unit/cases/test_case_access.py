"""Verification: who gets in, and that all who do not are told the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

from bot.cases.access import GRANT_LIFETIME, Access, Granted, Locked, Outcome, Refused, Subject
from bot.cases.grants import Grant, current_grant, current_grants
from bot.cases.identity import Credential, Hasher, NameAndTail, QueryCode
from bot.cases.keys import CaseKey, legacy_text
from bot.cases.models import AccessCounter, AccessGrant, AccessTry
from bot.cases.vocabulary import Level, Role, Sealed
from bot.court.case_number import CaseNumber
from bot.db import Database
from tests.unit.cases.case_factories import (
    DEFENDANT_CODE,
    KEY,
    NOW,
    NUMBER,
    PLAINTIFF_CODE,
    plaintiff,
    put,
    record,
)

ME = Subject("conversation-1", "address-1")
WRONG = QueryCode("00000000")
ABSENT = CaseNumber.parse("（2026）京0105民初99999号")
LEGACY = CaseNumber.parse("（2015）海民初字第00005号")


@pytest.fixture
async def access(database: Database, hasher: Hasher) -> AsyncIterator[Access]:
    """A verifier over one open case, one sealed, one of others, two of the same old number."""
    old = CaseNumber.parse("（2015）海民初字第5号")
    await put(
        database,
        hasher,
        record(),
        record(key=KEY._replace(serial=2), sealed=Sealed.MINORS),
        record(key=KEY._replace(serial=3), parties=[plaintiff(query_code="55556666")]),
        record(
            key=CaseKey.of(old, "京0108"),
            legacy_text=legacy_text(old),
            parties=[plaintiff(query_code="77778888")],
        ),
        record(
            key=CaseKey.of(old, "浙0203"),
            legacy_text=legacy_text(old),
            parties=[plaintiff(query_code="88889999")],
        ),
    )
    yield Access(database, hasher, lock_minutes=30)


def number(serial: int) -> CaseNumber:
    """Return the number of one of the cases."""
    return CaseNumber.parse(f"（2026）京0105民初{serial}号")


async def attempt(
    access: Access, credential: Credential, message: str = "m", **changes: object
) -> Outcome:
    """Try once, by default for the open case."""
    asked = {"number": NUMBER, "subject": ME, "now": NOW} | changes
    return await access.verify(credential=credential, message_id=message, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("credential", "role", "seq"),
    [
        (QueryCode(PLAINTIFF_CODE), Role.PLAINTIFF, 1),
        (QueryCode(" 1111-2222 "), Role.PLAINTIFF, 1),
        (QueryCode("１１１１２２２２"), Role.PLAINTIFF, 1),
        (NameAndTail("张三丰", "123X"), Role.PLAINTIFF, 1),
        (NameAndTail(" 张 三丰", "123x"), Role.PLAINTIFF, 1),
        (QueryCode(DEFENDANT_CODE), Role.DEFENDANT, 2),
        (NameAndTail("北京松果商贸有限公司", "789q"), Role.DEFENDANT, 2),
    ],
)
async def test_a_right_credential_is_granted(
    access: Access, credential: Credential, role: Role, seq: int
) -> None:
    outcome = await attempt(access, credential)
    expires = NOW + GRANT_LIFETIME
    assert outcome == Granted(Grant(KEY, Level.CONVERSATION, role, seq, expires))


@pytest.mark.parametrize(
    ("asked", "credential"),
    [
        pytest.param(NUMBER, WRONG, id="wrong code"),
        pytest.param(NUMBER, NameAndTail("张三丰", "1234"), id="wrong tail"),
        pytest.param(NUMBER, NameAndTail("张三", "123X"), id="wrong name"),
        pytest.param(NUMBER, QueryCode("55556666"), id="code of somebody else's case"),
        pytest.param(NUMBER, QueryCode(""), id="nothing"),
        pytest.param(ABSENT, QueryCode(PLAINTIFF_CODE), id="no such case"),
        pytest.param(number(2), QueryCode(PLAINTIFF_CODE), id="sealed, right code"),
        pytest.param(number(2), NameAndTail("张三丰", "123X"), id="sealed, right name"),
        pytest.param(number(2), WRONG, id="sealed, wrong code"),
        pytest.param(LEGACY, WRONG, id="old number, wrong code"),
        pytest.param(CaseNumber.parse("（2011）海民初字第7号"), WRONG, id="no such old number"),
    ],
)
async def test_every_refusal_is_the_same(
    access: Access, database: Database, asked: CaseNumber, credential: Credential
) -> None:
    with statements(database) as work:
        outcome = await attempt(access, credential, number=asked)
    assert outcome == Refused(tries_left=4)
    absent = "（2012）海民初字第9号" if asked.legacy else "（2026）京0105民初77777号"
    with statements(database) as usual:
        await attempt(
            access,
            WRONG,
            number=CaseNumber.parse(absent),
            subject=Subject("conversation-2", "address-2"),
        )
    assert work == usual


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the beginnings of the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        seen.append(" ".join(sql.split()[:4]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    "party",
    [
        pytest.param(plaintiff(opened_on=None), id="not served yet"),
        pytest.param(plaintiff(opened_on=date(2026, 11, 25)), id="served tomorrow"),
        pytest.param(plaintiff(left_on=date(2026, 11, 24)), id="left the case"),
    ],
)
async def test_who_may_not_ask_is_refused_alike(
    database: Database, hasher: Hasher, party: object
) -> None:
    await put(database, hasher, record(parties=[party]))
    outcome = await attempt(Access(database, hasher), QueryCode(PLAINTIFF_CODE))
    assert outcome == Refused(tries_left=4)


@pytest.mark.parametrize("asked", [NUMBER, ABSENT, number(2)], ids=["open", "absent", "sealed"])
async def test_five_wrong_tries_lock(access: Access, asked: CaseNumber) -> None:
    outcomes = [await attempt(access, WRONG, f"m{i}", number=asked) for i in range(6)]
    until = NOW + timedelta(minutes=30)
    assert outcomes == [
        Refused(4),
        Refused(3),
        Refused(2),
        Refused(1),
        Locked(until),
        Locked(until),
    ]


async def lock(access: Access, asked: CaseNumber, subject: Subject) -> None:
    """Make five wrong tries."""
    for i in range(5):
        await attempt(access, WRONG, f"wrong{i}", number=asked, subject=subject)


@pytest.mark.parametrize(
    ("asked", "subject", "locked"),
    [
        (NUMBER, ME, True),
        (number(3), ME, True),
        (number(3), Subject("conversation-1", "address-2"), True),
        (number(3), Subject("conversation-2", "address-1"), True),
        (number(3), Subject("conversation-2", "address-2"), False),
        (number(3), Subject("conversation-2"), False),
        (NUMBER, Subject("conversation-2", "address-2"), True),
    ],
)
async def test_a_lock_holds_for_the_person_and_for_the_case(
    access: Access, asked: CaseNumber, subject: Subject, locked: bool
) -> None:
    await lock(access, NUMBER, ME)
    outcome = await attempt(access, WRONG, number=asked, subject=subject)
    assert isinstance(outcome, Locked) is locked


async def test_a_lock_stops_the_right_code_and_ends(access: Access) -> None:
    await lock(access, NUMBER, ME)
    right = QueryCode(PLAINTIFF_CODE)
    during = await attempt(access, right, "a", now=NOW + timedelta(minutes=29, seconds=59))
    after = await attempt(access, right, "b", now=NOW + timedelta(minutes=30))
    assert during == Locked(NOW + timedelta(minutes=30))
    assert isinstance(after, Granted)


async def test_after_the_lock_five_tries_begin_anew(access: Access) -> None:
    await lock(access, NUMBER, ME)
    assert await attempt(access, WRONG, now=NOW + timedelta(minutes=30)) == Refused(4)


async def test_old_wrong_tries_are_forgotten(access: Access) -> None:
    for i in range(4):
        await attempt(access, WRONG, f"m{i}")
    assert await attempt(access, WRONG, "later", now=NOW + timedelta(minutes=30)) == Refused(4)


async def test_ones_own_case_gives_no_more_tries_at_anothers(access: Access) -> None:
    for i in range(4):
        await attempt(access, WRONG, f"m{i}")
    own = await attempt(access, QueryCode("55556666"), "own", number=number(3))
    assert isinstance(own, Granted)
    assert isinstance(await attempt(access, WRONG, "fifth"), Locked)


async def test_a_repeated_message_counts_once_and_is_answered_alike(
    access: Access, database: Database
) -> None:
    first = [await attempt(access, WRONG, "same") for _ in range(7)]
    granted = [await attempt(access, QueryCode(PLAINTIFF_CODE), "right") for _ in range(2)]
    assert first == [Refused(4)] * 7
    assert granted[0] == granted[1]
    async with database.read() as session:
        counts = (await session.scalars(select(AccessCounter.failures))).all()
        tries = await session.scalar(select(func.count()).select_from(AccessTry))
    assert (counts, tries) == ([1, 1, 1], 2)


async def test_a_repeated_message_gets_the_lock_it_caused(access: Access) -> None:
    await lock(access, NUMBER, ME)
    again = await attempt(access, WRONG, "wrong4", now=NOW + timedelta(hours=5))
    assert again == Locked(NOW + timedelta(minutes=30))


async def test_a_repeated_message_does_not_bring_back_what_was_revoked(access: Access) -> None:
    right = QueryCode(PLAINTIFF_CODE)
    assert isinstance(await attempt(access, right, "same"), Granted)
    await access.revoke(ME.conversation_id)
    assert isinstance(await attempt(access, right, "same"), Refused)


async def test_tries_at_the_same_moment_are_all_counted(access: Access) -> None:
    subjects = [Subject(f"conversation-{i}", f"address-{i}") for i in range(8)]
    outcomes = await asyncio.gather(
        *(attempt(access, WRONG, subject=subject) for subject in subjects)
    )
    refused = sorted(outcome.tries_left for outcome in outcomes if isinstance(outcome, Refused))
    locked = [outcome for outcome in outcomes if isinstance(outcome, Locked)]
    assert (refused, len(locked)) == ([1, 2, 3, 4], 4)


async def test_one_message_delivered_twice_at_the_same_moment_counts_once(access: Access) -> None:
    outcomes = await asyncio.gather(*(attempt(access, WRONG, "same") for _ in range(5)))
    assert outcomes == [Refused(4)] * 5


@pytest.mark.parametrize(("code", "court"), [("77778888", "京0108"), ("88889999", "浙0203")])
async def test_an_old_number_leads_to_the_case_of_the_right_court(
    access: Access, code: str, court: str
) -> None:
    outcome = await attempt(access, QueryCode(code), number=LEGACY)
    assert isinstance(outcome, Granted)
    assert outcome.grant.key == CaseKey(court, 2015, "海民初字", 5)
    assert await access.grant_for(ME.conversation_id, LEGACY, NOW) == outcome.grant


async def test_a_grant_ends_by_itself_and_belongs_to_its_conversation(
    access: Access, database: Database
) -> None:
    await attempt(access, QueryCode(PLAINTIFF_CODE))
    almost, over = NOW + GRANT_LIFETIME - timedelta(seconds=1), NOW + GRANT_LIFETIME
    async with database.read() as session:
        assert await current_grant(session, ME.conversation_id, KEY, almost) is not None
        assert await current_grant(session, ME.conversation_id, KEY, over) is None
        assert await current_grant(session, "conversation-2", KEY, NOW) is None
    assert await access.grant_for("conversation-2", NUMBER, NOW) is None


async def test_revoking_takes_back_one_case_or_all(access: Access, database: Database) -> None:
    await attempt(access, QueryCode(PLAINTIFF_CODE), "a")
    await attempt(access, QueryCode("55556666"), "b", number=number(3), now=NOW + timedelta(1e-5))
    await access.revoke(ME.conversation_id, KEY)
    async with database.read() as session:
        left = await current_grants(session, ME.conversation_id, NOW)
    await access.revoke(ME.conversation_id)
    async with database.read() as session:
        none = await current_grants(session, ME.conversation_id, NOW)
    assert ([grant.key.serial for grant in left], none) == ([3], [])


async def test_what_is_over_is_forgotten(access: Access, database: Database) -> None:
    await attempt(access, WRONG, "a")
    await attempt(access, QueryCode(PLAINTIFF_CODE), "b", subject=Subject("conversation-2"))
    await access.forget(NOW + timedelta(days=1))
    async with database.read() as session:
        for model in (AccessTry, AccessCounter, AccessGrant):
            assert await session.scalar(select(func.count()).select_from(model)) == 0
