"""The database of the measured lookup: as many cases as asked for, each whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from benchmarks import cases
from benchmarks.scale import QUICK
from bot.cases.models import Case, CaseTimeline, Party


@pytest.mark.parametrize("wanted", [30, 100])
async def test_cases_are_copied_until_there_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: int
) -> None:
    monkeypatch.setattr(cases, "_MADE", 30)
    found = await cases.lookup(tmp_path, replace(QUICK, cases=wanted, lookups=50))
    assert 0 < found.figures["lookup_p50"] <= found.figures["lookup_p99"]
    engine = create_engine(f"sqlite:///{tmp_path / 'lookup.db'}")
    with engine.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(model))
            for model in (Case, CaseTimeline)
        ]
        serials = connection.scalar(select(func.count(Case.serial.distinct())))
        parties = connection.scalar(select(func.count()).select_from(Party))
    engine.dispose()
    assert (counts, serials) == ([wanted, wanted], wanted)
    assert parties is not None and parties >= wanted


async def test_an_import_is_measured_by_its_rows(tmp_path: Path) -> None:
    found = await cases.import_(tmp_path, replace(QUICK, import_rows=40))
    assert found.figures["import_rows"] > 0
