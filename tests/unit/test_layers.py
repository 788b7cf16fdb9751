"""Imports point one way: court ← cases, knowledge ← desk ← actions, channels, console."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# What each package may import of ours; a package may always import itself.
ALLOWED = {
    "bot.court": set(),
    "bot.knowledge": {"bot.court"},
    "bot.evaluation": {"bot.knowledge"},
    "bot.nlu": {"bot.court", "bot.knowledge"},
    "bot.cases": {"bot.court", "bot.db"},
    "bot.desk": {"bot.court", "bot.cases", "bot.knowledge", "bot.db"},
    "actions": {
        "bot.court",
        "bot.cases",
        "bot.knowledge",
        "bot.desk",
        "bot.db",
        "bot.logs",
        "bot.settings",
    },
    "channels": {"bot.court", "bot.cases", "bot.desk", "bot.db", "bot.settings", "bot.logs"},
    "console": {"bot.court", "bot.cases", "bot.knowledge", "bot.desk", "bot.db", "bot.settings"},
}
# Where the gateway's process is put together, of doors and console.
PUT_TOGETHER = ROOT / "channels" / "__main__.py"
WEB_FRAMEWORKS = {"fastapi", "starlette", "sanic", "uvicorn", "twilio", "wechatpy"}


def _modules(package: str) -> list[Path]:
    found = sorted((ROOT / package.replace(".", "/")).rglob("*.py"))
    return [path for path in found if "node_modules" not in path.parts and path != PUT_TOGETHER]


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_is_below_it(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _modules(package)
        for name in sorted(_imports(path))
        if name.split(".")[0] in {"bot", "actions", "channels", "console"}
        if not any(_within(name, allowed) for allowed in {package, *ALLOWED[package]})
    ]
    assert wrong == []


def test_only_the_engine_part_imports_rasa() -> None:
    importers = {
        path.relative_to(ROOT).parts[:2]
        for package in ("bot", "actions", "channels", "console")
        for path in _modules(package)
        if any(_within(name, "rasa") for name in _imports(path))
    }
    assert importers == {("bot", "nlu")}


def test_bot_knows_nothing_of_http() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for package in ("bot.court", "bot.cases", "bot.knowledge", "bot.desk")
        for path in _modules(package)
        for name in _imports(path)
        if name.split(".")[0] in WEB_FRAMEWORKS
    ]
    assert wrong == []


def test_there_are_modules_to_look_at() -> None:
    assert all(_modules(package) for package in ALLOWED)
