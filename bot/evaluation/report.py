"""The report: one HTML file that needs nothing else, and holds no message unless asked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from bot.evaluation.measured import Measured, share, table
from bot.evaluation.pictures import heat_map, label, reliability
from bot.evaluation.score import TopicScore
from bot.knowledge.article import Topic

WORST = 30

_STYLE = """
:root { font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #1f2933; background: #fff; }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: .8rem 0; }
th, td { padding: .25rem .8rem; border-bottom: 1px solid #d9e0e7; text-align: left; }
th { border-bottom-color: #7b8794; } td.n, th.n { text-align: right;
  font-variant-numeric: tabular-nums; }
.note { color: #52606d; max-width: 46rem; } .wide { overflow-x: auto; margin: 0 calc(50% - 48vw); }
.beside { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; }
svg text { font-size: 11px; fill: #3e4c59; } svg .row { text-anchor: end; }
svg .good { fill: #9aa5b1; } svg .bad { font-weight: 600; fill: #1f2933; }
svg .area { fill: #52606d; } svg .band { fill: #fff; } svg .shade { fill: #f3f5f8; }
svg .between { stroke: #cbd2d9; }
svg .right rect { fill: #2f8f6b; } svg .wrong rect { fill: #d64545; }
svg .wrong text { text-anchor: middle; font-size: 9px; fill: #1f2933; }
svg g:hover rect { stroke: #1f2933; }
svg.dots text { text-anchor: middle; } svg.dots circle { fill: #2b6cb0; fill-opacity: .75; }
svg .ideal { stroke: #9aa5b1; stroke-dasharray: 4 4; } svg .grid { stroke: #e4e7eb; fill: none; }
"""


def page(
    source: str,
    columns: Sequence[Measured],
    topics: Mapping[str, Topic],
    *,
    at: datetime,
    examples: bool = False,
) -> str:
    """Return the report. ``source``: where the questions are from; ``examples``: show messages."""
    title = "理解能力评测 Understanding"
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="note">{escape(source)}，{at:%Y-%m-%d %H:%M}。{_privacy(examples)}</p>',
        *_section("总表 Figures", _figures(columns)),
        *_section("置信度可靠吗 Reliability", _reliabilities(columns)),
        *(part for column in columns for part in _map(column, topics)),
        *_section("分事项 Topics", _topics(columns, topics)),
        *_section("最常见的混淆 Worst confusions", _confusions(columns, topics)),
    ]
    if examples:
        parts += _section("判错的句子 Examples", _examples(columns, topics))
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _privacy(examples: bool) -> str:
    if examples:
        return "本报告含有问题原文，请勿外传。"
    return "本报告不含问题原文。"


def _section(heading: str, content: str) -> list[str]:
    return [f"<h2>{heading}</h2>", content]


def _figures(columns: Sequence[Measured]) -> str:
    head = ("指标 Figure", *(column.title for column in columns))
    note = (
        "首选、前三只在法院答复的事项之间比较；第二事项也算对。判对还要求没有被当成不归法院管。"
        "查准、查全指“不归法院管”这个判断。"
    )
    return f'{_table(head, table(columns), numbers=1)}<p class="note">{note}</p>'


def _reliabilities(columns: Sequence[Measured]) -> str:
    pictures = "".join(
        f"<figure>{reliability(column)}<figcaption>{escape(column.title)}</figcaption></figure>"
        for column in columns
    )
    note = "点在虚线上：说几成把握就有几成对。点在线下：把握说大了。点越大，句子越多。"
    return f'<p class="note">{note}</p><div class="beside">{pictures}</div>'


def _map(column: Measured, topics: Mapping[str, Topic]) -> list[str]:
    note = (
        "行是所问，列是读作，按领域排列。绿是对，红是错，颜色越深占该行的比例越大；"
        "行名加粗的有错（错／问）。停在格上可看名称和句数。"
    )
    picture = f'<p class="note">{note}</p><div class="wide">{heat_map(column, topics)}</div>'
    return _section(f"混淆图 Confusion：{escape(column.title)}", picture)


def _topics(columns: Sequence[Measured], topics: Mapping[str, Topic]) -> str:
    others = [
        {each.topic: f"{each.wrong}/{each.asked}" for each in column.score.topics}
        for column in columns[1:]
    ]
    wrong_of_others = [f"判错：{column.title}" for column in columns[1:]]
    head = ("事项 Topic", "句", "判错", *wrong_of_others, "top-1", "top-3", "最常读作 Read as")
    rows = [
        (
            label(each.topic, topics),
            str(each.asked),
            str(each.wrong),
            *(other.get(each.topic, "–") for other in others),
            share(each.top1),
            share(each.top3),
            confused(each, topics),
        )
        for each in columns[0].score.topics
    ]
    return _table(head, rows, numbers=1, until=len(head) - 1)


def confused(score: TopicScore, topics: Mapping[str, Topic]) -> str:
    """Return what a topic is most often mistaken for, and how often; nothing if it never is."""
    found = score.confusion
    return f"{label(found.read, topics)} × {found.count}" if found else ""


def _confusions(columns: Sequence[Measured], topics: Mapping[str, Topic]) -> str:
    return "".join(
        f"<h3>{escape(column.title)}</h3>"
        + _table(
            ("句", "所问 Asked", "读作 Read as"),
            [
                (str(each.count), label(each.topic, topics), label(each.read, topics))
                for each in column.score.confusions[:WORST]
            ],
            until=1,
        )
        for column in columns
    )


def _examples(columns: Sequence[Measured], topics: Mapping[str, Topic]) -> str:
    head = ("问题", "所问 Asked", "读作 Read as", "置信度")
    return "".join(
        f"<h3>{escape(column.title)}</h3>"
        + _table(
            head,
            [
                (
                    question.text,
                    label(question.topic, topics),
                    label(reading.name, topics),
                    f"{reading.confidence:.2f}",
                )
                for question, reading in column.mistakes
            ],
            numbers=3,
        )
        for column in columns
    )


def _table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: int = 0,
    until: int | None = None,
) -> str:
    """Return a table whose columns from ``numbers`` on (up to ``until``) are figures."""
    figures = range(numbers, len(head) if until is None else until)

    def line(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if place in figures else ''}>{escape(cell)}</{tag}>"
            for place, cell in enumerate(cells)
        )

    body = "\n".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    return f"<table><thead><tr>{line(head, 'th')}</tr></thead>\n<tbody>{body}</tbody></table>"
