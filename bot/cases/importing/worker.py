"""A second process that builds one batch while the first writes another.

It ends when the process that began it does, however that ends: nobody else holds the other end
of its pipe. A pool of ``concurrent.futures`` would be left behind.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from bot.cases.errors import ImportFailure
from bot.cases.importing.building import Asked, Builder, Built, Plan

# Bytes of a file below which starting a process takes longer than it saves.
_WORTH_IT = 4_000_000
_ENDED = "导入用的第二个进程被结束了。请再运行一次，会从中断的地方接着导入。"


class Building:
    """Builds one batch at a time: ``begin``, do something else, ``end``.

    Until the second process is up, or when there is none, the work is done here.
    """

    def __init__(self, plan: Plan, pipe: Connection | None) -> None:
        """Send to the process behind ``pipe``."""
        self._builder = Builder(plan)
        self._pipe = pipe
        self._up = False
        self._done: Built | None = None

    def begin(self, asked: list[Asked]) -> None:
        """Begin to build; ``end`` must come before the next ``begin``.

        Raises:
            ImportFailure: the second process was ended.
        """
        with _both_ends():
            if self._pipe is None or not self._is_up(self._pipe):
                self._done = self._builder.build(asked)
            else:
                self._pipe.send(asked)

    def _is_up(self, pipe: Connection) -> bool:
        if not self._up and pipe.poll():
            pipe.recv()
            self._up = True
        return self._up

    def end(self) -> Built:
        """Return what was built; waits for it.

        Raises:
            ImportFailure: the second process was ended.
            Exception: whatever it raised.
        """
        if self._done is not None:
            built, self._done = self._done, None
            return built
        assert self._pipe is not None
        with _both_ends():
            answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Built)
        return answer


@contextmanager
def _both_ends() -> Iterator[None]:
    """Say in words that nobody is at the other end of the pipe."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise ImportFailure(_ENDED) from None


@contextmanager
def building(plan: Plan, size: int) -> Iterator[Building]:
    """Yield a builder for a file of ``size`` bytes, with a second process if it is worth it."""
    if size < _WORTH_IT or (os.cpu_count() or 1) < 2:
        yield Building(plan, None)
        return
    ours, theirs = multiprocessing.Pipe()
    # Spawned, not forked: the database already has threads here.
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_work, args=(theirs, plan), name="import", daemon=True)
    process.start()
    theirs.close()
    try:
        yield Building(plan, ours)
    finally:
        ours.close()
        process.join(10)
        process.close()


def _work(pipe: Connection, plan: Plan) -> None:
    # Ctrl-C reaches both; the first process says what happened.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    builder = Builder(plan)
    try:
        pipe.send("up")
        while True:
            pipe.send(_answer(builder, pipe.recv()))
    except (EOFError, OSError):
        return


def _answer(builder: Builder, asked: list[Asked]) -> Built | Exception:
    try:
        return builder.build(asked)
    except Exception as error:
        return error
