"""``python -m bot``: the one command line.

The commands are declared here and done in ``bot.commands``, whose modules are imported only when
their command runs: ``--help`` and ``case-number`` start in a fraction of a second.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

app = typer.Typer(
    name="python -m bot",
    help="诉讼服务智能助手：查案件进展，问诉讼程序，算费用和期限。",
    epilog="设置 (settings) 用环境变量，见 README。例：PORT=8080 python -m bot run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def run() -> None:
    """启动全部服务 (engine, actions, gateway)，就绪后给出网址；Ctrl-C 停止。"""
    from bot.commands import run as command

    command.run()


@app.command()
def chat() -> None:
    """在终端里对话 (terminal chat)；要先启动服务。也可以接管道，每行一句。"""
    from bot.commands import chat as command

    command.run()


@app.command()
def train(
    force: Annotated[bool, typer.Option("--force", help="没有改动也重新训练。")] = False,
) -> None:
    """训练对话模型 (Rasa model)；语料和配置没有改动时沿用现成的。"""
    from bot.commands import train as command

    command.run(force=force)


@app.command()
def status(
    as_json: Annotated[
        bool, typer.Option("--json", help="输出一个 JSON 对象，供程序读取。")
    ] = False,
) -> None:
    """看运行状况：各服务、版本、模型 (model)、案件数据的截至日期。"""
    from bot.commands import status as command

    command.run(as_json=as_json)


@app.command("case-number")
def case_number() -> None:
    """从每行文字里找出案号 (case numbers)，每行输出一个 JSON 对象。"""
    from bot.commands import case_number as command

    command.run(sys.stdin, sys.stdout)


if __name__ == "__main__":
    app()
