"""The whole assistant on free ports with data of its own, through the supervisor that runs it."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from benchmarks.errors import BenchmarkFailed
from benchmarks.load import User, failure
from benchmarks.machine import Usage, usage
from benchmarks.messages import DemoCase
from bot.commands.demo import fill_and_show
from bot.court.case_number import CaseNumber
from bot.processes import processes
from bot.settings import Settings
from bot.supervisor.instance import Instance
from bot.supervisor.keeper import Event
from bot.supervisor.spec import ProcessSpec
from bot.supervisor.supervisor import Supervisor

HOST = "127.0.0.1"
WECHAT_TOKEN, WECHAT_APP_ID = "benchmark-wechat-token", "wx0123456789abcdef"
WECHAT_SECRET, WECHAT_AES_KEY = "benchmark-secret", "a1B2" * 10 + "c3D"
VOICE_TOKEN, VOICE_PUBLIC_URL = "the-token-of-the-measurement", "https://hotline.example"
SEED = 2
FIRST_QUESTION = "标的额五十万诉讼费多少"
_ASKED_ABOUT = 100
_UNLIMITED = 10_000_000


@dataclass(frozen=True)
class Stack:
    """A running assistant. ``started_in``: seconds from the start to the first answer."""

    port: int
    supervisor: Supervisor
    cases: tuple[DemoCase, ...]
    started_in: float
    wechat_api: str = ""

    def usages(self) -> dict[str, Usage]:
        """Return what each process has cost so far.

        Raises:
            BenchmarkFailed: one has died.
        """
        pids = self.supervisor.pids
        if dead := [name for name, pid in pids.items() if pid is None]:
            raise BenchmarkFailed(f"died during the measurement: {', '.join(dead)}")
        return {name: usage(pid) for name, pid in pids.items() if pid is not None}


@asynccontextmanager
async def running(
    folder: Path, model: Path, demo_cases: int, endpoints: str = "endpoints.yml"
) -> AsyncIterator[Stack]:
    """Run the assistant with ``model`` and its data in ``folder``; nothing is left on leaving.

    ``endpoints``: the engine's file, which says where the trackers are kept.

    Raises:
        BenchmarkFailed: the first question got no answer.
        SupervisorError: a process cannot be kept alive.
    """
    chosen = _settings(folder)
    cases = await _demo(chosen, demo_cases)
    with ExitStack() as held:
        instance = held.enter_context(Instance(folder / "run.lock", "{}"))
        specs = [_spec(chosen, each, endpoints) for each in processes(chosen, model)]
        began = time.monotonic()
        async with Supervisor(specs, instance, folder / "log", _ignore) as supervisor:
            await supervisor.ready()
            await _first_answer(chosen.port)
            started_in = time.monotonic() - began
            yield Stack(chosen.port, supervisor, cases, started_in, chosen.wechat_api_base_url)


def _ignore(_event: Event) -> None:
    """A restart shows as a failed turn."""


def _settings(folder: Path) -> Settings:
    port, engine, actions, wechat = free_ports(4)
    return Settings(
        environment="test",
        host=HOST,
        port=port,
        engine_host=HOST,
        engine_port=engine,
        actions_host=HOST,
        actions_port=actions,
        var_dir=folder,
        database_url="",
        turn_timeout=60.0,
        messages_per_minute=_UNLIMITED,
        address_messages_per_minute=_UNLIMITED,
        trusted_proxies="",
        twilio_auth_token=SecretStr(VOICE_TOKEN),
        public_url=VOICE_PUBLIC_URL,
        wechat_token=SecretStr(WECHAT_TOKEN),
        wechat_app_id=WECHAT_APP_ID,
        wechat_app_secret=SecretStr(WECHAT_SECRET),
        wechat_encoding_aes_key=SecretStr(WECHAT_AES_KEY),
        wechat_mode="secure",
        wechat_api_base_url=f"http://{HOST}:{wechat}",
    )


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on; held together, so that they differ."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _spec(chosen: Settings, spec: ProcessSpec, endpoints: str) -> ProcessSpec:
    """Return the spec of a process that sees these settings and no others."""
    argv = tuple(endpoints if part == "endpoints.yml" else part for part in spec.argv)
    trackers = {"TRACKERS_FILE": str(chosen.var_dir / "rasa-trackers.db")}
    return replace(spec, argv=argv, env={**environment(chosen), **trackers, **spec.env})


def environment(chosen: Settings) -> dict[str, str]:
    """Return settings as the environment of a process."""
    values = {name.upper(): getattr(chosen, name) for name in Settings.model_fields}
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
    }


async def _demo(chosen: Settings, count: int) -> tuple[DemoCase, ...]:
    """Fill the database with demo cases and return some that can be asked about."""
    shown = await fill_and_show(chosen, count, SEED, _ASKED_ABOUT)
    return tuple(
        DemoCase(case["case_number"], case["query_code"])
        for case in shown
        if not CaseNumber.parse(case["case_number"]).legacy
    )


async def _first_answer(port: int) -> None:
    user = User(HOST, port)
    try:
        await user.begin()
        _, replies = await user.say(FIRST_QUESTION)
    finally:
        user.close()
    if wrong := failure(FIRST_QUESTION, replies):
        raise BenchmarkFailed(wrong)
