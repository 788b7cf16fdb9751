"""``python -m bot import`` and ``demo``, as people run them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot import settings
from bot.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "import"
MAPPING = SAMPLES / "court_system.yml"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    """The command line over a database of its own."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.settings.cache_clear()
    yield Runner(monkeypatch)
    settings.settings.cache_clear()


class Runner:
    """Runs a command and gives its result."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, *arguments: object, **environment: str) -> Result:
        for key, value in environment.items():
            self._patch.setenv(key, value)
        settings.settings.cache_clear()
        return CliRunner().invoke(app, [str(argument) for argument in arguments])


def copy_of(folder: Path, name: str = "court_system.sample.csv") -> Path:
    """Return a copy of a sample, so that no rejects file lands beside it."""
    path = folder / name
    path.write_bytes((SAMPLES / name).read_bytes())
    return path


def test_an_import_says_what_it_did(run: Runner, tmp_path: Path) -> None:
    path = copy_of(tmp_path)
    first = run("import", path, "--mapping", MAPPING)
    again = run("import", path, "--mapping", MAPPING)
    assert (first.exit_code, first.output.splitlines()[-1]) == (
        0,
        "读了 20 行：新增 20 件，更新 0 件，没有变化 0 件，没通过 0 行。",
    )
    assert (again.exit_code, again.output.splitlines()[-1]) == (
        0,
        "读了 20 行：新增 0 件，更新 0 件，没有变化 20 件，没通过 0 行。",
    )


def test_an_import_names_the_file_of_bad_rows(run: Runner, tmp_path: Path) -> None:
    path = copy_of(tmp_path)
    with path.open("a", encoding="utf-8") as file:
        file.write("坏行\r\n")
    result = run("import", path, "--mapping", MAPPING, "--as-of", "2026-11-23 06:00:00")
    assert result.exit_code == 0
    assert "没通过 1 行" in result.output
    assert f"{path}.rejects.csv" in result.output.replace("\n", "")


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.csv", "找不到文件"), ("", "是文件夹"), ("x.doc", "只支持 .csv、.jsonl 和 .xlsx")],
)
def test_a_file_that_cannot_be_imported_gives_one_sentence(
    run: Runner, tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "x.doc").write_text("x")
    result = run("import", tmp_path / name, "--mapping", MAPPING)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////no/such/folder/a.db",
        "postgresql+asyncpg://nobody@127.0.0.1:1/none",
    ],
)
def test_a_database_that_cannot_be_opened_gives_one_sentence(
    run: Runner, tmp_path: Path, url: str
) -> None:
    result = run("import", copy_of(tmp_path), "--mapping", MAPPING, DATABASE_URL=url)
    assert result.exit_code == 1
    assert result.output.strip().startswith("✗ 数据库不能用：")
    assert len(result.output.strip().splitlines()) == 1


def test_demo_cases_are_printed_as_json_lines(run: Runner) -> None:
    result = run("demo", "--count", 300, "--seed", 5, "--show", 5)
    assert result.exit_code == 0
    shown = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(shown) == 5
    assert all({"case_number", "query_code", "party", "id_tail"} <= set(one) for one in shown)


def test_demo_cases_and_an_import_live_side_by_side(run: Runner, tmp_path: Path) -> None:
    assert run("import", copy_of(tmp_path), "--mapping", MAPPING).exit_code == 0
    assert run("demo", "--count", 30).exit_code == 0
    again = run("import", tmp_path / "court_system.sample.csv", "--mapping", MAPPING)
    assert "没有变化 20 件" in again.output


def test_production_takes_no_demo_cases(run: Runner) -> None:
    secrets = dict.fromkeys(("SECRET_KEY", "HASH_KEY", "ENGINE_TOKEN"), "a-secret-of-the-tests")
    result = run("demo", "--count", 3, ENVIRONMENT="production", **secrets)
    assert result.exit_code == 1
    assert "正式环境" in result.output
