"""Measures and money of a demo enforcement case."""

from __future__ import annotations

from datetime import date
from random import Random

from bot.cases.demo.courses import Course
from bot.cases.demo.days import after
from bot.cases.records import CaseRecord, EnforcementRecord, MeasureRecord
from bot.cases.vocabulary import Measure, Stage

_FOUND = (
    (Measure.DEPOSIT_FROZEN, "冻结银行存款（演示）", 365),
    (Measure.VEHICLE_SEALED, "查封小型轿车一辆（演示）", 730),
    (Measure.REAL_ESTATE_SEALED, "查封住宅一套（演示）", 1095),
)


def enforcement(rng: Random, record: CaseRecord, course: Course, today: date) -> None:
    """Add to the record what has been done and recovered by today."""
    days = {step.stage: step.on for step in course.steps}
    planned = [_measure(Measure.NOTICE, days[Stage.NOTICE])]
    searched = days[Stage.SEARCH]
    planned.append(_measure(Measure.SEARCH, searched))
    kind, detail, lasts = rng.choice(_FOUND)
    seized = after(rng, searched, 1, 10)
    planned.append(
        MeasureRecord(kind, seized, date.fromordinal(seized.toordinal() + lasts), detail)
    )
    planned.append(_measure(Measure.CONSUMPTION_LIMITED, after(rng, seized, 1, 15)))
    if Stage.DISPOSAL in days:
        planned.append(_measure(Measure.AUCTION, days[Stage.DISPOSAL]))
    record.measures = [_until(measure, today) for measure in planned]
    record.enforcement = _money(rng, record, course, days, today)


def _measure(kind: Measure, on: date) -> MeasureRecord:
    return MeasureRecord(kind, on)


def _until(measure: MeasureRecord, today: date) -> MeasureRecord:
    """Return the measure, as a plan if its day is still to come."""
    if measure.carried_out_on and measure.carried_out_on <= today:
        return measure
    return MeasureRecord(measure.kind, detail=measure.detail)


def _money(
    rng: Random, record: CaseRecord, course: Course, days: dict[Stage, date], today: date
) -> EnforcementRecord:
    claim = record.claim_fen or 0
    share = rng.randint(5, 60) if course.terminated_on else 100
    sold, paid = days.get(Stage.DISPOSAL, course.terminated_on), days.get(Stage.PAYMENT)
    recovered = claim * share // 100 if sold and sold <= today else 0
    paid_out = recovered if (paid or course.terminated_on or today) <= today and recovered else 0
    ended = course.terminated_on if course.terminated_on and course.terminated_on <= today else None
    return EnforcementRecord(claim, recovered, paid_out, ended)
