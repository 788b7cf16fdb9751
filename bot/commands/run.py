"""``run``: build what is missing, start everything, and keep it running."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import httpx
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

import bot.cases.models
import bot.desk.models  # noqa: F401
from bot.cases.demo import fill, show
from bot.cases.errors import DemoRefused
from bot.cases.identity import Hasher
from bot.commands.client import Conversation, GatewayError
from bot.commands.teller import Teller
from bot.commands.terminal import failures_in_words, step
from bot.commands.train import up_to_date_model
from bot.db import Base, Database
from bot.processes import ENGINE_PYTHON, address, engine_status, processes
from bot.settings import ROOT, Settings, settings
from bot.supervisor import checks
from bot.supervisor.child import run_once
from bot.supervisor.errors import GaveUp, SupervisorError
from bot.supervisor.instance import Instance
from bot.supervisor.logfile import LogFile
from bot.supervisor.spec import ProcessSpec
from bot.supervisor.stopping import run_until_stopped
from bot.supervisor.supervisor import Supervisor

REFUSAL = "这里已经有一个在运行（进程号 {}）。请先在那边按 Ctrl-C，或者换一个 VAR_DIR 和端口。"

# Its answer needs the engine, the actions and the gateway, and names the rule it rests on.
DEMO_CASES, DEMO_SEED, SHOWN = 10_000, 1, 3
FIRST_QUESTION = "标的额五十万诉讼费多少"


class ModelNotLoaded(SupervisorError):
    """The engine could not load the model."""


def run() -> None:
    """Run the assistant until Ctrl-C, SIGTERM or a failure that restarts do not cure."""
    console = Console(highlight=False, soft_wrap=True)
    with failures_in_words():
        chosen = settings()
        checks.require_disk(chosen.var_dir)
        with Instance(chosen.var_dir / "run.lock", REFUSAL) as instance:
            if run_until_stopped(lambda: start_and_watch(chosen, instance, console)):
                console.print("已全部停止。")


async def start_and_watch(chosen: Settings, instance: Instance, console: Console) -> None:
    """Prepare, start and watch until cancelled.

    Raises:
        SupervisorError: something is missing, or a process cannot be kept alive.
    """
    checks.require_python(ENGINE_PYTHON)
    require_ports(chosen)
    await build_page(chosen, instance, console)
    await prepare_data(chosen, console)
    try:
        await serve(chosen, await up_to_date_model(chosen, console), instance, console)
    except ModelNotLoaded as error:
        console.print(f"{error}重新训练。", style="yellow")
        model = await up_to_date_model(chosen, console, force=True)
        await serve(chosen, model, instance, console)


async def serve(chosen: Settings, model: Path, instance: Instance, console: Console) -> None:
    """Start the three processes and watch them until cancelled.

    Raises:
        ModelNotLoaded: the engine runs without a model.
        GaveUp: a process cannot be kept alive, or no question is answered.
    """
    teller = Teller(console)
    specs = processes(chosen, model)
    async with Supervisor(specs, instance, log_dir(chosen), teller.hear) as supervisor:
        with step(console, "启动服务") as teller.detail:
            await supervisor.ready()
            await require_loaded_model(chosen)
        with step(console, "等第一个回答"):
            await first_answer(chosen)
        teller.welcome(address(chosen), log_dir(chosen), await demo_cases(chosen))
        await supervisor.watch()


def require_ports(chosen: Settings) -> None:
    """The three ports are free and different.

    Raises:
        CannotStart: which is not, and which setting to change.
    """
    checks.require_ports(chosen.host, {"PORT": chosen.port})
    inner = {"ENGINE_PORT": chosen.engine_port, "ACTIONS_PORT": chosen.actions_port}
    checks.require_ports("127.0.0.1", inner)


async def build_page(chosen: Settings, instance: Instance, console: Console) -> None:
    """Build the chat page if its sources changed.

    Raises:
        GaveUp: with the end of what the build wrote.
    """
    log = LogFile(log_dir(chosen) / "page.log")
    spec = ProcessSpec("page", (sys.executable, "scripts/build_page.py"), ROOT)
    with step(console, "生成网页"):
        if await run_once(spec, instance, log):
            raise GaveUp("网页没有生成。", log.last_lines)


async def prepare_data(chosen: Settings, console: Console) -> None:
    """Bring the tables up to date, and in the demo see to cases that lie around today.

    Raises:
        GaveUp: the database cannot be used.
    """
    database = Database(chosen.database)
    try:
        with step(console, "准备数据库") as detail:
            async with database.engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            if chosen.environment == "demo":
                hasher = Hasher(chosen.hash_key.get_secret_value())
                await fill(
                    database,
                    hasher,
                    count=DEMO_CASES,
                    seed=DEMO_SEED,
                    now=datetime.now().astimezone(),
                    progress=lambda done: detail(f"{done} 件演示案件"),
                )
    except (SQLAlchemyError, DemoRefused) as error:
        raise GaveUp(f"数据库不能用：{error}", ()) from error
    finally:
        await database.close()


async def demo_cases(chosen: Settings) -> list[tuple[str, str]]:
    """Return cases to try, with their query codes; none outside the demo."""
    if chosen.environment != "demo":
        return []
    database = Database(chosen.database)
    try:
        return [(case["case_number"], case["query_code"]) for case in await show(database, SHOWN)]
    finally:
        await database.close()


async def require_loaded_model(chosen: Settings) -> None:
    """The engine has loaded its model: a broken one leaves it running and deaf.

    Raises:
        ModelNotLoaded: it has none.
    """
    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
        response = await client.get(engine_status(chosen))
    if not response.is_success:
        raise ModelNotLoaded("引擎加载不了模型。")


async def first_answer(chosen: Settings) -> None:
    """Ask a question whose answer needs all three processes.

    Raises:
        GaveUp: the gateway, the engine or the actions did not do their part.
    """
    async with Conversation(address(chosen)) as conversation:
        try:
            await conversation.begin()
            replies = await conversation.say(FIRST_QUESTION)
        except GatewayError as error:
            raise GaveUp(f"服务都在运行，但第一个问题没有得到回答：{error}", ()) from error
    # An apology has no source.
    if not any(reply.get("sources") for reply in replies):
        said = " ".join(reply["text"] for reply in replies)
        raise GaveUp(f"服务都在运行，但第一个问题没有得到真正的回答：{said}", ())


def log_dir(chosen: Settings) -> Path:
    """Return where the logs are."""
    return chosen.var_dir / "log"
