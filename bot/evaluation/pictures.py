"""Two pictures as SVG: which topics are taken for which, and whether confidences hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby

from bot.evaluation.measured import Measured
from bot.evaluation.questions import OUTSIDE
from bot.knowledge.article import Topic

AREAS = {
    "filing": "立案",
    "trial": "审理",
    "appeal": "上诉再审",
    "family": "婚姻家庭",
    "money_labour": "借贷劳动",
    "enforcement": "执行",
    "criminal_admin": "刑事行政",
    "fees": "费用援助",
    "service": "服务",
    "out_of_scope": "不归法院",
}
CELL = 15
_LEFT, _TOP = 250, 150
_SIDE = 320
_PAD = 44


def heat_map(measured: Measured, topics: Mapping[str, Topic]) -> str:
    """Return what was asked (rows) against what was read (columns), by area.

    A refusal stands in the column of its kind and is right in every row of the same area.
    """
    counts = _counts(measured)
    asked = Counter(question.topic for question in measured.asked)
    wrong = {each.topic: each.wrong for each in measured.score.topics}
    seen = {*asked, *(read for _, read in counts)}
    rows = [name for name in topics if name in seen]
    columns = [*rows, *sorted(seen - set(rows))]
    place = {name: number for number, name in enumerate(columns)}
    width, height = _LEFT + CELL * len(columns) + 20, _TOP + CELL * len(rows) + 20
    parts = [
        f'<svg role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' class="heat"><title>事项混淆图 confusion</title>',
        *_areas(rows, topics, len(columns)),
        *(_column(name, place[name], topics) for name in columns),
        *(_row(name, place[name], asked[name], wrong.get(name, 0), topics) for name in rows),
        *(
            _cell(pair, place, count, asked[pair[0]], topics)
            for pair, count in sorted(counts.items())
        ),
        "</svg>",
    ]
    return "\n".join(parts)


def reliability(measured: Measured) -> str:
    """Return the share of right decisions over the confidence that was said, with its counts."""
    dots = "\n".join(
        f'<circle cx="{_at(each.confidence)}" cy="{_SIDE - _at(each.right) + 2 * _PAD}"'
        f' r="{3 + min(each.count, 400) ** 0.5 / 2:.1f}"><title>置信度 {each.confidence:.2f}：'
        f"{each.count} 句，判对 {each.right:.2f}</title></circle>"
        for each in measured.score.bins
    )
    side = _SIDE + 2 * _PAD
    ticks = "".join(_tick(tenths) for tenths in range(0, 11, 2))
    return (
        f'<svg role="img" viewBox="0 0 {side} {side}" width="{side}" height="{side}" class="dots">'
        "<title>置信度与正确率 reliability</title>"
        f'<path class="ideal" d="M{_at(0)} {side - _at(0)} L{_at(1)} {side - _at(1)}"/>'
        f'{ticks}{dots}<text x="{side / 2}" y="{side - 6}">置信度 confidence</text>'
        f'<text transform="translate(12 {side / 2}) rotate(-90)">判对的比例 right</text></svg>'
    )


def label(name: str, topics: Mapping[str, Topic]) -> str:
    """Return the Chinese name of a topic and its own; an intent without topic has its own alone."""
    topic = topics.get(name)
    return f"{topic.label} {name}" if topic else name


def _counts(measured: Measured) -> Counter[tuple[str, str]]:
    """Count what was read; a second topic that is right too stands where the first would."""
    counts: Counter[tuple[str, str]] = Counter()
    for question, reading in zip(measured.asked, measured.readings, strict=True):
        accepted = reading.in_scope and reading.topic in question.right
        counts[question.topic, question.topic if accepted else reading.name] += 1
    return counts


def _is_right(topic: str, read: str) -> bool:
    return topic == read or (topic.startswith(OUTSIDE) and read.startswith(OUTSIDE))


def _areas(rows: Sequence[str], topics: Mapping[str, Topic], columns: int) -> Iterator[str]:
    """Yield a band for each area, every second one shaded, with its name, then lines between."""
    first, lines = 0, []
    for number, (area, names) in enumerate(groupby(rows, lambda name: topics[name].area)):
        count = len(list(names))
        top, wide = _TOP + CELL * first, _LEFT + CELL * columns
        kind = "shade" if number % 2 else "band"
        yield f'<rect x="0" y="{top}" width="{wide}" height="{CELL * count}" class="{kind}"/>'
        yield f'<text class="area" x="4" y="{top + 12}">{AREAS.get(area, area)}</text>'
        lines.append(f"M{_LEFT + CELL * first - 0.5} {_TOP} v{CELL * len(rows)}")
        first += count
    yield f'<path class="between" d="{" ".join(lines)}"/>'


def _column(name: str, place: int, topics: Mapping[str, Topic]) -> str:
    short = topics[name].label if name in topics else name
    x = _LEFT + CELL * place + CELL - 3
    return (
        f'<text class="column" transform="translate({x} {_TOP - 5}) rotate(-65)">'
        f"{escape(short)}<title>{escape(label(name, topics))}</title></text>"
    )


def _row(name: str, place: int, asked: int, wrong: int, topics: Mapping[str, Topic]) -> str:
    y = _TOP + CELL * place + CELL - 4
    kind = "bad" if wrong else "good"
    counted = f"{wrong}/{asked}" if wrong else str(asked)
    return (
        f'<text class="row {kind}" x="{_LEFT - 40}" y="{y}">{escape(topics[name].label)}'
        f"<title>{escape(label(name, topics))}</title></text>"
        f'<text class="row {kind}" x="{_LEFT - 5}" y="{y}">{counted if asked else ""}</text>'
    )


def _cell(
    pair: tuple[str, str],
    place: Mapping[str, int],
    count: int,
    asked: int,
    topics: Mapping[str, Topic],
) -> str:
    x, y = _LEFT + CELL * place[pair[1]], _TOP + CELL * place[pair[0]]
    right = _is_right(*pair)
    strength = 0.15 + 0.85 * (count / asked) ** 0.5
    said = f"问：{label(pair[0], topics)}（{asked} 句）\n读作：{label(pair[1], topics)}，{count} 句"
    number = "" if right else f'<text x="{x + CELL / 2 - 0.5}" y="{y + 11}">{count}</text>'
    return (
        f'<g class="{"right" if right else "wrong"}"><title>{escape(said)}</title>'
        f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}"'
        f' fill-opacity="{strength:.2f}"/>{number}</g>'
    )


def _at(value: float) -> float:
    return round(_PAD + _SIDE * value, 1)


def _tick(tenths: int) -> str:
    value, side = tenths / 10, _SIDE + 2 * _PAD
    line, end, zero = _at(value), _at(1), _at(0)
    return (
        f'<path class="grid" d="M{line} {side - zero} V{side - end} M{zero} {side - line} H{end}"/>'
        f'<text x="{line}" y="{side - _PAD + 16}">{value:.1f}</text>'
        f'<text x="{_PAD - 14}" y="{side - line + 4}">{value:.1f}</text>'
    )
