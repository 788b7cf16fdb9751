"""Build the two environments of the project from their locks; standard library only.

``.venv`` (Python 3.11+) holds the service and the developers' tools, ``.venv-engine`` (Python
3.10) holds Rasa. An environment whose stamp names the hash of its lock is left alone, so running
this again costs a tenth of a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "tools"
UV_LOCK = ROOT / "requirements" / "uv.txt"
UV = TOOLS / "uv" / "bin" / "uv"


class BootstrapError(Exception):
    """The environments cannot be built; the message says what to do."""


class Environment(NamedTuple):
    """One virtual environment: where it is, what fills it, which Pythons can carry it."""

    name: str
    lock: str
    pythons: tuple[tuple[int, int], ...]
    disk_gigabytes: float

    @property
    def path(self) -> Path:
        return ROOT / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.path / "lock.sha256"

    def lock_hash(self) -> str:
        return hashlib.sha256((ROOT / "requirements" / self.lock).read_bytes()).hexdigest()

    def is_current(self) -> bool:
        """Whether the environment runs and was filled from today's lock."""
        if not self.stamp.exists() or self.stamp.read_text() != self.lock_hash():
            return False
        return version_of(str(self.python)) in self.pythons


ENVIRONMENTS = (
    Environment(".venv", "dev.txt", ((3, 11), (3, 12), (3, 13)), 1.0),
    # Rasa 3.6 runs on nothing newer than Python 3.10.
    Environment(".venv-engine", "engine.txt", ((3, 10),), 4.0),
)


def main() -> int:
    """Bring every environment up to date, one bootstrap at a time."""
    try:
        TOOLS.mkdir(parents=True, exist_ok=True)
        with (TOOLS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stale = [each for each in ENVIRONMENTS if not each.is_current()]
            if stale:
                install_uv()
            for number, environment in enumerate(stale, 1):
                say(f"[{number}/{len(stale)}] {environment.name} from {environment.lock}")
                build(environment)
    except BootstrapError as error:
        sys.stderr.write(f"bootstrap: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("bootstrap: stopped; run it again and it goes on from here.\n")
        return 130
    return 0


def install_uv() -> None:
    """Put the pinned uv into an environment of its own, so that no tool is asked of the machine."""
    stamp = TOOLS / "uv" / "lock.sha256"
    wanted = hashlib.sha256(UV_LOCK.read_bytes()).hexdigest()
    if UV.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("[uv] installing the installer")
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    made = run(sys.executable, "-m", "venv", str(TOOLS / "uv"), quiet=True)
    if made.returncode:
        raise BootstrapError(
            f"{sys.executable} cannot make a virtual environment "
            "(Debian, Ubuntu: apt-get install python3-venv)."
        )
    pip = str(TOOLS / "uv" / "bin" / "python")
    if run(pip, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(UV_LOCK)).returncode:
        raise BootstrapError("pip could not install uv; see its message above.")
    stamp.write_text(wanted)


def build(environment: Environment) -> None:
    """Create the environment if its Python is missing or wrong, then make it equal to its lock."""
    started = time.monotonic()
    require_disk(environment)
    environment.stamp.unlink(missing_ok=True)
    if version_of(str(environment.python)) not in environment.pythons:
        python = find_python(environment.pythons)
        if run(str(UV), "venv", "-q", "--clear", "-p", python, str(environment.path)).returncode:
            raise BootstrapError(f"uv could not create {environment.name}; see its message above.")
    lock = str(ROOT / "requirements" / environment.lock)
    # In a log the progress bars are missing and the list of packages is noise.
    quiet = [] if sys.stderr.isatty() else ["-q"]
    sync = ("pip", "sync", *quiet, "-p", str(environment.python), "--require-hashes", lock)
    if run(str(UV), *sync).returncode:
        raise BootstrapError(
            f"uv could not install {environment.lock}; see its message above. "
            "Check the network (a mirror can be named in UV_DEFAULT_INDEX) and run this again."
        )
    environment.stamp.write_text(environment.lock_hash())
    say(f"      {environment.name} is ready ({time.monotonic() - started:.0f} s)")


def require_disk(environment: Environment) -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < environment.disk_gigabytes:
        raise BootstrapError(
            f"{environment.name} needs {environment.disk_gigabytes:.0f} GB of free disk and "
            f"{ROOT} has {free:.1f} GB; make room and run this again."
        )


def find_python(versions: tuple[tuple[int, int], ...]) -> str:
    """Path of a Python of one of ``versions`` (the first is preferred): PATH, pyenv, uv's own.

    Raises:
        BootstrapError: there is none and uv could not bring one.
    """
    for version in versions:
        for candidate in candidates(version):
            if version_of(candidate) == version:
                return candidate
    name = ".".join(map(str, versions[0]))
    say(f"      no Python {name} on this machine; asking uv for one")
    if run(str(UV), "python", "install", "-q", name, quiet=True).returncode == 0:
        found = run(str(UV), "python", "find", "--managed-python", name, capture=True)
        if found.returncode == 0:
            return found.stdout.strip()
    wanted = " or ".join(".".join(map(str, version)) for version in versions)
    raise BootstrapError(
        f"Python {wanted} was not found (looked on PATH, in pyenv and at uv's own). "
        f"Get it with 'pyenv install {name}' or from your system's packages, then run this again."
    )


def candidates(version: tuple[int, int]) -> list[str]:
    name = ".".join(map(str, version))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    folders = [*pyenv.glob(f"{name}.*"), *uv.glob(f"cpython-{name}.*")]
    on_path = [f"{folder}/python{name}" for folder in os.get_exec_path()]
    prefixes = ("/usr/local", "/opt/homebrew")
    return [
        *on_path,
        *(f"{folder}/python3" for folder in os.get_exec_path()),
        *(str(folder / "bin" / "python") for folder in sorted(folders, reverse=True)),
        *(f"{prefix}/opt/python@{name}/bin/python{name}" for prefix in prefixes),
    ]


def version_of(python: str) -> tuple[int, int] | None:
    """(major, minor) of an interpreter, or None if it does not run (a pyenv shim may not)."""
    if not os.access(python, os.X_OK):
        return None
    ask = "import sys; print(*sys.version_info[:2])"
    answer = run(python, "-c", ask, capture=True)
    if answer.returncode:
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def run(*argv: str, capture: bool = False, quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a command from the root, free of the caller's virtual environment."""
    hidden = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "CONDA_PREFIX")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    output = subprocess.PIPE if capture or quiet else None
    return subprocess.run(
        argv,
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=output,
        text=True,
        check=False,
    )


def say(line: str) -> None:
    # Flushed, because uv writes to the same terminal between two lines.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
