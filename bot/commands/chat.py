"""``chat``: a conversation in the terminal, through the same web API as the page."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from rich.console import Console

from bot.commands.client import Conversation, GatewayError, Reply
from bot.commands.replies import show
from bot.commands.terminal import fail, failures_in_words
from bot.court.masking import mask
from bot.processes import address
from bot.settings import settings

LEAVE = ("退出", "/quit", "/exit", "quit", "exit")
RESTART = ("重新开始", "/new")
HINT = "输入编号可选按钮；“重新开始”开新对话，“退出”离开。"


def run() -> None:
    """Talk until 退出 or the end of the input; a pipe gives one message a line."""
    console = Console(highlight=False)
    with failures_in_words(), contextlib.suppress(KeyboardInterrupt):
        chosen = settings()
        typed = sys.stdin.isatty()
        history = chosen.var_dir / "chat_history"
        lines: Lines = Typed(history) if typed else Piped(sys.stdin)
        try:
            asyncio.run(talk(Conversation(address(chosen)), lines, console, hint=typed))
        except GatewayError as error:
            fail(str(error))


class Lines:
    """Where the messages come from."""

    async def read(self) -> str | None:
        """Return the next message, ``None`` at the end."""
        raise NotImplementedError


class Typed(Lines):
    """A person at a terminal, with a history that holds no codes and no identity numbers."""

    def __init__(self, history: Path) -> None:
        """Remember what was typed in the file ``history``."""
        history.parent.mkdir(parents=True, exist_ok=True)
        self._prompt: PromptSession[str] = PromptSession(history=MaskedHistory(str(history)))

    async def read(self) -> str | None:
        """Ask for a line; Ctrl-D ends."""
        try:
            return await self._prompt.prompt_async("您：")
        except EOFError:
            return None


class Piped(Lines):
    """A pipe or a file, one message a line."""

    def __init__(self, stream: TextIO) -> None:
        """Read from ``stream``."""
        self._stream = stream

    async def read(self) -> str | None:
        """Return the next line."""
        line = await asyncio.to_thread(self._stream.readline)
        return line.rstrip("\n") if line else None


class MaskedHistory(FileHistory):
    """A history file without codes, phones and identity numbers."""

    def store_string(self, string: str) -> None:
        """Write one line, masked as in the record."""
        super().store_string(mask(string))


async def talk(conversation: Conversation, lines: Lines, console: Console, *, hint: bool) -> None:
    """Hold a conversation until the lines end.

    Raises:
        GatewayError: no session could be opened.
    """
    async with conversation:
        buttons = show(console, await conversation.begin())
        if hint:
            console.print(HINT, style="dim")
        while (line := await lines.read()) is not None:
            line = line.strip()
            if line in LEAVE:
                return
            if line in RESTART:
                buttons = show(console, await conversation.begin())
            elif line:
                buttons = await turn(conversation, line, buttons, console)


async def turn(
    conversation: Conversation, line: str, buttons: Sequence[Reply], console: Console
) -> Sequence[Reply]:
    """Send one line, or the button whose number it is; show the replies, return their buttons."""
    try:
        with console.status("对方正在输入…"):
            replies = await said(conversation, line, buttons)
    except GatewayError as error:
        console.print(f"! {error}", style="yellow", markup=False)
        return buttons
    return show(console, replies)


async def said(conversation: Conversation, line: str, buttons: Sequence[Reply]) -> list[Reply]:
    """Return the replies to a line; a number picks the button that was shown with it."""
    if line.isdecimal() and 1 <= int(line) <= len(buttons):
        button = buttons[int(line) - 1]
        return await conversation.press(button["payload"], button["title"])
    return await conversation.say(line)
