"""Which Pythons the bootstrap takes, and when it leaves an environment alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import bootstrap
from scripts.bootstrap import BootstrapError, Environment

HERE = (sys.version_info.major, sys.version_info.minor)


def interpreter(folder: Path, name: str, script: str) -> Path:
    """Write a program that stands in for a Python."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing but an empty PATH folder, pyenv folder and home."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin/nowhere")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    return tmp_path


def test_this_python_says_its_version() -> None:
    assert bootstrap.version_of(sys.executable) == HERE


def test_a_shim_that_fails_is_no_python(machine: Path) -> None:
    shim = interpreter(
        machine / "bin", "python3.10", "echo 'pyenv: command not found' >&2; exit 127"
    )
    assert bootstrap.version_of(str(shim)) is None
    assert bootstrap.version_of(str(machine / "bin" / "missing")) is None


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("bin", "python3.10"),
        ("bin", "python3"),
        ("pyenv/versions/3.10.13/bin", "python"),
        ("uv/cpython-3.10.20-linux-x86_64-gnu/bin", "python"),
    ],
)
def test_a_python_is_found_wherever_it_is(machine: Path, folder: str, name: str) -> None:
    wanted = interpreter(machine / folder, name, "echo 3 10")
    interpreter(machine / "bin", "python3.11", "echo 3 11")
    assert bootstrap.find_python(((3, 10),)) == str(wanted)


def test_the_preferred_version_wins(machine: Path) -> None:
    interpreter(machine / "bin", "python3.12", "echo 3 12")
    preferred = interpreter(machine / "bin", "python3.11", "echo 3 11")
    assert bootstrap.find_python(((3, 11), (3, 12))) == str(preferred)


def test_uv_is_asked_when_there_is_none(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uv = interpreter(machine, "uv", 'case "$2" in find) echo /uv/python3.10;; esac')
    monkeypatch.setattr(bootstrap, "UV", uv)
    assert bootstrap.find_python(((3, 10),)) == "/uv/python3.10"


def test_a_missing_python_is_one_sentence(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "UV", interpreter(machine, "uv", "exit 2"))
    with pytest.raises(BootstrapError) as missing:
        bootstrap.find_python(((3, 11), (3, 12)))
    assert str(missing.value) == (
        "Python 3.11 or 3.12 was not found (looked on PATH, in pyenv and at uv's own). "
        "Get it with 'pyenv install 3.11' or from your system's packages, then run this again."
    )


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment that was filled from its lock."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "some.txt").write_text("rich==15.0.0\n")
    made = Environment(".venv", "some.txt", ((3, 10),), 1.0)
    interpreter(tmp_path / ".venv" / "bin", "python", "echo 3 10")
    made.stamp.write_text(made.lock_hash())
    return made


def test_an_environment_of_todays_lock_is_current(environment: Environment) -> None:
    assert environment.is_current()


def test_a_changed_lock_makes_it_stale(environment: Environment, tmp_path: Path) -> None:
    (tmp_path / "requirements" / "some.txt").write_text("rich==15.0.1\n")
    assert not environment.is_current()


def test_another_python_makes_it_stale(environment: Environment) -> None:
    interpreter(environment.python.parent, "python", "echo 3 12")
    assert not environment.is_current()


def test_a_python_that_is_gone_makes_it_stale(environment: Environment) -> None:
    environment.python.unlink()
    assert not environment.is_current()


def test_an_interrupted_installation_leaves_no_stamp(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "UV", interpreter(tmp_path, "uv", "exit 1"))
    (tmp_path / "requirements" / "some.txt").write_text("rich==15.0.1\n")
    with pytest.raises(BootstrapError, match=r"uv could not install some\.txt"):
        bootstrap.build(environment)
    assert not environment.stamp.exists()


def test_a_full_disk_is_one_sentence(environment: Environment) -> None:
    with pytest.raises(BootstrapError, match=r"\.venv needs 1000000 GB of free disk and .* has"):
        bootstrap.require_disk(environment._replace(disk_gigabytes=1e6))


def test_without_any_python_the_shell_says_so(tmp_path: Path) -> None:
    script = Path(bootstrap.__file__).with_name("bootstrap")
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    ran = subprocess.run(
        ("/bin/sh", str(script)), env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith("bootstrap: no Python 3 was found.")
