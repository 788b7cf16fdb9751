"""What ``status`` reports, with everything up, everything down, and a broken neighbour."""

from __future__ import annotations

import io
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from rich.console import Console

from bot.cases.models import Source
from bot.commands import status
from bot.db import Base, Database
from bot.model import Models
from bot.settings import Settings

TOKEN = "a-token-of-the-tests"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(environment="test", var_dir=tmp_path, engine_token=SecretStr(TOKEN))


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    (tmp_path / "config.yml").write_text("language: zh")
    monkeypatch.setattr(status, "ROOT", tmp_path)
    return Models(tmp_path)


def up(models: Models) -> httpx.MockTransport:
    """Every process answers, the engine with today's model."""
    answers: dict[tuple[int | None, str], dict[str, Any]] = {
        (8000, "/healthz"): {"status": "ok"},
        (5005, "/status"): {"model_file": str(models.path()), "num_active_training_jobs": 0},
        (5055, "/health"): {"status": "ok"},
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/status":
            assert dict(request.url.params) == {"token": TOKEN}
        return httpx.Response(200, json=answers[request.url.port, request.url.path])

    return httpx.MockTransport(answer)


def down(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def drawn(report: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    console.print(status.table(report))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def with_data(chosen: Settings) -> None:
    database = Database(chosen.database)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.write() as session:
        moment = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
        session.add(Source(id=1, name="审判流程公开", as_of=moment))
    await database.close()


async def test_everything_up(chosen: Settings, models: Models) -> None:
    models.folder.mkdir()
    models.path().touch()
    await with_data(chosen)
    report = await status.gather(chosen, up(models))
    trained_at = report["model"].pop("trained_at")
    assert datetime.fromisoformat(trained_at) <= datetime.now()
    assert report == {
        "environment": "test",
        "address": "http://127.0.0.1:8000/",
        "processes": {"gateway": True, "engine": True, "actions": True},
        "versions": {
            "python": platform.python_version(),
            "rasa": "3.6.21",
            "rasa-sdk": version("rasa-sdk"),
            "fastapi": version("fastapi"),
            "sqlalchemy": version("sqlalchemy"),
        },
        "model": {
            "fingerprint": models.fingerprint(),
            "loaded": models.fingerprint(),
            "up_to_date": True,
        },
        "data": [{"name": "审判流程公开", "as_of": "2026-11-20T16:30:00+08:00"}],
    }


async def test_everything_down(chosen: Settings, models: Models) -> None:
    report = await status.gather(chosen, httpx.MockTransport(down))
    assert report["processes"] == {"gateway": False, "engine": False, "actions": False}
    assert report["model"] == {
        "fingerprint": models.fingerprint(),
        "trained_at": None,
        "loaded": None,
        "up_to_date": False,
    }
    assert report["data"] is None
    assert not (chosen.var_dir / "assistant.db").exists()
    shown = drawn(report)
    assert shown.count("没有运行") == 3
    assert "还没有训练，请运行 make train" in shown
    assert "运行 make run 会建立演示数据" in shown


async def test_an_engine_with_an_older_model_is_told(chosen: Settings, models: Models) -> None:
    models.folder.mkdir()
    models.path().touch()
    before = up(models)
    (models.folder.parent / "config.yml").write_text("language: zh # changed")
    models.path().touch()
    report = await status.gather(chosen, before)
    assert report["model"]["up_to_date"] is False
    assert "运行中的是旧模型，请重启" in drawn(report)


@pytest.mark.parametrize(
    "broken", [httpx.Response(500), httpx.Response(409), httpx.Response(200, text="<html>")]
)
async def test_a_neighbour_that_answers_badly_is_down(
    chosen: Settings, models: Models, broken: httpx.Response
) -> None:
    report = await status.gather(chosen, httpx.MockTransport(lambda _request: broken))
    assert report["processes"] == {"gateway": False, "engine": False, "actions": False}


async def test_a_database_without_tables_has_no_data(chosen: Settings, models: Models) -> None:
    (chosen.var_dir / "assistant.db").touch()
    assert (await status.gather(chosen, up(models)))["data"] is None
