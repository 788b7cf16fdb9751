"""``import``: cases, or what the court sent, from a file of its systems into the database."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from bot.cases.errors import CasesError
from bot.cases.identity import Hasher
from bot.cases.importing import ImportReport, import_cases
from bot.cases.importing.dispatches import import_dispatches, read_ledger_mapping
from bot.cases.importing.runner import Position
from bot.commands.database import opened
from bot.commands.terminal import fail, failures_in_words
from bot.court.zone import CHINA
from bot.migrations import upgrade
from bot.settings import Settings, settings


def run(path: Path, mapping: Path, as_of: datetime | None = None) -> None:
    """Import ``path`` as ``mapping`` says and print what was done.

    ``as_of`` is when the source wrote the file (a time without a zone is Chinese time), by default
    the file's own time. A second run of an interrupted import goes on where it stopped.
    """
    console = Console(highlight=False)
    with failures_in_words():
        moment = as_of if as_of is None or as_of.tzinfo else as_of.replace(tzinfo=CHINA)
        try:
            report = asyncio.run(import_file(settings(), path, mapping, moment, console))
        except CasesError as error:
            fail(str(error))
        except SQLAlchemyError as error:
            fail(f"数据库不能用：{error.args[0] if error.args else error}")
    console.print(summary(report))


async def import_file(
    chosen: Settings, path: Path, mapping: Path, as_of: datetime | None, console: Console
) -> ImportReport:
    """Import a file into the database of the settings with a progress bar.

    Raises:
        CasesError: the file or the mapping cannot be used; the message says what to do.
        GaveUp: the database cannot be opened.
        SQLAlchemyError: the database cannot be used.
    """
    hasher = Hasher(chosen.hash_key.get_secret_value())
    columns = (
        TextColumn("导入 {task.fields[rows]} 行，未通过 {task.fields[rejected]} 行"),
        BarColumn(),
        TimeRemainingColumn(),
    )
    async with opened(chosen) as database:
        await upgrade(database)
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", rows=0, rejected=0, total=None)

            def moved(position: Position) -> None:
                bar.update(
                    task,
                    total=position.size,
                    completed=position.bytes,
                    rows=position.rows,
                    rejected=position.rejected,
                )

            if ledger := read_ledger_mapping(mapping):
                return await import_dispatches(
                    database, hasher, path, ledger, as_of=as_of, progress=moved
                )
            now = datetime.now(CHINA)
            return await import_cases(
                database, hasher, path, mapping, now=now, as_of=as_of, progress=moved
            )


def summary(report: ImportReport) -> str:
    """Return what an import did, in a few lines."""
    lines = [
        f"读了 {report.rows} 行：新增 {report.new} 件，更新 {report.changed} 件，"
        f"没有变化 {report.unchanged} 件，没通过 {report.rejected} 行。"
    ]
    if report.resumed_at:
        lines.insert(0, f"上次导入中断过，这次从第 {report.resumed_at + 1} 行数据接着导入。")
    if report.rejects is not None:
        lines.append(f"没通过的行和原因在 {report.rejects}，改好原文件后再导入一次就行。")
    return "\n".join(lines)
