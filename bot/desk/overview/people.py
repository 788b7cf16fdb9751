"""Figures of what people did: why they were asked for, how soon they came, how it was rated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from statistics import median

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court import courts
from bot.desk.handover.models import Handover
from bot.desk.models import RecordEntry, WorkOrder
from bot.desk.overview.charts import Chart, Number, Period, share
from bot.desk.record import aware

REASONS: Mapping[str, str] = {"human": "要求人工", "danger": "人身危险", "unanswered": "没能答复"}
RATINGS: Mapping[int, str] = {4: "非常满意", 3: "满意", 2: "基本满意", 1: "不满意"}
_SATISFIED = 2
NO_COURT = "未指明法院"


@dataclass(frozen=True)
class Waits:
    """Minutes from asking for a person until one took over, and until one answered."""

    taken: list[float]
    answered: list[float]


async def waits(session: AsyncSession, court_code: str, period: Period) -> Waits:
    """Return how long those waited who were handed over in the period."""
    query = select(Handover.waiting_since, _first("system", "taken:%"), _first("staff", "%")).where(
        *asked(court_code, period)
    )
    rows = (await session.execute(query)).all()
    return Waits(
        [_minutes(since, taken) for since, taken, _ in rows if taken],
        [_minutes(since, answered) for since, _, answered in rows if answered],
    )


def wait_numbers(found: Waits) -> list[Number]:
    """Return the medians."""
    return [
        Number(
            "wait",
            "等待中位数",
            _median(found.taken),
            "分钟",
            "从当事人转人工到有人接待的时间，取中位数；还没人接待的不算。",
        ),
        Number(
            "first_reply",
            "首次回复中位数",
            _median(found.answered),
            "分钟",
            "从当事人转人工到工作人员第一次回复的时间，取中位数；还没回复的不算。",
        ),
    ]


async def by_reason(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count handovers by why people were asked for."""
    query = select(Handover.reason, func.count()).where(*asked(court_code, period))
    counts = dict((await session.execute(query.group_by(Handover.reason))).all())
    codes = [*REASONS, *sorted(set(counts) - set(REASONS))]
    return Chart(
        "reasons",
        "为什么转人工",
        "bar",
        ("原因", "对话"),
        [(REASONS.get(code, code), counts.get(code, 0)) for code in codes],
        "这段时间里转人工的对话，按最近一次转人工的原因计数。",
    )


async def by_court(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count handovers of the own court and of none; another court's are not told."""
    query = select(Handover.court_code, func.count()).where(*asked(court_code, period))
    counts = dict((await session.execute(query.group_by(Handover.court_code))).all())
    return Chart(
        "courts",
        "法院",
        "bar",
        ("法院", "对话"),
        [(court_name(code), counts.get(code, 0)) for code in (court_code, "")],
        "这段时间里转人工的对话，按案件所属法院计数；只列本院和未指明法院的。",
    )


async def by_rating(session: AsyncSession, court_code: str, period: Period) -> Chart:
    """Count the ratings of orders answered in the period."""
    query = select(WorkOrder.rating).where(
        WorkOrder.court_code.in_((court_code, "")),
        WorkOrder.rating.is_not(None),
        WorkOrder.answered_at >= period.begin,
        WorkOrder.answered_at < period.end,
    )
    counts = Counter(await session.scalars(query))
    return Chart(
        "ratings",
        "评价",
        "bar",
        ("评价", "工单"),
        [(name, counts[code]) for code, name in RATINGS.items()],
        "这段时间里答复并得到评价的工单，按当事人的评价计数。",
    )


def satisfaction(ratings: Chart) -> Number:
    """Return the share of satisfied ratings."""
    names = [name for code, name in RATINGS.items() if code >= _SATISFIED]
    counts = {str(name): int(count or 0) for name, count in ratings.rows}
    satisfied = sum(counts[name] for name in names)
    return Number(
        "satisfied",
        "满意率",
        share(satisfied, sum(counts.values())),
        "%",
        "评价为非常满意、满意和基本满意的工单，占得到评价的工单的比例。",
    )


async def clock_kept(
    session: AsyncSession, court_code: str, period: Period, now: datetime
) -> Number:
    """Return the share of orders due in the period that were answered in time."""
    query = select(WorkOrder.due_at, WorkOrder.answered_at).where(
        WorkOrder.court_code.in_((court_code, "")),
        WorkOrder.due_at >= period.begin,
        WorkOrder.due_at < min(period.end, now),
    )
    rows = (await session.execute(query)).all()
    kept = sum(1 for due, answered in rows if due and answered and answered <= due)
    return Number(
        "clock",
        "按时答复率",
        share(kept, len(rows)),
        "%",
        "这段时间里到期的工单，到期前已经答复的比例；没有设办理时限的不算。",
    )


def asked(court_code: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return what picks the handovers of a period that this court may count."""
    return (
        Handover.court_code.in_((court_code, "")),
        Handover.waiting_since >= period.begin,
        Handover.waiting_since < period.end,
    )


def court_name(code: str) -> str:
    """Return how a court is called; its code if the table has none."""
    found = courts.find(code) if code else None
    return found.name if found else code or NO_COURT


def _first(sender: str, message_id: str) -> ScalarSelect[datetime]:
    """When somebody first spoke after a person was asked for."""
    return (
        select(func.min(RecordEntry.created_at))
        .where(
            RecordEntry.conversation_id == Handover.conversation_id,
            RecordEntry.sender == sender,
            RecordEntry.message_id.like(message_id),
            RecordEntry.created_at >= Handover.waiting_since,
        )
        .scalar_subquery()
    )


def _minutes(since: datetime, until: datetime) -> float:
    return max(0.0, (aware(until).astimezone(timezone.utc) - since).total_seconds() / 60)


def _median(values: list[float]) -> float | None:
    return round(median(values), 1) if values else None
