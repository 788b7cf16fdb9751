"""Reading CSV, JSONL and XLSX row by row, whatever their size.

Every kind gives the same: the line a row begins on and its cells by header, or what is wrong with
the row. Cells are text; those of JSONL may also hold lists.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TextIO

from bot.cases.errors import UnreadableFile
from bot.cases.importing.files import Identity

# A mapping without a field asks for the header None, which no row has.
Cells = dict[str | None, Any]


@dataclass(frozen=True)
class BadRow:
    """A row that could not be split into cells, and why, in a Chinese sentence."""

    reason: str


Row = tuple[int, Cells | BadRow]


@dataclass(frozen=True)
class Table:
    """An open file. ``headers`` is None for JSONL; ``position`` tells the bytes read so far."""

    headers: list[str] | None
    rows: Iterator[Row]
    position: Callable[[], int]


@contextmanager
def open_table(file: Identity, delimiter: str = ",") -> Iterator[Table]:
    """Open a file to read its rows once.

    Raises:
        UnreadableFile: the workbook is broken or there is no header.
    """
    with file.path.open("rb") as binary:
        if file.kind == "xlsx":
            yield _workbook(file, binary.tell)
            return
        text = io.TextIOWrapper(binary, file.encoding, newline="")
        if file.kind == "csv":
            yield _csv(text, file, delimiter, binary.tell)
        else:
            yield Table(None, _json_rows(text), binary.tell)


def _csv(text: TextIO, file: Identity, delimiter: str, position: Callable[[], int]) -> Table:
    reader = csv.reader(text, delimiter="\t" if file.path.suffix == ".tsv" else delimiter)
    headers = _headers(next(reader, []), file)
    return Table(headers, _csv_rows(reader, headers), position)


def _csv_rows(reader: Any, headers: list[str]) -> Iterator[Row]:
    width = len(headers)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, BadRow("这一行读不出来，可能是引号没有成对，请检查这一行和下一行。")
            continue
        if len(cells) == width:
            yield line, dict(zip(headers, cells, strict=True))
        elif cells:
            yield line, BadRow(f"这一行有{len(cells)}列，表头有{width}列，请检查多余的逗号或引号。")


def _json_rows(text: TextIO) -> Iterator[Row]:
    for line, written in enumerate(text, start=1):
        if not written.strip():
            continue
        try:
            cells = json.loads(written)
        except (ValueError, RecursionError):
            yield line, BadRow("这一行不是完整的 JSON。")
            continue
        yield line, cells if isinstance(cells, dict) else BadRow("这一行不是 JSON 对象。")


def _workbook(file: Identity, position: Callable[[], int]) -> Table:
    import openpyxl

    try:
        book = openpyxl.load_workbook(file.path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Some programs write a wrong size into the sheet, and rows would be cut off by it.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        headers = _headers([_cell(value) for value in next(rows, ())], file)
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(f"{file.path} 打不开，请在 Excel 里打开并另存为 .xlsx。") from error
    return Table(headers, _sheet_rows(rows, headers), position)


def _sheet_rows(rows: Iterable[tuple[Any, ...]], headers: list[str]) -> Iterator[Row]:
    for line, values in enumerate(rows, start=2):
        cells = [_cell(value) for value in values]
        if any(cells):
            cells += [""] * (len(headers) - len(cells))
            yield line, dict(zip(headers, cells, strict=False))


def _cell(value: Any) -> str:
    """Return the text of a cell as people see it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)


def _headers(cells: Iterable[str], file: Identity) -> list[str]:
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1] and file.kind == "xlsx":
        headers.pop()
    if not any(headers):
        raise UnreadableFile(f"{file.path} 的第一行没有列名。")
    twice = {name for name in headers if name and headers.count(name) > 1}
    if twice:
        raise UnreadableFile(f"{file.path} 有两列都叫“{min(twice)}”，请改名后再导入。")
    return headers
