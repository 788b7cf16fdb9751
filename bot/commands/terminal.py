"""What the commands share: steps with progress, and errors in one sentence."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.settings import SettingsError
from bot.supervisor.errors import GaveUp, SupervisorError


@contextmanager
def step(console: Console, title: str) -> Iterator[Callable[[str], None]]:
    """Show a step with its time; the function that is yielded shows a detail beside it.

    A terminal sees a moving line, anything else one line at the beginning and one at the end.
    """
    began = time.monotonic()
    if console.is_terminal:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(title)
            yield lambda detail: progress.update(task, description=f"{title} [dim]{detail}[/dim]")
    else:
        console.print(f"… {title}")
        yield lambda _detail: None
    console.print(f"[green]✓[/green] {title} [dim]{time.monotonic() - began:.1f} 秒[/dim]")


@contextmanager
def failures_in_words() -> Iterator[None]:
    """End the command with one sentence when something is missing, taken, full or wrong."""
    try:
        yield
    except GaveUp as error:
        fail(str(error), error.last_lines)
    except (SupervisorError, SettingsError) as error:
        fail(str(error))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        fail("磁盘已满，请先腾出空间。" if full else f"{error.strerror}：{error.filename}")


def fail(message: str, last_lines: Sequence[str] = ()) -> NoReturn:
    """End the command with one sentence, below the end of the log it is about."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in last_lines:
        errors.print(f"  {line}", style="dim", markup=False)
    errors.print(f"✗ {message}", style="red", markup=False)
    raise typer.Exit(1)
