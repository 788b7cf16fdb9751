"""Hours of service as a court writes them for citizens, read by the machine as well.

One text serves both, so that what is promised and what is done cannot differ. The hours are those
of working days (service-rules, section 2: 工作日上班时间，节假日除外).
"""

from __future__ import annotations

import re
from datetime import time

Span = tuple[time, time]

_SPAN = re.compile(
    r"([01]?\d|2[0-3])[:：]([0-5]\d)\s*(?:[-–—~～至到]|——)\s*([01]?\d|2[0-4])[:：]([0-5]\d)"
)


def hours_in(text: str) -> tuple[Span, ...]:
    """Return the spans of a text such as 工作日 8:30-12:00，13:30-17:30; none if it has none.

    An end of 24:00 is the last moment of the day; a span that ends before it begins is left out.
    """
    spans = []
    for found in _SPAN.finditer(text):
        begin, end = time(int(found[1]), int(found[2])), _end(int(found[3]), int(found[4]))
        if begin < end:
            spans.append((begin, end))
    return tuple(spans)


def _end(hour: int, minute: int) -> time:
    return time.max if hour == 24 else time(hour, minute)


def within(spans: tuple[Span, ...], moment: time) -> bool:
    """Whether a time of day lies in one of the spans."""
    return any(begin <= moment < end for begin, end in spans)
