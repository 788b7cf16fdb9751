"""The service clock: it runs in working hours only, not at lunch, at night or on holidays.

A promise of two hours made at 17:00 is due on the next working morning. Hours and promises are a
court's own settings; there is no national figure (service-rules, section 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.court.errors import NoServiceHours
from bot.court.holidays import ONE_DAY, HolidayCalendar
from bot.court.service_hours import Span
from bot.court.zone import CHINA

# Longer closures than this do not exist; a calendar that has one is wrong.
_LONGEST_CLOSURE = 60


@dataclass(frozen=True)
class ServiceClock:
    """Working time by the hours of a working day and a calendar of working days."""

    hours: tuple[Span, ...]
    calendar: HolidayCalendar

    def due(self, start: datetime, work: timedelta) -> datetime:
        """Return when ``work`` of working time after ``start`` has passed, in China's time.

        Raises:
            NoServiceHours: the clock never runs.
        """
        left = work
        for begin, end in self._spans(start):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        raise NoServiceHours("没有设置工作时间，不能计算办理期限")

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two moments; none if the clock never runs."""
        total = timedelta()
        for begin, finish in self._spans(start, until=end):
            total += min(finish, end) - begin
        return total

    def is_open(self, moment: datetime) -> bool:
        """Whether the clock runs at a moment."""
        local = moment.astimezone(CHINA)
        today = self._of_day(local.date())
        return any(begin <= local < end for begin, end in today)

    def opens_at(self, moment: datetime) -> datetime | None:
        """Return when the clock next runs, ``moment`` itself if it does; ``None`` if never."""
        return next((begin for begin, _ in self._spans(moment)), None)

    def _spans(
        self, start: datetime, until: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield spans of working time from ``start`` on, the first one cut to it."""
        local = start.astimezone(CHINA)
        day, closed = local.date(), 0
        while closed < _LONGEST_CLOSURE:
            spans = self._of_day(day)
            closed = 0 if spans else closed + 1
            for begin, end in spans:
                begin = max(begin, local)
                if until is not None and begin >= until:
                    return
                if end > begin:
                    yield begin, end
            day += ONE_DAY

    def _of_day(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.calendar.is_workday(day):
            return []
        return [(_at(day, begin), _at(day, end)) for begin, end in self.hours]


def _at(day: date, moment: time) -> datetime:
    if moment == time.max:
        return datetime.combine(day + ONE_DAY, time(), CHINA)
    return datetime.combine(day, moment, CHINA)
