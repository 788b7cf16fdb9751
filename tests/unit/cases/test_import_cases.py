"""Imports from end to end: every format, bad rows, bad files, and a second time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from bot.cases.access import Access, Granted, Refused, Subject
from bot.cases.errors import ImportFailure, UnreadableFile, WrongMapping
from bot.cases.identity import Hasher, NameAndTail, QueryCode
from bot.cases.importing import ImportReport, import_cases
from bot.cases.keys import CaseKey
from bot.cases.models import (
    Case,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    Party,
    Source,
    StaffMember,
)
from bot.cases.queries import case_file
from bot.cases.vocabulary import Measure, Role, Sealed, Stage
from bot.court.case_number import CaseNumber
from bot.court.zone import CHINA
from bot.db import Base, Database
from tests.unit.cases.import_files import (
    ENFORCEMENT_MAPPING,
    ENFORCEMENT_SAMPLE,
    HEADERS,
    MAPPING,
    SAMPLE,
    SMALL_MAPPING,
    contents,
    row,
    small_mapping,
    write_csv,
    write_jsonl,
    write_xlsx,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
AS_OF = datetime(2026, 11, 24, 6, 0, tzinfo=CHINA)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The small mapping as a file."""
    return small_mapping(tmp_path)


async def run(database: Database, path: Path, mapping: Path, **options: Any) -> ImportReport:
    """Import as of this morning."""
    options = {"now": NOW, "as_of": AS_OF} | options
    return await import_cases(database, Hasher("key-of-the-tests"), path, mapping, **options)


async def keys(database: Database) -> list[CaseKey]:
    """Return the cases that are there."""
    async with database.read() as session:
        return sorted(case.key for case in await session.scalars(select(Case)))


def rejected(path: Path) -> list[list[str]]:
    """Return the rows of a rejects file."""
    with Path(f"{path}.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def has_rejects(path: Path) -> bool:
    """Tell whether there is a rejects file."""
    return Path(f"{path}.rejects.csv").exists()


async def test_a_row_becomes_a_case_with_all_that_belongs_to_it(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(7, 开庭时间="2026-12-02 09:30")])
    report = await run(database, path, mapping)
    assert report == ImportReport(rows=1, new=1)
    key = CaseKey("京0105", 2026, "民初", 7)
    async with database.read() as session:
        file = await case_file(session, key)
    assert file is not None
    assert (file.case.cause, file.case.claim_fen, file.as_of) == ("民间借贷纠纷", 50_000_000, AS_OF)
    assert (file.case.stage, file.case.updated_at) == (Stage.FILED, NOW)
    assert [hearing.starts_at for hearing in file.hearings] == [
        datetime(2026, 12, 2, 9, 30, tzinfo=CHINA)
    ]
    [party] = file.parties
    assert (party.role, party.masked_name, party.opened_on) == (
        Role.PLAINTIFF,
        "张**",
        date(2026, 9, 1),
    )


@pytest.mark.parametrize(
    "credential", [QueryCode("00000007"), NameAndTail("张三丰", "123x")], ids=["code", "name"]
)
async def test_an_imported_party_can_verify(
    database: Database, hasher: Hasher, tmp_path: Path, mapping: Path, credential: Any
) -> None:
    await run(database, write_csv(tmp_path / "a.csv", [row(7)]), mapping)
    number = CaseNumber.parse("（2026）京0105民初7号")
    access = Access(database, hasher)
    outcome = await access.verify(number, credential, Subject("c"), "m", NOW)
    assert isinstance(outcome, Granted)


def table(rows: list[dict[str, str]]) -> list[list[Any]]:
    """Return rows as a workbook has them, headers first, days and numbers as such."""
    body: list[list[Any]] = []
    for one in rows:
        cells: list[Any] = [one[header] for header in HEADERS]
        cells[3], cells[4] = datetime(2026, 9, 1), 500000.0
        body.append(cells)
    return [list(HEADERS), *body]


async def test_every_format_and_encoding_gives_the_same_rows(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    rows = [row(serial) for serial in range(1, 8)]
    files = [
        write_csv(tmp_path / "utf8.csv", rows),
        write_csv(tmp_path / "bom.csv", rows, encoding="utf-8-sig"),
        write_csv(tmp_path / "gb.csv", rows, encoding="gb18030"),
        write_jsonl(tmp_path / "rows.jsonl", rows),
        write_xlsx(tmp_path / "book.xlsx", table(rows)),
    ]
    seen = []
    for path in files:
        await run(database, path, mapping)
        found = await contents(database)
        # The digest is of the row as written, and formats write it differently.
        del found["Case"]
        seen.append((found, await keys(database)))
    assert all(one == seen[0] for one in seen)
    assert len(seen[0][1]) == 7


async def test_an_unchanged_file_writes_nothing_the_second_time(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(serial) for serial in range(1, 30)] + [row(案号="x")])
    first = await run(database, path, mapping, batch=10)
    before = await contents(database)
    later = NOW.replace(hour=12)
    with written(database) as statements:
        second = await run(database, path, mapping, now=later, batch=10)
    assert (first.new, first.rejected) == (29, 1)
    assert second == ImportReport(rows=30, unchanged=29, rejected=1, rejects=first.rejects)
    assert statements == []
    assert await contents(database) == before
    async with database.read() as session:
        assert set(await session.scalars(select(Case.updated_at))) == {NOW}


@contextmanager
def written(database: Database) -> Iterator[list[str]]:
    """Collect the statements that write."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            seen.append(sql)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_a_newer_file_changes_what_changed(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    await run(database, write_csv(tmp_path / "a.csv", [row(1), row(2)]), mapping)
    newer = write_csv(tmp_path / "b.csv", [row(1), row(2, 案由="买卖合同纠纷"), row(3)])
    later = NOW.replace(hour=12)
    report = await run(database, newer, mapping, now=later, as_of=later)
    assert report == ImportReport(rows=3, new=1, changed=1, unchanged=1)
    async with database.read() as session:
        causes = (await session.scalars(select(Case.cause).order_by(Case.serial))).all()
        stamps = (await session.scalars(select(Case.updated_at).order_by(Case.serial))).all()
        assert await session.scalar(select(Source.as_of)) == later
        assert await session.scalar(select(func.count()).select_from(Party)) == 3
    assert causes == ["民间借贷纠纷", "买卖合同纠纷", "民间借贷纠纷"]
    assert stamps == [NOW, later, later]


async def test_another_key_or_mapping_reads_the_file_anew(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    await run(database, path, mapping)
    rekeyed = await import_cases(database, Hasher("new key"), path, mapping, now=NOW, as_of=AS_OF)
    small_mapping(tmp_path, SMALL_MAPPING + "# 改过\n")
    remapped = await import_cases(database, Hasher("new key"), path, mapping, now=NOW, as_of=AS_OF)
    assert (rekeyed.changed, remapped.changed) == (1, 1)
    number = CaseNumber.parse("（2026）京0105民初1号")
    for key, kind in (("key-of-the-tests", Refused), ("new key", Granted)):
        access = Access(database, Hasher(key))
        outcome = await access.verify(number, QueryCode("00000001"), Subject(key), "m", NOW)
        assert isinstance(outcome, kind)


BAD_ROWS = [
    (row(2, 案号=""), "案号", "这一格是空的"),
    (row(2, 案号="诉前调7"), "案号", "不是一个完整的案号"),
    (row(2, 案号="(2015)海民初字第5号", 法院=""), "案号", "缺少法院代字"),
    (row(2, 立案日期=""), "立案日期", "这一格是空的"),
    (row(2, 立案日期="2026-02-30"), "立案日期", "不是日历上有的日子"),
    (row(2, 立案日期="2027-01-01"), "立案日期", "在今天之后"),
    (row(2, 标的额="五十万"), "标的额", "不是金额"),
    (row(2, 案由="字" * 61), "案由", "最多60个字"),
    (row(2, 当前阶段="不知道"), "当前阶段", "不认识“不知道”"),
    (row(2, 原告证件号码="1.1010119900307E+17"), "原告证件号码", "存成了数字"),
    (row(2, 原告证件号码="12"), "原告证件号码", "不完整"),
    (row(2, 原告="张三、李四"), "原告证件号码", "姓名有2个，证件号码有1个"),
    (row(2, 原告="字" * 61), "原告", "最多60个字"),
    (row(2, 开庭时间="2026-12-02"), "开庭时间", "不是完整的日期和时间"),
    (row(1), "案号", "前面的行已经有了"),
]


@pytest.mark.parametrize(("bad", "column", "reason"), BAD_ROWS)
async def test_a_bad_row_is_put_aside_and_stops_nothing(
    local: Database,
    tmp_path: Path,
    mapping: Path,
    bad: dict[str, str],
    column: str,
    reason: str,
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1), bad, row(3)])
    report = await run(local, path, mapping)
    assert (report.rows, report.new, report.rejected) == (3, 2, 1)
    assert [key.serial for key in await keys(local)] == [1, 3]
    headers, [line, where, why] = rejected(path)
    assert headers == ["行号", "列", "原因"]
    assert (line, where, reason in why, why[-1]) == ("3", column, True, "。")
    assert report.rejects == Path(f"{path}.rejects.csv")


async def test_a_file_without_bad_rows_leaves_no_rejects(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    report = await run(local, path, mapping)
    assert (report.rejects, has_rejects(path)) == (None, False)


async def test_rows_that_are_no_rows_are_put_aside(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    good = path.read_text(encoding="utf-8").splitlines()[1]
    lines = ["", "多,余", good.replace("初1号", "初2号") + ",多", good.replace("初1号", "初3号")]
    with path.open("a", encoding="utf-8") as file:
        file.write("\r\n".join(lines) + "\r\n")
    report = await run(local, path, mapping)
    assert (report.new, report.rejected) == (2, 2)
    assert [(line, "列，表头有10列" in why) for line, _, why in rejected(path)[1:]] == [
        ("4", True),
        ("5", True),
    ]


async def test_a_quote_that_never_ends_is_put_aside(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    with path.open("a", encoding="utf-8") as file:
        file.write('"' + "开头没有结尾\n" * 40_000)
    report = await run(local, path, mapping)
    assert report.new == 1
    assert report.rejected >= 1
    assert "引号没有成对" in rejected(path)[1][2]


async def test_lines_that_are_no_json_are_put_aside(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    good = json.dumps(row(1), ensure_ascii=False)
    lists = json.dumps(row(2) | {"案由": ["甲"]}, ensure_ascii=False)
    path = tmp_path / "a.jsonl"
    path.write_text(f'{good}\n{{"案号": \n\n[1]\n{lists}\n' + "[" * 5000 + "\n", encoding="utf-8")
    report = await run(local, path, mapping)
    assert report.new == 1
    assert [(line, column) for line, column, _ in rejected(path)[1:]] == [
        ("2", ""),
        ("4", ""),
        ("5", "案由"),
        ("6", ""),
    ]


async def test_several_people_in_one_cell_are_several_parties(
    database: Database, hasher: Hasher, tmp_path: Path, mapping: Path
) -> None:
    numbers = "00000019900307123X、000000199003071248"
    path = write_csv(tmp_path / "a.csv", [row(7, 原告="张三、李四", 原告证件号码=numbers)])
    await run(database, path, mapping)
    number = CaseNumber.parse("（2026）京0105民初7号")
    access = Access(database, hasher)
    second = await access.verify(number, NameAndTail("李四", "1248"), Subject("c"), "m", NOW)
    assert isinstance(second, Granted)
    assert second.grant.party_seq == 2


FILES = [
    ("nothing.csv", None, "找不到文件"),
    ("folder.csv", "folder", "是文件夹"),
    ("empty.csv", b"", "是空文件"),
    ("binary.csv", b"\x00\x01\x02" * 50, "不是文本文件"),
    ("latin.csv", "案号".encode() + b"\xff\xff\n", "认不出"),
    ("word.docx", b"PK", "只支持 .csv、.jsonl 和 .xlsx"),
    ("no.xlsx", b"not a workbook", "不是 Excel 的 .xlsx 文件"),
    ("blank.csv", b"\n\n", "第一行没有列名"),
    ("twice.csv", "案号,案号\n".encode(), "有两列都叫“案号”"),
    ("other.csv", "编号,日期\n1,2\n".encode(), "没有映射文件要的列"),
]


@pytest.mark.parametrize(("name", "content", "words"), FILES)
async def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    local: Database, tmp_path: Path, mapping: Path, name: str, content: Any, words: str
) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(ImportFailure, match=words):
        await run(local, path, mapping)
    assert await keys(local) == []
    assert not has_rejects(path)


async def test_a_broken_workbook_is_refused(local: Database, tmp_path: Path, mapping: Path) -> None:
    import zipfile

    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nothing.txt", "nothing")
    with pytest.raises(UnreadableFile, match=r"另存为 \.xlsx"):
        await run(local, path, mapping)


async def test_the_missing_columns_are_named(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [], headers=HEADERS[:-2])
    with pytest.raises(WrongMapping) as caught:
        await run(local, path, mapping)
    assert str(caught.value).startswith("a.csv 里没有映射文件要的列：原告查询码、开庭时间。")


async def test_the_sample_of_a_table_is_taken_whole(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "sample.csv"
    copy.write_bytes(SAMPLE.read_bytes())
    report = await run(database, copy, MAPPING)
    assert report == ImportReport(rows=20, new=20)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Party)) == 40
        assert (await session.scalar(select(func.count()).select_from(Hearing)) or 0) > 0


async def test_the_sample_with_lists_is_taken_whole(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "sample.jsonl"
    copy.write_bytes(ENFORCEMENT_SAMPLE.read_bytes())
    report = await run(database, copy, ENFORCEMENT_MAPPING)
    assert report == ImportReport(rows=10, new=10)
    async with database.read() as session:
        roles = set(await session.scalars(select(Party.role)))
        kinds = set(await session.scalars(select(EnforcementMeasure.kind)))
        assert await session.scalar(select(func.count()).select_from(EnforcementState)) == 10
    assert roles == {Role.CREDITOR, Role.DEBTOR}
    assert Measure.CONSUMPTION_LIMITED in kinds


SEALING = SMALL_MAPPING.replace("filed_on: 立案日期", "filed_on: 立案日期, sealed: 标的额").replace(
    "claim: 标的额, ", ""
)


@pytest.mark.parametrize(
    ("word", "kind", "expected"),
    [
        ("", "民初", Sealed.OPEN),
        ("否", "民初", Sealed.OPEN),
        ("未成年人", "民初", Sealed.MINORS),
        ("国家秘密", "民初", Sealed.STATE_SECRET),
        ("谁也不认识的词", "民初", Sealed.OTHER),
        ("是", "民初", Sealed.OTHER),
        ("", "民保令", Sealed.PROTECTION_ORDER),
        ("否", "民保令", Sealed.PROTECTION_ORDER),
    ],
)
async def test_what_nobody_understands_is_sealed(
    local: Database, tmp_path: Path, word: str, kind: str, expected: Sealed
) -> None:
    mapping = small_mapping(tmp_path, SEALING)
    path = write_csv(tmp_path / "a.csv", [row(案号=f"（2026）京0105{kind}1号", 标的额=word)])
    await run(local, path, mapping)
    async with local.read() as session:
        assert await session.scalar(select(Case.sealed)) == expected


async def test_batches_of_every_size_give_the_same(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    """Many rows at once go through a temporary table on PostgreSQL, few do not."""
    rows = [row(serial) for serial in range(1, 601)]
    changed = [
        one | {"案由": "买卖合同纠纷"} if place % 3 else one for place, one in enumerate(rows)
    ]
    files = [write_csv(tmp_path / "a.csv", rows), write_csv(tmp_path / "b.csv", changed)]
    seen = []
    for batch in (50, 600):
        reports = [await run(database, path, mapping, batch=batch) for path in files]
        seen.append(([(one.new, one.changed) for one in reports], await contents(database)))
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.drop_all)
            await connection.run_sync(Base.metadata.create_all)
    assert seen[0] == seen[1]
    assert seen[0][0] == [(600, 0), (0, 400)]


async def test_of_two_phones_of_a_judge_the_last_holds(database: Database, tmp_path: Path) -> None:
    text = SMALL_MAPPING.replace("claim: 标的额", "judge: 标的额, judge_phone: 案由")
    mapping = small_mapping(tmp_path, text)
    rows = [row(serial, 标的额="王法官", 案由=str(serial % 7)) for serial in range(1, 401)]
    path = write_csv(tmp_path / "a.csv", rows)
    for batch in (400, 10):
        await run(database, path, mapping, batch=batch)
        async with database.read() as session:
            phones = (await session.scalars(select(StaffMember.office_phone))).all()
        assert phones == ["1"]


async def test_progress_is_told_after_each_batch(
    local: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(serial) for serial in range(1, 26)])
    seen: list[int] = []
    await run(local, path, mapping, batch=10, progress=lambda at: seen.append(at.rows))
    assert seen == [10, 20, 25]


async def test_the_time_of_the_file_is_what_citizens_read_unless_another_is_given(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    await run(database, path, mapping, as_of=None)
    stamp = datetime.fromtimestamp(path.stat().st_mtime, CHINA)
    async with database.read() as session:
        assert await session.scalar(select(Source.as_of)) == stamp
        assert await session.scalar(text("SELECT count(*) FROM import_checkpoints")) == 1
