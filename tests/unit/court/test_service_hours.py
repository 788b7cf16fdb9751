"""Hours of service: one text for citizens and for the machine."""

from __future__ import annotations

from datetime import time

import pytest

from bot.court.service_hours import hours_in, within


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "工作日 8:30-12:00，13:30-17:30",
            ((time(8, 30), time(12)), (time(13, 30), time(17, 30))),
        ),
        ("周一至周五上午9：00至11:30", ((time(9), time(11, 30)),)),
        ("全天 0:00～24:00", ((time(0), time.max),)),
        ("17:30-8:30", ()),
        ("25:00-26:00", ()),
        ("工作日上班时间", ()),
        ("", ()),
    ],
)
def test_the_spans_of_a_text(text: str, spans: tuple[tuple[time, time], ...]) -> None:
    assert hours_in(text) == spans


def test_an_end_is_not_within() -> None:
    spans = hours_in("8:30-12:00")
    moments = (time(8, 29), time(8, 30), time(11, 59), time(12))
    assert [within(spans, moment) for moment in moments] == [False, True, True, False]
