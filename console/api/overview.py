"""The overview for supervisors; every chart can be taken along as CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from bot.court.zone import CHINA
from bot.desk import audit
from bot.desk.audit import Act
from bot.desk.exporting.tables import csv_file
from bot.desk.overview.charts import LONGEST, Chart, Period
from bot.desk.overview.overview import Overview, overview
from bot.desk.staff.roles import Permission
from bot.desk.staff.sessions import Person
from bot.knowledge.reading import read_topics
from console.api.access import Allowed, now
from console.api.errors import ConsoleError
from console.api.state import console

router = APIRouter(prefix="/overview", tags=["overview"])
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
Reader = Annotated[Person, Depends(Allowed(Permission.READ_OVERVIEW))]
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY)]

_HIDDEN = "不显示"
_WEEK = timedelta(days=6)


class NumberView(BaseModel):
    """One figure with its definition."""

    key: str
    title: str
    value: float | None
    unit: str
    meaning: str


class ChartView(BaseModel):
    """A table that is also drawn; a count of ``null`` is not shown, for privacy."""

    key: str
    title: str
    form: str
    columns: list[str]
    rows: list[list[str | int | None]]
    meaning: str


class OverviewView(BaseModel):
    """What is shown of a period; both days included."""

    since: date
    until: date
    numbers: list[NumberView]
    charts: list[ChartView]


@router.get("")
async def read(
    request: Request, person: Reader, since: Day = None, until: Day = None
) -> OverviewView:
    """Return the figures of one's own court; without days, of the last seven."""
    period = _period(since, until)
    found = await _overview(request, person, period)
    return OverviewView(
        since=period.since,
        until=period.until,
        numbers=[NumberView.model_validate(one, from_attributes=True) for one in found.numbers],
        charts=[_view(chart) for chart in found.charts],
    )


@router.get("/charts/{identity}", response_class=Response)
async def download(
    identity: Annotated[str, Path(max_length=20)],
    request: Request,
    person: Reader,
    since: Day = None,
    until: Day = None,
) -> Response:
    """Return the data of one chart as CSV, with its definition in the last line."""
    period = _period(since, until)
    found = await _overview(request, person, period)
    chart = next((one for one in found.charts if one.key == identity), None)
    if chart is None:
        raise ConsoleError(404, "not_found", "没有这张图。")
    rows = [[_HIDDEN if cell is None else cell for cell in row] for row in chart.rows]
    content = await asyncio.to_thread(csv_file, chart.columns, [*rows, [chart.meaning]])
    async with console(request).database.write() as session:
        detail = {"chart": identity, "since": str(period.since), "until": str(period.until)}
        act = Act(person.name, "overview.download", person.court_code, detail=detail)
        await audit.write(session, act)
    name = f"{identity}-{period.since:%Y%m%d}-{period.until:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def labels(request: Request) -> Mapping[str, str]:
    """Return how each topic is called."""
    topics = await asyncio.to_thread(read_topics, console(request).settings.knowledge_dir)
    return {name: topic.label for name, topic in topics.items()}


async def _overview(request: Request, person: Person, period: Period) -> Overview:
    named = await labels(request)
    async with console(request).database.read() as session:
        return await overview(session, person.court_code, period, named, now())


def _period(since: date | None, until: date | None) -> Period:
    last = until or now().astimezone(CHINA).date()
    first = since or last - _WEEK
    if not 0 <= (last - first).days < LONGEST:
        raise ConsoleError(422, "period", f"请选 1 到 {LONGEST} 天。")
    return Period(first, last)


def _view(chart: Chart) -> ChartView:
    return ChartView(
        key=chart.key,
        title=chart.title,
        form=chart.form,
        columns=list(chart.columns),
        rows=[list(row) for row in chart.rows],
        meaning=chart.meaning,
    )
