"""Tables as CSV and XLSX. No cell is ever a formula, whatever a citizen wrote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bot.court.zone import CHINA

Cell = str | int | float | datetime | None
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What XML, and so XLSX, cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST = 32_000
"""Characters of a cell; XLSX takes 32,767."""
_LONG = ("内容", "摘要", "答复")
_WIDTHS = {True: 60, False: 20}


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, which Excel needs for Chinese."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(header)
    writer.writerows([shown(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as an XLSX file with one sheet; the heading stays on the screen."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([shown(cell) for cell in row])
    for number, title in enumerate(header, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = _WIDTHS[title in _LONG]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def shown(cell: Cell) -> str | int | float:
    """Return a cell as both files hold it: times on China's clocks, text that is no formula."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(cell, int | float):
        return cell
    text = _UNPRINTABLE.sub("", cell)[:_LONGEST]
    return f"'{text}" if text.startswith(_FORMULA) else text
