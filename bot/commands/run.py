"""``run``: build what is missing, start everything, and keep it running."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot.cases.errors import DemoRefused
from bot.commands import demo
from bot.commands.client import Conversation, GatewayError
from bot.commands.demo import fill_and_show
from bot.commands.teller import Teller
from bot.commands.terminal import failures_in_words, step
from bot.commands.train import up_to_date_model
from bot.court.case_number import CaseNumber
from bot.db import Database
from bot.desk.staff.demo import DemoStaff, ensure
from bot.desk.staff.errors import StaffError
from bot.migrations import upgrade
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

SHOWN = 3
REFUSAL = "这里已经有一个在运行（进程号 {}）。请先在那边按 Ctrl-C，或者换一个 VAR_DIR 和端口。"

# Its answer needs the engine, the actions and the gateway, and names the rule it rests on.
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
    demo_data = await prepare_data(chosen)
    try:
        await serve(chosen, await up_to_date_model(chosen, console), demo_data, instance, console)
    except ModelNotLoaded as error:
        console.print(f"{error}重新训练。", style="yellow")
        model = await up_to_date_model(chosen, console, force=True)
        await serve(chosen, model, demo_data, instance, console)


async def serve(
    chosen: Settings,
    model: Path,
    demo_data: DemoData | None,
    instance: Instance,
    console: Console,
) -> None:
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
        cases, staff = (demo_data.cases, demo_data.staff) if demo_data else ((), None)
        teller.welcome(address(chosen), log_dir(chosen), cases, staff)
        await supervisor.watch()


def require_ports(chosen: Settings) -> None:
    """The three ports are free and different.

    Raises:
        CannotStart: which is not, and which setting to change.
    """
    checks.require_ports(
        {
            "PORT": (chosen.bind_address, chosen.port),
            "ENGINE_PORT": (chosen.engine_host, chosen.engine_port),
            "ACTIONS_PORT": (chosen.actions_host, chosen.actions_port),
        }
    )


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


@dataclass(frozen=True)
class DemoData:
    """What the demo can be tried with."""

    cases: Sequence[dict[str, str]]
    staff: DemoStaff


async def prepare_data(chosen: Settings) -> DemoData | None:
    """Bring the tables up to date; in the demo return cases and accounts to try.

    Raises:
        GaveUp: the database cannot be used.
    """
    database = Database(chosen.database)
    try:
        if chosen.environment == "demo":
            with suppress(DemoRefused):  # real cases were imported: nothing is made up
                return await demo_data(chosen, database)
        await upgrade(database)
    except SQLAlchemyError as error:
        raise GaveUp(f"数据库不能用：{error.args[0] if error.args else error}", ()) from error
    except StaffError as error:
        raise GaveUp(str(error), ()) from error
    finally:
        await database.close()
    return None


async def demo_data(chosen: Settings, database: Database) -> DemoData:
    """Return demo cases, made up if there are none, and accounts of the first one's court.

    Raises:
        DemoRefused: real cases were imported.
    """
    cases = await fill_and_show(chosen, demo.COUNT, demo.SEED, SHOWN)
    court = CaseNumber.parse(cases[0]["case_number"]).court_code or ""
    async with database.write() as session:
        staff = await ensure(session, chosen.environment, court, chosen.var_dir)
    return DemoData(cases, staff)


async def require_loaded_model(chosen: Settings) -> None:
    """The engine has loaded its model: a broken one leaves it running and deaf.

    Raises:
        ModelNotLoaded: it has none.
        GaveUp: it does not say.
    """
    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
        try:
            response = await client.get(engine_status(chosen))
        except httpx.HTTPError as error:
            raise GaveUp("engine 就绪以后又没有响应。", ()) from error
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
