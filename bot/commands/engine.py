"""A module of the engine's environment: JSON in, JSON out, progress in between."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.processes import ENGINE_PYTHON, QUIET, RASA
from bot.settings import ROOT
from bot.supervisor import checks
from bot.supervisor.errors import GaveUp

# A line of standard error that begins so is for the screen.
PROGRESS = "progress: "
_LAST_LINES = 10
_LONGEST_LINE = 1 << 22


async def ask_engine(
    module: str,
    *arguments: str,
    given: object = None,
    say: Callable[[str], None] = lambda _progress: None,
) -> Any:
    """Run a module, give it a value and return the value in the last line that it writes.

    Raises:
        GaveUp: it failed; with the end of what it wrote.
    """
    checks.require_python(ENGINE_PYTHON)
    process = await asyncio.create_subprocess_exec(
        *(str(ENGINE_PYTHON), *QUIET, "-m", module, *arguments),
        cwd=ROOT,
        env={**os.environ, **RASA},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    assert process.stdin and process.stdout and process.stderr
    try:
        _, output, last = await asyncio.gather(
            _give(process.stdin, given), process.stdout.read(), _listen(process.stderr, say)
        )
        code = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if code:
        raise GaveUp(f"{module} 失败（退出码 {code}）。", last)
    return json.loads(output.strip().rpartition(b"\n")[2])


async def _give(stream: asyncio.StreamWriter, given: object) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its exit status tells why
        stream.write(json.dumps(given).encode())
        await stream.drain()
        stream.close()
        await stream.wait_closed()


async def _listen(stream: asyncio.StreamReader, say: Callable[[str], None]) -> tuple[str, ...]:
    last: deque[str] = deque(maxlen=_LAST_LINES)
    async for raw in stream:
        line = raw.decode(errors="replace").rstrip()
        if line.startswith(PROGRESS):
            say(line.removeprefix(PROGRESS))
        else:
            last.append(line)
    return tuple(last)
