"""The three processes of the assistant on one machine."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlencode

from bot.settings import ROOT, Settings
from bot.supervisor.spec import ProcessSpec

ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"

# Rasa asks nobody outside, and says what matters.
RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
QUIET = ("-W", "ignore::DeprecationWarning")
# `make test` validates the data; here that would double the time.
TRAIN = (str(ENGINE_PYTHON), *QUIET, "-m", "rasa", "train", "--skip-validation")


def processes(chosen: Settings, model: Path) -> tuple[ProcessSpec, ...]:
    """Return actions, engine and gateway, in the order in which they depend on each other."""
    return actions(chosen), engine(chosen, model), gateway(chosen)


def actions(chosen: Settings) -> ProcessSpec:
    """The action server, on this machine only."""
    return ProcessSpec(
        "actions",
        (sys.executable, "-m", "actions"),
        ROOT,
        ready_url=f"http://{chosen.actions_host}:{chosen.actions_port}/health",
    )


def engine(chosen: Settings, model: Path) -> ProcessSpec:
    """Rasa, on this machine only."""
    host, port = chosen.engine_host, str(chosen.engine_port)
    return ProcessSpec(
        "engine",
        (
            *(str(ENGINE_PYTHON), *QUIET, "-m", "bot.nlu.serve"),
            *("-i", host, "-p", port, "-m", str(model)),
            *("--endpoints", "endpoints.yml", "--credentials", "credentials.yml"),
        ),
        ROOT,
        env={
            **RASA,
            "ENGINE_TOKEN": chosen.engine_token.get_secret_value(),
            "ACTIONS_HOST": chosen.actions_host,
            "ACTIONS_PORT": str(chosen.actions_port),
            "TRACKERS_URL": f"sqlite:///{chosen.var_dir.absolute() / 'trackers.db'}",
        },
        ready_url=f"http://{host}:{port}/webhooks/gateway/",
    )


def gateway(chosen: Settings) -> ProcessSpec:
    """The doors."""
    return ProcessSpec(
        "gateway",
        (sys.executable, "-m", "channels"),
        ROOT,
        ready_url=f"{address(chosen)}/healthz",
    )


def address(chosen: Settings) -> str:
    """Return where the gateway is reached from this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    host = everywhere.get(chosen.bind_address, chosen.bind_address)
    return f"http://{f'[{host}]' if ':' in host else host}:{chosen.port}"


def engine_status(chosen: Settings) -> str:
    """Return the address at which Rasa says which model it has loaded."""
    token = chosen.engine_token.get_secret_value()
    query = urlencode({"token": token})
    return f"http://{chosen.engine_host}:{chosen.engine_port}/status?{query}"
