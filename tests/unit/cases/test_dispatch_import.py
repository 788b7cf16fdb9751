"""Import of the ledger, from a file to the answer, and the demo's messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.cases.access import Subject
from bot.cases.demo import fill, show
from bot.cases.dispatch.ledger import Finding, Ledger
from bot.cases.errors import WrongMapping
from bot.cases.identity import Hasher
from bot.cases.importing import ImportReport
from bot.cases.importing.dispatches import import_dispatches, read_ledger_mapping
from bot.cases.models import Dispatch, Source
from bot.cases.vocabulary import DispatchKind
from bot.court.zone import CHINA
from bot.db import Database
from bot.settings import ROOT
from tests.unit.cases.case_factories import NOW, put, record
from tests.unit.cases.dispatch_factories import TEXT

SAMPLE = ROOT / "data" / "import" / "dispatch_ledger.sample.csv"
MAPPING = ROOT / "data" / "import" / "dispatch_ledger.yml"
HEADER = "案号,法院,发送方式,发送时间,发送号码,接收手机,链接,短信内容,文书名称"
AS_OF = datetime(2026, 11, 23, 8, tzinfo=CHINA)
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return where it is."""

    def to(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to


async def run(database: Database, hasher: Hasher, path: Path) -> ImportReport:
    """Import a file as the sample mapping says."""
    mapping = read_ledger_mapping(MAPPING)
    assert mapping is not None
    return await import_dispatches(database, hasher, path, mapping, as_of=AS_OF, batch=2)


async def rows(database: Database) -> list[tuple[str, int, str | None]]:
    """Return serial, kind and title of every row."""
    query = select(Dispatch.serial, Dispatch.kind, Dispatch.title).order_by(Dispatch.title)
    async with database.read() as session:
        return [tuple(row) for row in (await session.execute(query)).all()]


async def test_the_sample_is_imported_once(
    database: Database, hasher: Hasher, write: Write
) -> None:
    path = write("ledger.csv", SAMPLE.read_text(encoding="utf-8"))
    assert await run(database, hasher, path) == ImportReport(rows=2, new=2)
    assert await run(database, hasher, path) == ImportReport(rows=2, unchanged=2)
    assert sorted(await rows(database)) == [
        (900001, DispatchKind.SMS, "受理通知书"),
        (900001, DispatchKind.MAIL, "传票"),
    ]
    async with database.read() as session:
        names = (await session.execute(select(Source.name, Source.as_of))).all()
    assert [tuple(row) for row in names] == [("发送记录：短信平台", AS_OF)]


async def test_what_was_imported_is_found(database: Database, hasher: Hasher, write: Write) -> None:
    await put(database, hasher, record())
    line = f"（2026）京0105民初12345号,,短信,2026-11-20 09:05,12368,10000001234,,{TEXT},受理通知书"
    await run(database, hasher, write("ledger.csv", f"{HEADER}\n{line}\n"))
    ledger = Ledger(database, hasher)
    message, phone = ledger.fingerprint(TEXT), ledger.recipient("1234")
    verdict = await ledger.check(message, phone, Subject("c"), NOW)
    assert (verdict.finding, verdict.exact, verdict.as_of) == (Finding.SENT_BY_COURT, True, AS_OF)


async def test_jsonl_and_rows_that_cannot_be_taken(
    database: Database, hasher: Hasher, write: Write
) -> None:
    path = write(
        "ledger.jsonl",
        '{"案号": "（2026）京0105民初1号", "发送方式": "邮件", "发送时间": "2026-11-20 09:05"}\n'
        '{"案号": "不是案号", "发送方式": "短信", "发送时间": "2026-11-20 09:05"}\n'
        '{"案号": "（2026）京0105民初2号", "发送方式": "飞鸽", "发送时间": "2026-11-20 09:05"}\n'
        '{"案号": "（2026）京0105民初3号", "发送方式": "短信", "发送时间": "2026-11-20"}\n'
        "[]\n",
    )
    report = await run(database, hasher, path)
    assert (report.rows, report.new, report.rejected) == (5, 1, 4)
    assert await rows(database) == [(1, DispatchKind.MAIL, None)]
    assert report.rejects is not None
    told = report.rejects.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[:2] for line in told] == [
        ["2", "案号"],
        ["3", "发送方式"],
        ["4", "发送时间"],
        ["5", ""],
    ]
    assert "飞鸽" in told[1] and "短信、电话、邮寄送达、电子送达" in told[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("source: 甲\ndispatches: {number: 案号, kind: 方式}", "缺少 sent_at"),
        ("dispatches: {number: 案号, kind: 方式, sent_at: 时间}", "缺少 source"),
        ("source: 甲\ndispatches: {number: 案号, phone: 手机}", "不认识“phone”"),
        ("source: 甲\ndispatches: [案号]", "应当是“名称: 列名”"),
        (
            "source: 甲\ndispatches: {number: 案号, kind: 方式, sent_at: 时间}\nwords: {鸽: 飞鸽}",
            "words 不认识“飞鸽”",
        ),
    ],
)
def test_a_wrong_mapping_is_told(write: Write, text: str, reason: str) -> None:
    with pytest.raises(WrongMapping, match=reason):
        read_ledger_mapping(write("m.yml", text))


def test_a_mapping_of_cases_is_none_of_the_ledger() -> None:
    assert read_ledger_mapping(ROOT / "data" / "import" / "court_system.yml") is None


async def test_a_missing_column_is_told(database: Database, hasher: Hasher, write: Write) -> None:
    path = write("ledger.csv", "案号,发送时间\n（2026）京0105民初1号,2026-11-20 09:05\n")
    with pytest.raises(WrongMapping, match="发送方式"):
        await run(database, hasher, path)


async def test_the_demo_has_messages_to_try(database: Database, hasher: Hasher) -> None:
    await fill(database, hasher, count=40, seed=1, now=NOW)
    ledger, tried = Ledger(database, hasher), 0
    for case in await show(database, 5):
        message, phone = ledger.fingerprint(case["message"]), ledger.recipient(case["phone_tail"])
        verdict = await ledger.check(message, phone, Subject("c"), NOW)
        assert (verdict.finding, verdict.exact) == (Finding.SENT_BY_COURT, True)
        tried += 1
    assert tried == 5


async def test_the_demo_s_messages_go_with_it(database: Database, hasher: Hasher) -> None:
    for count in (30, 10):
        await fill(database, hasher, count=count, seed=1, now=NOW)
    query = select(func.count(func.distinct(Dispatch.serial)), func.count()).select_from(Dispatch)
    async with database.read() as session:
        cases, messages = (await session.execute(query)).one()
    assert 0 < cases <= 10 and messages >= cases
