"""``status``: what is up, which versions and model, how fresh the data are."""

from __future__ import annotations

import asyncio
import json
import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError

from bot.cases.models import Source
from bot.commands.database import opened
from bot.commands.terminal import failures_in_words
from bot.model import Models
from bot.processes import ENGINE_PYTHON, actions, address, engine_status
from bot.settings import ROOT, Settings, settings
from bot.supervisor.errors import GaveUp

Report = dict[str, Any]

_UP = {True: "[green]运行中[/green]", False: "[red]没有运行[/red]"}


def run(*, as_json: bool = False) -> None:
    """Print the report; the exit code is 1 unless everything is up."""
    with failures_in_words():
        report = asyncio.run(gather(settings()))
    console = Console(highlight=False)
    if as_json:
        console.print_json(json.dumps(report, ensure_ascii=False))
    else:
        console.print(table(report))
    if not all(report["processes"].values()):
        raise typer.Exit(1)


async def gather(chosen: Settings, transport: httpx.AsyncBaseTransport | None = None) -> Report:
    """Return the state of everything, as plain values."""
    async with httpx.AsyncClient(timeout=3.0, trust_env=False, transport=transport) as client:
        gateway, served, actions_up = await asyncio.gather(
            answer(client, f"{address(chosen)}/healthz"),
            answer(client, engine_status(chosen)),
            answer(client, actions(chosen).ready_url),
        )
    processes = {
        "gateway": gateway is not None,
        "engine": served is not None,
        "actions": actions_up is not None,
    }
    return {
        "environment": chosen.environment,
        "address": f"{address(chosen)}/",
        "processes": processes,
        "versions": versions(),
        "model": model(Models(ROOT), served or {}),
        "data": await sources(chosen),
    }


async def answer(client: httpx.AsyncClient, url: str) -> Report | None:
    """Return the JSON object at an address, ``None`` if nobody answers well."""
    try:
        response = await client.get(url)
        return dict(response.json()) if response.is_success else None
    except (httpx.HTTPError, ValueError):
        return None


def versions() -> dict[str, str]:
    """Return the versions of what matters, ``-`` for what is not installed."""
    packages = ENGINE_PYTHON.parent.parent.glob("lib/python*/site-packages/rasa-[0-9]*.dist-info")
    rasa = [package.name.removesuffix(".dist-info").partition("-")[2] for package in packages]
    return {
        "python": platform.python_version(),
        "rasa": rasa[0] if rasa else "-",
        "rasa-sdk": version("rasa-sdk"),
        "fastapi": version("fastapi"),
        "sqlalchemy": version("sqlalchemy"),
    }


def model(models: Models, served: Report) -> Report:
    """Return the model of today's sources and the one the engine has loaded."""
    path = models.path()
    trained = datetime.fromtimestamp(path.stat().st_mtime) if path.exists() else None
    loaded = Path(served.get("model_file") or "").name.removesuffix(".tar.gz")
    return {
        "fingerprint": models.fingerprint(),
        "trained_at": trained and trained.isoformat(timespec="seconds"),
        "loaded": loaded or None,
        "up_to_date": loaded == models.fingerprint() if loaded else trained is not None,
    }


async def sources(chosen: Settings) -> list[Report] | None:
    """Return what cases come from and how fresh they are; ``None`` if there is no database."""
    url = make_url(chosen.database)
    if url.get_backend_name() == "sqlite" and not is_file(url.database):
        return None  # asking would make the file
    try:
        async with opened(chosen) as database, database.read() as session:
            found = (await session.scalars(select(Source).order_by(Source.id))).all()
            return [{"name": each.name, "as_of": each.as_of.isoformat()} for each in found]
    except (GaveUp, SQLAlchemyError):
        return None


def model_text(state: Report) -> str:
    """Return when the model was trained and whether the engine uses it."""
    if state["trained_at"] is None:
        return "[yellow]还没有训练，请运行 make train[/yellow]"
    if not state["up_to_date"]:
        return f"{state['trained_at']} 训练，[yellow]运行中的是旧模型，请重启[/yellow]"
    return f"{state['trained_at']} 训练，是最新的"


def is_file(path: str | None) -> bool:
    """Whether there is a file at ``path``."""
    return bool(path) and Path(str(path)).is_file()


def table(report: Report) -> Table:
    """Return the report as a table."""
    drawn = Table(title=f"诉讼服务智能助手（{report['environment']}）", show_header=False)
    for name, is_up in report["processes"].items():
        drawn.add_row(name, _UP[is_up], report["address"] if name == "gateway" else "")
    state = report["model"]
    drawn.add_row("model", state["fingerprint"], model_text(state))
    drawn.add_section()
    for source in report["data"] or ():
        drawn.add_row("数据", source["name"], f"截至 {source['as_of'][:16]}")
    if not report["data"]:
        drawn.add_row("数据", "[yellow]还没有[/yellow]", "运行 make run 会建立演示数据")
    drawn.add_section()
    for name, number in report["versions"].items():
        drawn.add_row(name, number, "")
    return drawn
