"""Run every test there is and count them.

Stages run beside each other where they do not wait for one another; the output of each is kept in
var/test/<stage>.log and shown when it fails. The last line is ``N passed, N failed``. Names of
stages given as arguments run only those, with what they need.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "test"
SERVICE = str(ROOT / ".venv" / "bin" / "python")
ENGINE = str(ROOT / ".venv-engine" / "bin" / "python")
QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
AT_ONCE = max(2, (os.cpu_count() or 2) // 2)
SHOWN_LINES = 80


@dataclass
class Counts:
    """What a stage found."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


@dataclass
class Stage:
    """One command, what must have passed before it, and how its result is counted."""

    name: str
    argv: Sequence[str]
    needs: Sequence[str] = ()
    env: dict[str, str] = field(default_factory=dict)
    count: Callable[[Stage, int], Counts] = lambda _stage, code: one(code)

    @property
    def log(self) -> Path:
        return OUT / f"{self.name}.log"

    @property
    def report(self) -> Path:
        return OUT / f"{self.name}.xml"


def one(code: int) -> Counts:
    """Count a whole stage as one check."""
    return Counts(passed=1) if code == 0 else Counts(failed=1)


def count_pytest(stage: Stage, code: int) -> Counts:
    """Count the tests in pytest's report; a run that broke before its end has failed."""
    if not stage.report.exists():
        return Counts(failed=1)
    suite = ElementTree.parse(stage.report).getroot().find("testsuite")
    assert suite is not None
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    if code and not failed:
        failed = 1
    return Counts(max(total - failed - skipped, 0), failed, skipped)


def count_warnings(stage: Stage, code: int) -> Counts:
    """Count a validation: ``rasa data validate`` ends with 0 whatever it warns of."""
    allowed = allowed_warnings()
    found = warnings_in(stage.log.read_text(encoding="utf-8"))
    wrong = [line for line in found if not any(text in line for text in allowed)]
    idle = [text for text in allowed if not any(text in line for line in found)]
    with stage.log.open("a", encoding="utf-8") as log:
        log.writelines(f"not allowed: {line}\n" for line in wrong)
        log.writelines(f"allowed but not seen, delete it: {text}\n" for text in idle)
    return one(code or len(wrong) + len(idle))


def warnings_in(text: str) -> list[str]:
    """Return the warnings and errors in Rasa's output."""
    pattern = r"(?:(?:WARNING|ERROR|CRITICAL)\s+\S+\s+- |(?:User|Future)Warning: )(.+)"
    return re.findall(pattern, text)


def allowed_warnings() -> list[str]:
    """Return the lines of tests/validate_allowed.txt, comments left out."""
    lines = (ROOT / "tests" / "validate_allowed.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def count_stories(stage: Stage, code: int) -> Counts:
    """Count the conversations in Rasa's report."""
    report = OUT / "stories" / "story_report.json"
    if code or not report.exists():
        return Counts(failed=1)
    result = json.loads(report.read_text(encoding="utf-8"))["conversation_accuracy"]
    failed_stories = OUT / "stories" / "failed_test_stories.yml"
    if failed_stories.exists():
        with stage.log.open("a", encoding="utf-8") as log:
            log.write(failed_stories.read_text(encoding="utf-8"))
    return Counts(result["correct"], result["total"] - result["correct"])


def pytest(name: str, *paths: str, python: str = SERVICE, needs: Sequence[str] = ()) -> Stage:
    """Return a stage that runs pytest over some folders."""
    argv = (python, "-m", "pytest", "-q", *paths, f"--junitxml={OUT / name}.xml")
    return Stage(name, argv, needs, count=count_pytest)


def rasa(name: str, *arguments: str, needs: Sequence[str] = ()) -> Stage:
    """Return a stage that runs Rasa."""
    argv = (ENGINE, "-W", "ignore::DeprecationWarning", "-m", "rasa", *arguments)
    return Stage(name, argv, needs, QUIET_RASA)


def stages() -> list[Stage]:
    """Return every stage; the long ones that others wait for come first."""
    validate = rasa("validate", "data", "validate")
    validate.count = count_warnings
    stories = rasa(
        *("stories", "test", "core", "--e2e", "--stories", "tests/stories"),
        *("--out", str(OUT / "stories")),
        needs=("train",),
    )
    stories.count = count_stories
    return [
        Stage("train", (SERVICE, "-m", "bot", "train")),
        pytest("unit", "tests/unit", "tests/functional"),
        Stage("page", (SERVICE, "scripts/build_page.py")),
        Stage("chromium", (SERVICE, "scripts/chromium.py")),
        pytest("browser", "tests/browser", needs=("page", "chromium")),
        validate,
        pytest("engine", "tests/engine", python=ENGINE, needs=("train",)),
        stories,
        pytest("system", "tests/system", needs=("train", "page")),
    ]


class Screen:
    """A terminal sees what is under way; a log gets one line when a stage begins."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False, soft_wrap=True)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        is_log = not self._console.is_terminal
        self._progress = Progress(*columns, console=self._console, transient=True, disable=is_log)

    def __enter__(self) -> None:
        self._progress.start()

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    @contextmanager
    def under_way(self, name: str) -> Iterator[None]:
        """Show a stage while it runs."""
        if not self._console.is_terminal:
            self.say(f"… {name}")
        task = self._progress.add_task(name)
        yield
        self._progress.remove_task(task)

    def say(self, *lines: str) -> None:
        """Print lines above what is under way."""
        for line in lines:
            self._console.print(line)


class Runner:
    """Runs stages, a few at once."""

    def __init__(self, chosen: Sequence[Stage]) -> None:
        self.total = Counts()
        self._stages = chosen
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._results: dict[str, asyncio.Task[bool]] = {}
        self._screen = Screen()

    async def run(self) -> Counts:
        """Run everything and return the counts."""
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        for stage in self._stages:
            self._results[stage.name] = asyncio.create_task(self._run(stage))
        with self._screen:
            await asyncio.gather(*self._results.values())
        return self.total

    async def _run(self, stage: Stage) -> bool:
        if not all([await self._results[name] for name in stage.needs]):
            return self._conclude(stage, Counts(failed=1), "not run: what it needs has failed")
        async with self._slots:
            began = time.monotonic()
            with self._screen.under_way(stage.name):
                code = await execute(stage)
        counts = stage.count(stage, code)
        return self._conclude(stage, counts, f"{time.monotonic() - began:.0f} s")

    def _conclude(self, stage: Stage, counts: Counts, remark: str) -> bool:
        self.total += counts
        if counts.failed and stage.log.exists():
            lines = stage.log.read_text(encoding="utf-8", errors="replace").splitlines()
            self._screen.say(*(f"  {stage.name} | {line}" for line in lines[-SHOWN_LINES:]))
        self._screen.say(f"{'✗' if counts.failed else '✓'} {stage.name}: {counts} ({remark})")
        return not counts.failed


async def execute(stage: Stage) -> int:
    """Run a stage's command with its output in its log; return its code."""
    with stage.log.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *stage.argv,
            cwd=ROOT,
            env={**os.environ, **stage.env},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise


def selected(names: Sequence[str]) -> list[Stage]:
    """Return the named stages and what they need; all of them without a name."""
    every = {stage.name: stage for stage in stages()}
    unknown = [name for name in names if name not in every]
    if unknown:
        raise SystemExit(f"No stage {', '.join(unknown)}; there are {', '.join(every)}.")
    wanted = set(names or every)
    for name in list(wanted):
        wanted.update(every[name].needs)
    return [stage for name, stage in every.items() if name in wanted]


def say(text: str) -> None:
    """Print at once, so that a log shows what is under way."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the stages named on the command line, or all."""
    began = time.monotonic()
    try:
        counts = asyncio.run(Runner(selected(sys.argv[1:])).run())
    except KeyboardInterrupt:
        say("stopped")
        return 130
    say(f"everything in {time.monotonic() - began:.0f} s")
    say(str(counts))
    return 1 if counts.failed or not counts.passed else 0


if __name__ == "__main__":
    sys.exit(main())
