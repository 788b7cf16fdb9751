"""Files to import, and what is in a database afterwards."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select

import bot.cases.models as models
from bot.db import Database

ROOT = Path(__file__).resolve().parents[3]
MAPPING = ROOT / "data" / "import" / "court_system.yml"
SAMPLE = ROOT / "data" / "import" / "court_system.sample.csv"
ENFORCEMENT_MAPPING = ROOT / "data" / "import" / "enforcement_system.yml"
ENFORCEMENT_SAMPLE = ROOT / "data" / "import" / "enforcement_system.sample.jsonl"
HEADERS = (
    "案号", "法院", "案由", "立案日期", "标的额", "当前阶段", "原告", "原告证件号码", "原告查询码",
    "开庭时间",
)  # fmt: skip
SMALL_MAPPING = """\
source: 小法院
case: {number: 案号, court: 法院, cause: 案由, filed_on: 立案日期, claim: 标的额, stage: 当前阶段}
parties:
  - {role: 原告, name: 原告, identity_number: 原告证件号码, query_code: 原告查询码}
timeline: {立案: 立案日期}
hearings:
  - {starts_at: 开庭时间}
words:
  stage: {已受理: 立案}
"""
_NOT_COMPARED = {"updated_at", "finished_at", "source_id"}


def row(serial: int = 1, **changes: str) -> dict[str, str]:
    """Return a good row for the small mapping."""
    usual = {
        "案号": f"（2026）京0105民初{serial}号",
        "法院": "北京市朝阳区人民法院",
        "案由": "民间借贷纠纷",
        "立案日期": "2026-09-01",
        "标的额": "500000",
        "当前阶段": "已受理",
        "原告": "张三丰",
        "原告证件号码": "00000019900307123X",
        "原告查询码": f"{serial:08d}",
        "开庭时间": "",
    }
    return usual | changes


def small_mapping(folder: Path, text: str = SMALL_MAPPING) -> Path:
    """Write a mapping file."""
    path = folder / "mapping.yml"
    path.write_text(text, encoding="utf-8")
    return path


def write_csv(
    path: Path,
    rows: Iterable[dict[str, str]],
    headers: Sequence[str] = HEADERS,
    encoding: str = "utf-8",
) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headers)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows as JSONL."""
    lines = (json.dumps(one, ensure_ascii=False) for one in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """Write rows, the first of them the headers, as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for one in rows:
        sheet.append(list(one))
    book.save(path)
    book.close()
    return path


async def contents(database: Database) -> dict[str, list[str]]:
    """Return every row of every table of cases, without the times of writing."""
    found = {}
    async with database.read() as session:
        for name in models.__all__:
            table = getattr(models, name).__table__
            kept = [column for column in table.c if column.name not in _NOT_COMPARED]
            if name not in ("ImportCheckpoint", "Source"):
                rows = (await session.execute(select(*kept))).all()
                found[name] = sorted(repr(tuple(one)) for one in rows)
    return found
