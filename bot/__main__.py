"""``python -m bot``: the one command line.

The commands are declared here and done in ``bot.commands``, whose modules are imported only when
their command runs: ``--help`` and ``case-number`` start in a fraction of a second. A module with
commands of its own (``knowledge``) is added whole, and waits with its imports likewise.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import knowledge, staff, voice, wechat

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
    """启动全部服务 (engine, actions, gateway)；Ctrl-C 停止。"""
    from bot.commands import run as command

    command.run()


@app.command()
def chat() -> None:
    """在终端里对话 (terminal)；也可以接管道，每行一句。"""
    from bot.commands import chat as command

    command.run()


@app.command()
def train(
    force: Annotated[bool, typer.Option("--force", help="没有改动也重新训练。")] = False,
) -> None:
    """训练对话模型 (Rasa model)；没有改动时沿用现成的。"""
    from bot.commands import train as command

    command.run(force=force)


@app.command()
def demo(
    count: Annotated[int, typer.Option(help="写入多少件。")] = 10_000,
    seed: Annotated[int, typer.Option(help="随机种子 (seed)；同一天同一种子写入的案件相同。")] = 1,
    show: Annotated[int, typer.Option(help="输出几件供试用，每行一个 JSON 对象。")] = 0,
) -> None:
    """写入演示案件 (demo cases)，全是编造的。"""
    from bot.commands import demo as command

    command.run(count=count, seed=seed, shown=show)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="CSV、JSONL 或 XLSX 文件。", metavar="FILE")],
    mapping: Annotated[Path, typer.Option(help="列对照表 (column mapping)，YAML 文件。")],
    as_of: Annotated[
        datetime | None, typer.Option(help="数据截至何时；默认是文件的修改时间。")
    ] = None,
) -> None:
    """导入案件 (CSV, JSONL, XLSX)；中断后再运行一次就接着导入。"""
    from bot.commands import import_cases as command

    command.run(path, mapping, as_of)


@app.command()
def status(
    as_json: Annotated[
        bool, typer.Option("--json", help="输出一个 JSON 对象，供程序读取。")
    ] = False,
) -> None:
    """看运行状况：服务、版本、模型 (model)、数据截至日期。"""
    from bot.commands import status as command

    command.run(as_json=as_json)


@app.command("case-number")
def case_number(
    spoken: Annotated[
        bool, typer.Option("--spoken", help="每行是语音识别的文字 (speech transcript)。")
    ] = False,
) -> None:
    """从文字里找出案号 (case numbers)，每行输出一个 JSON。"""
    from bot.commands import case_number as command

    command.run(sys.stdin, sys.stdout, spoken)


app.add_typer(knowledge.app, name="knowledge")
app.add_typer(voice.app, name="voice")
app.add_typer(wechat.app, name="wechat")
app.add_typer(staff.app, name="staff")
app.add_typer(staff.audit_app, name="audit")


@app.command()
def understand() -> None:
    """看每句话会被理解成什么 (topics)，每行输出一个 JSON。"""
    from bot.commands import understand as command

    command.run()


@app.command()
def evaluate(
    questions: Annotated[
        Path | None,
        typer.Argument(
            help="JSONL 文件，每行含 text、topic、in_scope；不给就用训练语料做交叉验证。",
            metavar="FILE",
        ),
    ] = None,
    baseline: Annotated[
        bool,
        typer.Option("--baseline", help="同时给 Rasa 默认中文流水线打分；第一次要训练半小时以上。"),
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="HTML 报告写到哪里；默认 var/reports/evaluation.html。", metavar="FILE"),
    ] = None,
    examples: Annotated[
        bool, typer.Option("--examples", help="报告里列出判错的原文；默认不含任何原文。")
    ] = False,
    corrections: Annotated[
        bool,
        typer.Option("--corrections", help="只检验审核通过的纠错，有一条判错退出码就是 1。"),
    ] = False,
) -> None:
    """给理解能力打分 (top-1, top-3, out of scope)，写 HTML 报告。"""
    if corrections:
        from bot.commands import corrections as check

        check.run()
        return
    from bot.commands import evaluate as command

    command.run(questions, with_baseline=baseline, report=report, examples=examples)


if __name__ == "__main__":
    app()
