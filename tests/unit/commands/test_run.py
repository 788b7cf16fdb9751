"""What ``run`` does before, between and after its processes."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.cases.models import Source
from bot.commands import demo, run
from bot.commands.run import ModelNotLoaded
from bot.court.case_number import CaseNumber
from bot.db import Database
from bot.desk.staff import accounts
from bot.settings import Settings
from bot.supervisor.errors import CannotStart, GaveUp
from bot.supervisor.instance import Instance

Answer = Callable[[str], tuple[int, object]]


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(environment="demo", var_dir=tmp_path)


@pytest.fixture
def served() -> Iterator[Callable[[Answer], int]]:
    """Start a server that answers every path as the test says; return its port."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> int:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, body = answer(self.path)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            do_POST = do_GET

            def log_message(self, *_arguments: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        return server.server_port

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def quiet() -> Console:
    return Console(file=io.StringIO(), highlight=False, soft_wrap=True)


def text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def gateway(*replies: dict[str, object]) -> Answer:
    def answer(path: str) -> tuple[int, object]:
        if path == "/api/chat/sessions":
            return 200, {"session": "s1", "greeting": {"replies": []}}
        return 200, {"replies": list(replies)}

    return answer


async def test_an_answer_with_its_source_is_an_answer(
    chosen: Settings, served: Callable[[Answer], int]
) -> None:
    port = served(gateway({"text": "8,800元", "sources": [{"law": "诉讼费用交纳办法"}]}))
    await run.first_answer(chosen.model_copy(update={"port": port}))


async def test_an_apology_is_no_answer(chosen: Settings, served: Callable[[Answer], int]) -> None:
    port = served(gateway({"text": "抱歉，系统现在答不上来。"}))
    with pytest.raises(GaveUp) as gave_up:
        await run.first_answer(chosen.model_copy(update={"port": port}))
    assert str(gave_up.value) == (
        "服务都在运行，但第一个问题没有得到真正的回答：抱歉，系统现在答不上来。"
    )


async def test_a_gateway_that_refuses_is_quoted(
    chosen: Settings, served: Callable[[Answer], int]
) -> None:
    port = served(lambda _path: (503, {"error": {"code": "busy", "message": "系统正忙。"}}))
    with pytest.raises(GaveUp) as gave_up:
        await run.first_answer(chosen.model_copy(update={"port": port}))
    assert str(gave_up.value) == "服务都在运行，但第一个问题没有得到回答：系统正忙。"


async def test_an_engine_with_a_model_passes(
    chosen: Settings, served: Callable[[Answer], int]
) -> None:
    port = served(lambda _path: (200, {"model_file": "x.tar.gz"}))
    await run.require_loaded_model(chosen.model_copy(update={"engine_port": port}))


async def test_an_engine_without_a_model_is_found_out(
    chosen: Settings, served: Callable[[Answer], int]
) -> None:
    port = served(lambda _path: (409, {"status": "failure", "reason": "Conflict"}))
    with pytest.raises(ModelNotLoaded, match="引擎加载不了模型。"):
        await run.require_loaded_model(chosen.model_copy(update={"engine_port": port}))


async def test_an_engine_that_is_gone_again_is_one_sentence(chosen: Settings) -> None:
    nobody = chosen.model_copy(update={"engine_port": 9})
    with pytest.raises(GaveUp, match="engine 就绪以后又没有响应。"):
        await run.require_loaded_model(nobody)


@pytest.mark.parametrize("broken", [True, False])
async def test_a_model_that_cannot_be_loaded_is_trained_once_more(
    chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    trained: list[bool] = []
    served: list[Path] = []

    async def nothing(*_arguments: object) -> None:
        return None

    async def model(_chosen: Settings, _console: Console, *, force: bool = False) -> Path:
        trained.append(force)
        return tmp_path / f"{len(trained)}.tar.gz"

    async def serve(_chosen: Settings, path: Path, *_others: object) -> None:
        served.append(path)
        if broken and len(served) == 1:
            raise ModelNotLoaded("引擎加载不了模型。")

    monkeypatch.setattr(run, "ENGINE_PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "require_ports", lambda _chosen: None)
    monkeypatch.setattr(run, "build_page", nothing)
    monkeypatch.setattr(run, "prepare_data", nothing)
    monkeypatch.setattr(run, "up_to_date_model", model)
    monkeypatch.setattr(run, "serve", serve)
    console = quiet()
    with Instance(tmp_path / "run.lock", "busy") as instance:
        await run.start_and_watch(chosen, instance, console)
    assert trained == ([False, True] if broken else [False])
    assert [path.name for path in served] == ["1.tar.gz", "2.tar.gz"][: len(trained)]
    assert text(console) == ("引擎加载不了模型。重新训练。\n" if broken else "")


async def test_without_the_engines_environment_nothing_is_begun(
    chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ENGINE_PYTHON", tmp_path / ".venv-engine" / "bin" / "python")
    with (
        Instance(tmp_path / "run.lock", "busy") as instance,
        pytest.raises(CannotStart, match=r"缺少运行环境 \.venv-engine。请先运行 make setup。"),
    ):
        await run.start_and_watch(chosen, instance, quiet())


async def test_a_page_that_cannot_be_built_says_why(
    chosen: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "build_page.py").write_text("raise SystemExit('Node.js is missing')")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    with Instance(tmp_path / "run.lock", "busy") as instance, pytest.raises(GaveUp) as gave_up:
        await run.build_page(chosen, instance, quiet())
    assert str(gave_up.value) == "网页没有生成。"
    assert gave_up.value.last_lines == ("Node.js is missing",)


async def sources(chosen: Settings) -> Sequence[str]:
    database = Database(chosen.database)
    async with database.read() as session:
        names = (await session.scalars(Source.__table__.select())).all()
    await database.close()
    return [str(name) for name in names]


async def test_the_demo_gets_cases_and_accounts_to_try(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "COUNT", 40)
    made = await run.prepare_data(chosen)
    assert made is not None and len(made.cases) == run.SHOWN
    assert all(case["case_number"] and case["query_code"] for case in made.cases)
    assert await run.prepare_data(chosen) == made
    court = CaseNumber.parse(made.cases[0]["case_number"]).court_code
    database = Database(chosen.database)
    async with database.read() as session:
        rows = await accounts.of_court(session, court)
    await database.close()
    assert sorted(row.name for row in rows) == sorted(name for name, _ in made.staff.names)


async def test_outside_the_demo_only_the_tables_are_made(chosen: Settings) -> None:
    serious = chosen.model_copy(update={"environment": "test"})
    assert await run.prepare_data(serious) is None
    assert await sources(serious) == []


async def test_a_database_that_cannot_be_used_is_one_sentence(chosen: Settings) -> None:
    (chosen.var_dir / "assistant.db").write_bytes(b"no database" * 1000)
    with pytest.raises(GaveUp, match=r"数据库不能用：.*file is not a database"):
        await run.prepare_data(chosen)
