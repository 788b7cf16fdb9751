"""Hotspots: which topic comes up in which court at which stage, small counts hidden.

A count below five may tell who somebody is. Where a court has only one such cell, its next smallest
is hidden too, because the court's sum would give the first away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court import case_types
from bot.court.case_number import find_all
from bot.desk.handover.models import Handover
from bot.desk.models import RecordEntry, WorkOrder
from bot.desk.overview.charts import Chart, Period
from bot.desk.overview.messages import TOPIC
from bot.desk.overview.people import asked, court_name

SMALL = 5
NO_CASE, NO_TOPIC = "没有报案号", "没认出事项"
_MOST = 60
Cell = tuple[str, str, str]


async def hotspots(
    session: AsyncSession, court_code: str, period: Period, labels: Mapping[str, str]
) -> Chart:
    """Count handed-over conversations by topic, court and stage."""
    courts = await _courts(session, court_code, period)
    topics = await _topics(session, court_code, period)
    stages = await _stages(session, court_code, period)
    cells: Counter[Cell] = Counter()
    for talk, court in courts.items():
        topic = topics.get(talk, "")
        label = labels.get(topic, topic) or NO_TOPIC
        cells[label, court_name(court), stages.get(talk, NO_CASE)] += 1
    return Chart(
        "hotspots",
        "热点：事项 × 法院 × 程序",
        "table",
        ("事项", "法院", "程序", "对话"),
        _rows(cells),
        "这段时间里转人工的对话，按当事人问得最多的事项、案件所属法院和案号所示程序计数；"
        f"少于 {SMALL} 的和能推算出它的不显示，以免认出个人。",
    )


def suppressed(cells: Mapping[Cell, int]) -> dict[Cell, int]:
    """Return the cells that may be told, the largest first."""
    hidden = {cell for cell, count in cells.items() if count < SMALL}
    for court in {cell[1] for cell in hidden}:
        of_court = [cell for cell in cells if cell[1] == court]
        left = [cell for cell in of_court if cell not in hidden]
        if left and len(of_court) - len(left) == 1:
            hidden.add(min(left, key=lambda cell: cells[cell]))
    told = [(cell, count) for cell, count in cells.items() if cell not in hidden]
    return dict(sorted(told, key=lambda one: (-one[1], one[0])))


def _rows(cells: Mapping[Cell, int]) -> list[tuple[str, str, str, int | None]]:
    told = suppressed(cells)
    rows: list[tuple[str, str, str, int | None]] = [
        (*cell, count) for cell, count in list(told.items())[:_MOST]
    ]
    if hidden := len(cells) - len(told):
        rows.append((f"另有 {hidden} 组", "—", "—", None))
    return rows


def stage_of(case_number: str) -> str | None:
    """Return what kind of proceeding a case number is of, such as 民事一审 for 民初."""
    for hit in find_all(case_number):
        for number in hit.case_numbers:
            found = case_types.find(number.type_code) if number.type_code else None
            if found is not None:
                return found.names[0].removesuffix("案件")
    return None


async def _courts(session: AsyncSession, court_code: str, period: Period) -> dict[str, str]:
    query = select(Handover.conversation_id, Handover.court_code)
    rows = await session.execute(query.where(*asked(court_code, period)))
    return dict(rows.all())


async def _topics(session: AsyncSession, court_code: str, period: Period) -> dict[str, str]:
    """Return what each conversation asked about most in the period."""
    query = (
        select(RecordEntry.conversation_id, TOPIC, func.count())
        .join(Handover, Handover.conversation_id == RecordEntry.conversation_id)
        .where(*asked(court_code, period), RecordEntry.sender == "citizen")
        .where(RecordEntry.created_at >= period.begin, RecordEntry.created_at < period.end)
        .group_by(RecordEntry.conversation_id, TOPIC)
    )
    return _most(await session.execute(query))


def _most(rows: Iterable[tuple[str, str | None, int]]) -> dict[str, str]:
    best: dict[str, tuple[int, str]] = {}
    for talk, topic, count in rows:
        if topic and (count, topic) > best.get(talk, (0, "")):
            best[talk] = (count, topic)
    return {talk: topic for talk, (_, topic) in best.items()}


async def _stages(session: AsyncSession, court_code: str, period: Period) -> dict[str, str]:
    query = (
        select(WorkOrder.conversation_id, WorkOrder.collected)
        .join(Handover, Handover.conversation_id == WorkOrder.conversation_id)
        .where(*asked(court_code, period))
        .order_by(WorkOrder.created_at)
    )
    rows = (await session.execute(query)).all()
    return dict(_named(rows))


def _named(rows: Sequence[tuple[str, Mapping[str, object]]]) -> Iterator[tuple[str, str]]:
    for talk, collected in rows:
        stage = stage_of(str(collected.get("case_number") or ""))
        if stage is not None:
            yield talk, stage
