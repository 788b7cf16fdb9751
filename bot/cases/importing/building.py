"""From rows with a case number to rows of the tables: the work that can be done apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import URL, Dialect

from bot.cases.identity import Hasher
from bot.cases.importing.cells import BadCell
from bot.cases.importing.mapping import Mapping
from bot.cases.importing.numbers import Numbered
from bot.cases.importing.parsing import Parser
from bot.cases.importing.tables import Cells
from bot.cases.keys import CaseKey
from bot.cases.records import CaseRecord
from bot.cases.rows import RowMaker, Rows
from bot.cases.storing import ready_rows
from bot.court.zone import CHINA


class Asked(NamedTuple):
    """A row with a case number, not yet parsed."""

    line: int
    cells: Cells
    numbered: Numbered
    digest: int


class Reject(NamedTuple):
    """A row that was not taken: where it is wrong, and why."""

    line: int
    column: str
    reason: str


@dataclass
class Built:
    """Cases ready to be written, and the rows that could not be."""

    keys: list[CaseKey] = field(default_factory=list)
    rows: Rows = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """What a builder needs to know; it can be sent to another process."""

    mapping: Mapping
    hasher: Hasher
    source_id: int
    now: datetime
    driver: str


class Builder:
    """Parses rows and makes those of the tables."""

    def __init__(self, plan: Plan) -> None:
        """Build as ``plan`` says."""
        self._parser = Parser(plan.mapping, plan.now.astimezone(CHINA).date())
        self._maker = RowMaker(plan.hasher, plan.source_id, plan.now)
        self._dialect: Dialect = URL.create(plan.driver).get_dialect()()

    def build(self, asked: list[Asked]) -> Built:
        """Return what becomes of the rows."""
        built = Built()
        records = list(self._records(asked, built))
        built.keys = [record.key for record in records]
        built.rows = ready_rows(self._dialect, records, self._maker)
        return built

    def _records(self, asked: list[Asked], built: Built) -> Iterator[CaseRecord]:
        for row in asked:
            try:
                record = self._parser.record(row.cells, row.numbered)
            except BadCell as error:
                built.rejects.append(Reject(row.line, error.column, error.reason))
            else:
                record.digest = row.digest
                yield record
