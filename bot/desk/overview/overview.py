"""The whole overview of a court in a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.overview import messages, people
from bot.desk.overview.charts import Chart, Number, Period
from bot.desk.overview.hotspots import hotspots


@dataclass(frozen=True)
class Overview:
    """Figures, and what is drawn."""

    numbers: Sequence[Number]
    charts: Sequence[Chart]


async def overview(
    session: AsyncSession,
    court_code: str,
    period: Period,
    labels: Mapping[str, str],
    now: datetime,
) -> Overview:
    """Return all that is shown. ``labels`` names the topics."""
    given = (session, court_code, period)
    ratings = await people.by_rating(*given)
    return Overview(
        [
            *messages.numbers(await messages.talks(*given)),
            *people.wait_numbers(await people.waits(*given)),
            await people.clock_kept(*given, now),
            people.satisfaction(ratings),
        ],
        [
            await messages.by_day(*given),
            await messages.by_hour(*given),
            await messages.by_topic(*given, labels),
            await messages.by_channel(*given),
            await people.by_reason(*given),
            await people.by_court(*given),
            ratings,
            await hotspots(*given, labels),
        ],
    )
