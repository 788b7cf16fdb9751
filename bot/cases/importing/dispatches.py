"""Import of the dispatch ledger: what a court's SMS, call, mail and service systems sent.

Its mapping file has a part ``dispatches`` instead of ``case``; only ``number``, ``kind`` and
``sent_at`` must be there::

    source: 短信平台
    dispatches: {number: 案号, kind: 方式, sent_at: 发送时间, recipient: 手机, text: 内容, …}
    words: {邮件: 邮寄送达}                              # words of the source → ours

The ledger only grows, so a file is imported again from its beginning: rows that are there are
passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from bot.cases.dispatch.record import SOURCE, DispatchRecord, store
from bot.cases.errors import WrongMapping
from bot.cases.identity import Hasher
from bot.cases.importing.cells import BadCell, needed, text_at, value_at
from bot.cases.importing.files import Identity, identify
from bot.cases.importing.mapping import Fields, fields_of, only_known, read_document
from bot.cases.importing.numbers import read_number
from bot.cases.importing.rejects import Rejects
from bot.cases.importing.runner import BATCH, ImportReport, Position
from bot.cases.importing.tables import BadRow, Cells, Row, open_table
from bot.cases.importing.values import read_moment
from bot.cases.importing.words import Words
from bot.cases.storing import mark_fresh, source_number
from bot.cases.vocabulary import DispatchKind
from bot.db import Database

PART = "dispatches"
FIELDS = {
    "number", "court", "kind", "sent_at", "sender", "recipient", "link", "text", "title",
}  # fmt: skip
_NEEDED = ("number", "kind", "sent_at")


@dataclass(frozen=True)
class LedgerMapping:
    """Which column of a source means what."""

    source: str
    columns: Fields
    words: dict[str, str] = field(default_factory=dict)
    delimiter: str = ","


def read_ledger_mapping(path: Path) -> LedgerMapping | None:
    """Read the mapping of a ledger; None if it is a mapping of cases.

    Raises:
        WrongMapping: it cannot be read or does not fit; the message names the key.
    """
    document, _ = read_document(path)
    if PART not in document:
        return None
    only_known(document, {"source", PART, "words", "delimiter"}, path.name)
    columns = fields_of(document[PART], FIELDS, f"{path.name}：{PART}")
    missing = [key for key in _NEEDED if key not in columns]
    if missing or not document.get("source"):
        raise WrongMapping(f"{path.name} 缺少 {'、'.join(missing) or 'source'}。")
    words = document.get("words") or {}
    known = {kind.label for kind in DispatchKind}
    wrong = [str(ours) for ours in words.values() if ours not in known]
    if wrong:
        allowed = "、".join(sorted(known))
        raise WrongMapping(f"{path.name}：words 不认识“{wrong[0]}”，可以用：{allowed}。")
    return LedgerMapping(
        source=f"{SOURCE}{document['source']}"[:60],
        columns=columns,
        words={str(theirs): str(ours) for theirs, ours in words.items()},
        delimiter=str(document.get("delimiter") or ","),
    )


async def import_dispatches(
    database: Database,
    hasher: Hasher,
    path: Path,
    mapping: LedgerMapping,
    *,
    as_of: datetime | None = None,
    progress: Callable[[Position], None] = lambda position: None,
    batch: int = BATCH,
) -> ImportReport:
    """Import a file of the ledger.

    ``as_of`` is when the source wrote the file, by default the time of the file; citizens read it
    as 截至. ``progress`` is told after each batch.

    Raises:
        UnreadableFile: the file cannot be read as what it is called.
        WrongMapping: the mapping does not fit the header.
    """
    file, report = identify(path), ImportReport()
    moment = as_of or file.written
    with open_table(file, mapping.delimiter) as table:
        _check_headers(table.headers, mapping, file)
        async with database.write() as session:
            source = await source_number(session, mapping.source, moment)
        rejects = Rejects(path, 0)
        try:
            while rows := list(islice(table.rows, batch)):
                records = list(_records(rows, mapping, rejects, report))
                async with database.write() as session:
                    new = await store(session, hasher, source, records)
                report.rows += len(rows)
                report.new += new
                report.unchanged += len(records) - new
                progress(Position(table.position(), file.size, report.rows, report.rejected))
            async with database.write() as session:
                await mark_fresh(session, source, moment)
        finally:
            report.rejects = rejects.close(report.rejected)
    return report


def _records(
    rows: Iterable[Row], mapping: LedgerMapping, rejects: Rejects, report: ImportReport
) -> Iterator[DispatchRecord]:
    kinds = Words(DispatchKind, mapping.words)
    for line, cells in rows:
        try:
            if isinstance(cells, BadRow):
                raise BadCell("", cells.reason)
            yield _record(cells, mapping.columns, kinds)
        except BadCell as error:
            rejects.add(line, error.column, error.reason)
            report.rejected += 1


def _record(cells: Cells, columns: Fields, kinds: Words[DispatchKind]) -> DispatchRecord:
    court = text_at(cells, columns.get("court"))
    number = value_at(cells, columns["number"], lambda text: read_number(text, court))
    kind = value_at(cells, columns["kind"], kinds.read)
    sent_at = value_at(cells, columns["sent_at"], read_moment)
    return DispatchRecord(
        key=needed(number, columns["number"]).key,
        kind=needed(kind, columns["kind"]),
        sent_at=needed(sent_at, columns["sent_at"]),
        sender=text_at(cells, columns.get("sender")),
        recipient=text_at(cells, columns.get("recipient")),
        link=text_at(cells, columns.get("link"), 500),
        text=text_at(cells, columns.get("text"), 2_000),
        title=text_at(cells, columns.get("title"), 100),
    )


def _check_headers(headers: list[str] | None, mapping: LedgerMapping, file: Identity) -> None:
    missing = [one for one in sorted(mapping.columns.values()) if one not in (headers or [])]
    if headers is not None and missing:
        raise WrongMapping(f"{file.path.name} 里没有映射文件要的列：{'、'.join(missing)}。")
