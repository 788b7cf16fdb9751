"""How ``knowledge`` reports: the findings of a check, the impact of a law, what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.court.basis import Basis
from bot.court.holidays import ONE_DAY
from bot.court.time_limits import say_day
from bot.knowledge.article import FACET_NAMES, Article, State, Topic
from bot.knowledge.checking import Checked, Level
from bot.knowledge.contents import Contents
from bot.knowledge.history import Version
from bot.knowledge.holding import Edit
from bot.knowledge.impact import Impact
from bot.knowledge.provisions import Provision

_LEVELS: dict[Level, tuple[str, str]] = {
    "error": ("错误", "red"),
    "warning": ("警告", "yellow"),
    "info": ("提示", "cyan"),
}
_WHOLE = ("id", "位置", "核对日期")  # columns that are copied, so never broken over lines
_PIPED = 160  # width when there is no window to fit into
_STATES: dict[State, str] = {
    "served": "提供",
    "unconfirmed": "待核实，不提供",
    "held": "已暂停",
    "expired": "已停用",
    "not_yet": "未生效，不提供",
}


def console() -> Console:
    """Return where reports go: as wide as the window, wide enough for whole lines in a file."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_PIPED)


def as_json(checked: Checked) -> dict[str, Any]:
    """Return a check as plain values."""
    return {
        "date": checked.on.isoformat(),
        "topics": checked.topics,
        "articles": checked.articles,
        "served": checked.served,
        "counts": {level: len(checked.of(level)) for level in _LEVELS},
        "findings": [
            {
                "level": finding.level,
                "file": finding.file,
                "id": finding.identity,
                "field": finding.field,
                "problem": finding.problem,
            }
            for finding in checked.findings
        ],
    }


def print_checked(console: Console, checked: Checked) -> None:
    """Print a table for each level that has findings, and a line with the counts."""
    for level, (name, colour) in _LEVELS.items():
        findings = checked.of(level)
        if findings:
            table = _table(f"[{colour}]{name} {len(findings)}[/]", "位置", "问题")
            for finding in findings:
                table.add_row(escape(finding.where), escape(finding.problem))
            console.print(table)
    counts = "，".join(f"{name} {len(checked.of(level))}" for level, (name, _) in _LEVELS.items())
    console.print(
        f"{checked.on}：{checked.topics} 个事项，{checked.articles} 条答复，"
        f"{checked.served} 条对外提供。{counts}。",
        soft_wrap=True,
    )


def print_impact(
    console: Console,
    found: Impact,
    provision: Provision | None,
    topics: Mapping[str, Topic],
    on: date,
) -> None:
    """Print the articles and calculations that rest on a provision, or on a whole law."""
    named = (str(provision),) if provision else ()
    title = Basis(found.law.key, named, found.law.version).cite()
    table = _table(f"依据{title}的答复", "id", "事项", "标题", "引用", "核对日期", "状态")
    for each in found.articles:
        answer = each.article
        row = (answer.id, topics[answer.topic].label, answer.title, _cited(each.cited))
        table.add_row(*map(escape, (*row, str(answer.reviewed), _state(answer, on))))
    if found.articles:
        console.print(table)
    table = _table(f"依据{title}的计算", "种类", "id", "名称", "引用")
    for result in found.results:
        row = (result.result.kind, result.result.id, result.result.label, _cited(result.cited))
        table.add_row(*map(escape, row))
    if found.results:
        console.print(table)
    counts = f"{len(found.articles)} 条答复，{len(found.results)} 项计算"
    console.print(f"{title}：{counts}。", soft_wrap=True)


def print_edits(
    console: Console, edits: Sequence[Edit], found: Impact, after: Contents, on: date
) -> None:
    """Print the lines written, the topics they leave without an answer, and what they cannot do."""
    for edit in edits:
        line = f"{edit.path.name}:{edit.number} {edit.identity} + {edit.line.strip()}"
        console.print(line, markup=False, soft_wrap=True)
    before = len(found.articles) - len(edits)
    already = f"另有 {before} 条以前就暂停了。" if before else ""
    done = f"暂停了 {len(edits)} 条答复。{already}核对后删去 held 这一行就恢复提供。"
    console.print(done, soft_wrap=True)
    told = {article.topic for article in after.articles if article.servable(on)}
    touched = dict.fromkeys(each.article.topic for each in found.articles)
    silent = [after.topics[name].label for name in touched if name not in told]
    if silent:
        warning = f"这些事项现在没有可提供的答复：{'、'.join(silent)}"
        console.print(warning, style="red", markup=False, soft_wrap=True)
    if found.results:
        warning = "列出的计算不能在这里暂停，请改 bot/court 和 data/courts。"
        console.print(warning, style="yellow", soft_wrap=True)


def print_said(
    console: Console, identity: str, on: date, version: Version | None, article: Article | None
) -> None:
    """Print what an article said on a day, or that nothing was published then."""
    if version is None:
        text = f"{say_day(on)}没有提供过“{identity}”这条答复。"
    else:
        text = "\n\n".join(_said(identity, on, version))
    console.print(text, markup=False, soft_wrap=True)
    if article is not None and article.held:
        console.print(
            f"注意：这条答复现在暂停提供（{article.held}）。", markup=False, soft_wrap=True
        )


def _said(identity: str, on: date, version: Version) -> list[str]:
    until = f"，到{say_day(version.until - ONE_DAY)}" if version.until else ""
    parts = [
        f"{say_day(on)}的答复 {identity}（{say_day(version.since)}起{until}）",
        version.title,
        f"短答：{version.short}",
        version.answer,
        _lines("步骤", [f"{n}. {step}" for n, step in enumerate(version.steps, 1)]),
        _lines("材料", version.materials),
        _lines("追问", [f"{FACET_NAMES[name]}：{text}" for name, text in version.facets.items()]),
        _lines("依据", [basis.cite() for basis in version.basis] or [version.basis_note]),
        f"语音：{version.voice}" if version.voice else "",
        f"转人工：{version.handover}" if version.handover else "",
        f"后来为什么改：{version.changed}" if version.changed else "",
    ]
    return [part for part in parts if part]


def _lines(title: str, lines: Sequence[str]) -> str:
    return "\n".join((f"{title}：", *(f"  {line}" for line in lines))) if any(lines) else ""


def _state(article: Article, on: date) -> str:
    state = article.state(on)
    return f"{_STATES[state]}：{article.held}" if state == "held" else _STATES[state]


def _cited(cited: Sequence[str]) -> str:
    return "、".join(each or "没有写条号" for each in cited)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE)
    return table
