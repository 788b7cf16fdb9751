"""Figures of what citizens said and how the assistant understood it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.handover.models import Handover
from bot.desk.models import RecordEntry
from bot.desk.overview.charts import Chart, Number, Period, share

FALLBACK = "nlu_fallback"
CHANNELS: Mapping[str, str] = {"web": "网页", "wechat": "微信", "voice": "电话"}
_MOST_TOPICS = 20

_UNDERSTOOD = RecordEntry.body["understood"]
INTENT = _UNDERSTOOD["intent"].as_string()
TOPIC = _UNDERSTOOD["topics"][0]["topic"].as_string()


@dataclass(frozen=True)
class Talks:
    """Conversations of a period, and what became of them."""

    talks: int
    said: int
    read: int
    understood: int
    handed: int
    alone: int


async def talks(session: AsyncSession, court_code: str, period: Period) -> Talks:
    """Count the conversations in which a citizen spoke."""
    handed = (Handover.waiting_since >= period.begin) & (Handover.waiting_since < period.end)
    read = func.sum(case((INTENT.is_not(None), 1), else_=0))
    each = (
        _said(court_code, period, func.count().label("said"), read.label("read"))
        .add_columns(
            func.sum(case((INTENT != FALLBACK, 1), else_=0)).label("understood"),
            func.max(case((handed, 1), else_=0)).label("handed"),
        )
        .group_by(RecordEntry.conversation_id)
        .subquery()
    )
    alone = (each.c.handed == 0) & (each.c.understood > 0)
    sums = (each.c.said, each.c.read, each.c.understood, each.c.handed, case((alone, 1), else_=0))
    totals = [func.coalesce(func.sum(one), 0) for one in sums]
    row = (await session.execute(select(func.count(), *totals).select_from(each))).one()
    return Talks(*(int(value) for value in row))


def numbers(found: Talks) -> list[Number]:
    """Return the figures of conversations."""
    return [
        Number("talks", "对话", found.talks, "段", "这段时间里当事人说过话的对话。"),
        Number("said", "当事人消息", found.said, "条", "当事人发来的消息，按钮点选也算。"),
        Number(
            "alone",
            "助手独立答复",
            share(found.alone, found.talks),
            "%",
            "没有转人工、至少有一句听懂了的对话，占全部对话的比例。",
        ),
        Number(
            "understood",
            "听懂率",
            share(found.understood, found.read),
            "%",
            "助手处理过的消息里，认出了意思的比例；认不出的会请当事人换个说法。",
        ),
        Number(
            "handed",
            "转人工率",
            share(found.handed, found.talks),
            "%",
            "这段时间里转人工的对话，占全部对话的比例。",
        ),
    ]


async def by_hour(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count messages by the hour of the day, in China."""
    counts = await _counted(session, court_code, period, _on_clock(session, "%H", "HH24"))
    return Chart(
        "hours",
        "一天里的消息量",
        "bar",
        ("时段", "消息"),
        [(f"{hour}时", counts.get(f"{hour:02}", 0)) for hour in range(24)],
        "当事人消息按发来的钟点（北京时间）计数，各天合在一起。",
    )


async def by_day(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count messages by day, in China."""
    counts = await _counted(
        session, court_code, period, _on_clock(session, "%Y-%m-%d", "YYYY-MM-DD")
    )
    return Chart(
        "days",
        "每天的消息量",
        "line",
        ("日期", "消息"),
        [(str(day), counts.get(str(day), 0)) for day in period.days],
        "当事人消息按发来的日期（北京时间）计数。",
    )


async def by_channel(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count conversations by channel; one that used two counts in both."""
    what = func.count(distinct(RecordEntry.conversation_id))
    counts = await _counted(session, court_code, period, RecordEntry.channel, what)
    return Chart(
        "channels",
        "渠道",
        "bar",
        ("渠道", "对话"),
        [(name, counts.get(code, 0)) for code, name in CHANNELS.items()],
        "当事人说过话的对话，按渠道计数；一段对话用过两个渠道，两边都算。",
    )


async def by_topic(
    session: AsyncSession, court_code: str, period: Period, labels: Mapping[str, str]
) -> Chart:
    """Count messages by what they were taken to be about, the most frequent first."""
    counts = await _counted(session, court_code, period, TOPIC)
    known = [(topic, count) for topic, count in counts.items() if topic]
    known.sort(key=lambda one: (-one[1], one[0]))
    return Chart(
        "topics",
        "事项",
        "bar",
        ("事项", "消息"),
        [(labels.get(topic, topic), count) for topic, count in known[:_MOST_TOPICS]],
        f"当事人消息按助手认出的首要事项计数，列最多的 {_MOST_TOPICS} 项。",
    )


async def _counted(
    session: AsyncSession,
    court_code: str,
    period: Period,
    by: SQLColumnExpression[Any],
    what: SQLColumnExpression[Any] | None = None,
) -> dict[str, int]:
    query = _said(court_code, period, by, func.count() if what is None else what)
    return dict((await session.execute(query.group_by(by))).all())


def _said(court_code: str, period: Period, *columns: SQLColumnExpression[Any]) -> Select[Any]:
    """Select of citizens' messages that this court may count.

    Conversations that no court holds yet count in every court; another court's never do.
    """
    return (
        select(*columns)
        .select_from(RecordEntry)
        .outerjoin(Handover, Handover.conversation_id == RecordEntry.conversation_id)
        .where(
            RecordEntry.sender == "citizen",
            RecordEntry.created_at >= period.begin,
            RecordEntry.created_at < period.end,
            or_(Handover.court_code.is_(None), Handover.court_code.in_((court_code, ""))),
        )
    )


def _on_clock(session: AsyncSession, sqlite: str, postgresql: str) -> ColumnElement[Any]:
    at = RecordEntry.created_at
    if session.get_bind().dialect.name == "sqlite":
        return func.strftime(sqlite, at, "+8 hours")
    return func.to_char(func.timezone("UTC", at) + timedelta(hours=8), postgresql)
