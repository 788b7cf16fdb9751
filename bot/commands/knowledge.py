"""``knowledge``: what editors ask of the knowledge base, and how they take answers out of use.

``bot.knowledge`` is imported only when a command runs, so that ``--help`` stays quick.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.knowledge.contents import Contents

app = typer.Typer(
    help="知识库 (knowledge base)：检查、法律变动的影响、以前的答复。", no_args_is_help=True
)

_DAY = ["%Y-%m-%d"]
_DIRECTORY = Path(__file__).resolve().parents[2] / "data" / "knowledge"
Directory = Annotated[
    Path, typer.Option("--directory", help="知识库目录。", show_default="data/knowledge")
]


@app.command()
def check(
    on: Annotated[
        datetime | None, typer.Option("--on", formats=_DAY, help="按哪一天检查；默认今天。")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="输出一个 JSON 对象，供程序读取。")
    ] = False,
    directory: Directory = _DIRECTORY,
) -> None:
    """检查全部答复，一次列出所有问题；有错误时退出码是 1。"""
    from bot.commands import knowledge_report as report
    from bot.knowledge.checking import check as check_knowledge

    checked = check_knowledge(directory, on.date() if on else date.today())
    console = report.console()
    if as_json:
        console.print_json(data=report.as_json(checked))
    else:
        report.print_checked(console, checked)
    if checked.of("error"):
        raise typer.Exit(1)


@app.command()
def impact(
    law: Annotated[str, typer.Argument(help="法律简称或全称，如 民事诉讼法。")],
    article: Annotated[
        str, typer.Argument(help="条号，如 171、13(二)、236-238；不写就是整部法律。")
    ] = "",
    hold: Annotated[
        str | None, typer.Option("--hold", help="写明理由，暂停提供列出的答复。", metavar="理由")
    ] = None,
    directory: Directory = _DIRECTORY,
) -> None:
    """列出以某条法律为依据的答复和计算，可以一并暂停。"""
    from bot.commands import knowledge_report as report
    from bot.knowledge.errors import KnowledgeError
    from bot.knowledge.holding import hold as hold_articles
    from bot.knowledge.impact import find_law
    from bot.knowledge.impact import impact as find_impact
    from bot.knowledge.provisions import Provision

    if hold is not None and not hold.strip():
        _fail("--hold 后面要写明暂停的理由。")
    contents = _read(directory)
    found = find_law(contents.laws, law)
    if found is None:
        _fail(f"laws.yml里没有“{law}”。{_near(law, list(contents.laws))}")
    provision = Provision.parse(article)
    if article and provision is None:
        _fail(f"看不懂条号“{article}”，请写成171、13(二)或236-238这样。")
    if provision and found.articles is not None and provision.last > found.articles:
        _fail(f"{found.key}只有{found.articles}条，没有第{article}条。")
    result = find_impact(contents, found, provision)
    console = report.console()
    report.print_impact(console, result, provision, contents.topics, date.today())
    if hold is None:
        return
    try:
        edits = hold_articles([(each.path, each.article) for each in result.articles], hold)
    except KnowledgeError as error:
        _fail(str(error))
    report.print_edits(console, edits, result, _read(directory), date.today())


@app.command("as-of")
def as_of(
    day: Annotated[datetime, typer.Argument(formats=_DAY, help="哪一天，如 2025-01-01。")],
    identity: Annotated[str, typer.Argument(metavar="ID", help="答复的 id。")],
    directory: Directory = _DIRECTORY,
) -> None:
    """显示某一天的答复是怎么说的。"""
    from bot.commands import knowledge_report as report
    from bot.knowledge.errors import KnowledgeError
    from bot.knowledge.history import read_history, said

    articles = {article.id: article for article in _read(directory).articles}
    try:
        earlier = read_history(directory, identity)
    except KnowledgeError as error:
        _fail(str(error))
    article = articles.get(identity)
    if article is None and not earlier:
        _fail(f"没有“{identity}”这条答复。{_near(identity, list(articles))}")
    on = day.date()
    version = said(article, earlier, on)
    report.print_said(report.console(), identity, on, version, article)


def _read(directory: Path) -> Contents:
    from bot.knowledge.contents import read_contents
    from bot.knowledge.errors import KnowledgeError

    try:
        return read_contents(directory)
    except KnowledgeError as error:
        _fail(f"{error}。请先运行 python -m bot knowledge check。")


def _near(said: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(said, known, n=3, cutoff=0.5)
    return f"相近的有：{'、'.join(near)}。" if near else ""


def _fail(message: str) -> NoReturn:
    from bot.commands.terminal import fail

    fail(message)
