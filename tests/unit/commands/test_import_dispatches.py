"""``import`` with the mapping of a ledger: the same command, another table."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands import import_cases
from bot.settings import ROOT, settings

FOLDER = ROOT / "data" / "import"


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for the database and the file."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_the_sample_of_the_ledger_is_imported(
    own_var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own_var / "ledger.csv"
    shutil.copy(FOLDER / "dispatch_ledger.sample.csv", path)
    told = []
    for _ in range(2):
        import_cases.run(path, FOLDER / "dispatch_ledger.yml")
        told.append(re.findall(r"\d+", capsys.readouterr().out))
    # Rows read, new, changed, unchanged, rejected.
    assert told == [["2", "2", "0", "0", "0"], ["2", "0", "0", "2", "0"]]
