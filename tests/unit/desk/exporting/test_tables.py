"""Tables for a spreadsheet: Chinese opens as Chinese, and nothing runs."""

from __future__ import annotations

import io
from datetime import datetime, timezone

import openpyxl
import pytest

from bot.desk.exporting.tables import Cell, csv_file, shown, xlsx_file

HEADER = ("时间", "内容")
AT = datetime(2026, 11, 24, 16, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_text_begins_a_formula(sign: str) -> None:
    assert shown(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, ""),
        (-5, -5),
        (1.5, 1.5),
        ("上诉 = 十五日", "上诉 = 十五日"),
        ("坏\x00字\x0b符", "坏字符"),
        (AT, "2026-11-25 00:30"),
        ("长" * 40_000, "长" * 32_000),
        ("\x01=1", "'=1"),
    ],
)
def test_cells(cell: Cell, expected: str | int | float) -> None:
    assert shown(cell) == expected


def test_csv_has_a_mark_for_excel_and_quotes_what_needs_it() -> None:
    content = csv_file(HEADER, [(AT, '他说"好"，\n再见'), (None, "=1")])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        '时间,内容\r\n2026-11-25 00:30,"他说""好""，\n再见"\r\n,\'=1\r\n'
    )


def test_xlsx_holds_text_and_no_formula() -> None:
    content = xlsx_file(HEADER, [(AT, "=1+1"), (AT, "坏\x00字符")])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        [("时间", "s"), ("内容", "s")],
        [("2026-11-25 00:30", "s"), ("'=1+1", "s")],
        [("2026-11-25 00:30", "s"), ("坏字符", "s")],
    ]
    assert sheet.freeze_panes == "A2"
