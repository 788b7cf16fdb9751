"""The course of a demo case from filing to archive, each step on a working day and in time.

A course is planned whole, past and future; ``generator`` keeps what has happened by today.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bot.cases.demo.days import after, limit_end, workday_from
from bot.cases.demo.kinds import Kind
from bot.cases.timeline import TimelineEntry
from bot.cases.tracks import Track, track_of
from bot.cases.vocabulary import Decision, Procedure, Stage

_TRIAL_LIMITS = {
    Procedure.ORDINARY: "trial_ordinary",
    Procedure.SUMMARY: "trial_summary",
    Procedure.SMALL_CLAIM: "trial_small_claims",
    Procedure.SECOND_INSTANCE: "trial_appeal_judgment",
}
# Days from service to the hearing: the time to answer and to bring evidence comes before it.
_UNTIL_HEARING = {
    Procedure.ORDINARY: (22, 75),
    Procedure.SUMMARY: (16, 40),
    Procedure.SMALL_CLAIM: (8, 22),
}
_APPEALS = {"民": "civil_judgment_appeal", "刑": "criminal_judgment_appeal"}
_JUDGMENTS = ("支持原告的部分诉讼请求", "支持原告的诉讼请求", "驳回原告的诉讼请求")
_ONE_DAY = timedelta(days=1)


@dataclass
class Course:
    """The plan of one case. Served dates are those of the first and the second party."""

    steps: list[TimelineEntry] = field(default_factory=list)
    hearings: list[date] = field(default_factory=list)
    complaint_served: date | None = None
    judgment_served: tuple[date, date] | None = None
    preserved: tuple[date, date] | None = None
    decision: Decision = Decision.NONE
    result: str | None = None
    terminated_on: date | None = None

    def add(self, stage: Stage, on: date, note: str = "") -> date:
        """Append a step and return its day."""
        self.steps.append(TimelineEntry(on, stage, note))
        return on


def plan(rng: Random, kind: Kind, filed: date) -> Course:
    """Return the course of a case of this kind, filed on a working day."""
    course = Course()
    course.add(Stage.FILED, filed)
    assigned = course.add(Stage.ASSIGNED, after(rng, filed, 1, 3, limit_end(_SERVICE, filed)))
    track = track_of(kind.type_code)
    if track is Track.ENFORCEMENT:
        _enforce(rng, course, kind, filed, assigned)
    elif track is Track.REVIEW:
        _review(rng, course, kind, filed, assigned)
    elif track is Track.SECOND_INSTANCE:
        _second_instance(rng, course, filed, assigned)
    else:
        _first_instance(rng, course, kind, filed, assigned)
    course.steps.sort(key=lambda step: step.on)
    return course


_SERVICE = "complaint_copy_service"


def _first_instance(rng: Random, course: Course, kind: Kind, filed: date, assigned: date) -> None:
    criminal, administrative = kind.type_code.startswith("刑"), kind.type_code.startswith("行")
    end = _trial_end(kind, filed)
    served = course.add(
        Stage.SERVED, after(rng, assigned, 1, 4, limit_end(_SERVICE, filed)), "副本已送达"
    )
    course.complaint_served = served
    if not criminal and not administrative and rng.random() < 0.15:
        _preserve(rng, course, served)
    least, most = (11, 20) if criminal else _UNTIL_HEARING[kind.procedure]
    latest = end - timedelta(days=14)
    hearing = course.add(Stage.HEARING, after(rng, served, least, most, latest))
    course.hearings.append(hearing)
    decided = _deliberate(rng, course, kind, hearing, end)
    course.decision = Decision.JUDGMENT
    course.result = "作出一审判决" if criminal or administrative else rng.choice(_JUDGMENTS)
    _deliver_and_finish(rng, course, kind, decided)


def _trial_end(kind: Kind, filed: date) -> date:
    if kind.type_code.startswith("刑"):
        # 刑事诉讼法 第208条: two months for a case of public prosecution.
        return workday_from(filed + timedelta(days=58))
    return limit_end(_TRIAL_LIMITS[kind.procedure], filed)


def _preserve(rng: Random, course: Course, asked: date) -> None:
    ordered = after(rng, asked, 1, 5, limit_end("preservation_ruling", asked))
    carried = after(rng, ordered, 1, 5, limit_end("preservation_execution", ordered))
    course.preserved = (ordered, carried)


def _deliberate(rng: Random, course: Course, kind: Kind, hearing: date, end: date) -> date:
    day = hearing
    if kind.procedure is Procedure.ORDINARY:
        day = course.add(Stage.DELIBERATION, after(rng, hearing, 1, 10, end))
    return course.add(Stage.DECIDED, after(rng, day, 0, 25, end))


def _deliver_and_finish(rng: Random, course: Course, kind: Kind, decided: date) -> None:
    latest = limit_end("judgment_delivery", decided)
    both = (after(rng, decided, 0, 5, latest), after(rng, decided, 2, 10, latest))
    course.judgment_served = both
    course.add(Stage.DELIVERED, max(both))
    if kind.procedure is Procedure.SMALL_CLAIM:
        effective = max(both)
    else:
        limit = _APPEALS.get(kind.type_code[0], "administrative_judgment_appeal")
        limit = "civil_judgment_appeal" if kind.type_code.startswith("知") else limit
        ends = [limit_end(limit, day) for day in both]
        if rng.random() < 0.2:
            lodged = after(rng, max(both), 3, 14, max(ends))
            course.add(Stage.APPEALED, after(rng, lodged, 10, 25), "案卷已移送上一级法院")
            return
        effective = max(ends) + _ONE_DAY
    course.add(Stage.EFFECTIVE, effective)
    course.add(Stage.ARCHIVED, after(rng, effective, 10, 60))


def _second_instance(rng: Random, course: Course, filed: date, assigned: date) -> None:
    end = limit_end(_TRIAL_LIMITS[Procedure.SECOND_INSTANCE], filed)
    course.complaint_served = assigned
    hearing = course.add(Stage.HEARING, after(rng, assigned, 12, 45, end - timedelta(days=14)))
    course.hearings.append(hearing)
    day = course.add(Stage.DELIBERATION, after(rng, hearing, 1, 10, end))
    decided = course.add(Stage.DECIDED, after(rng, day, 0, 20, end))
    course.decision = Decision.JUDGMENT
    course.result = rng.choice(("驳回上诉，维持原判", "依法改判"))
    _hand_over(rng, course, decided)


def _review(rng: Random, course: Course, kind: Kind, filed: date, assigned: date) -> None:
    if kind.type_code == "民保令":
        # 反家庭暴力法 第28条: 72 hours.
        decided = course.add(Stage.DECIDED, after(rng, filed, 0, 3))
    else:
        end = limit_end("trial_appeal_judgment", filed)  # 民事诉讼法 第215条: three months too
        looked = course.add(Stage.REVIEW, after(rng, assigned, 3, 15))
        decided = course.add(Stage.DECIDED, after(rng, looked, 10, 60, end))
    course.decision = Decision.RULING
    course.result = rng.choice(("驳回再审申请", "裁定再审"))
    _hand_over(rng, course, decided)


def _hand_over(rng: Random, course: Course, decided: date) -> None:
    latest = limit_end("judgment_delivery", decided)
    both = (after(rng, decided, 0, 5, latest), after(rng, decided, 2, 10, latest))
    course.judgment_served = both
    course.add(Stage.DELIVERED, max(both))
    course.add(Stage.ARCHIVED, after(rng, max(both), 10, 60))


def _enforce(rng: Random, course: Course, kind: Kind, filed: date, assigned: date) -> None:
    latest = limit_end("enforcement_notice", filed)
    notice = course.add(Stage.NOTICE, after(rng, assigned, 1, 6, latest))
    searched = course.add(Stage.SEARCH, after(rng, notice, 2, 20))
    fate = rng.random()
    if fate < 0.35 and kind.type_code == "执":
        # 法〔2016〕373号: three months after filing at the earliest.
        earliest = filed + timedelta(days=93)
        ended = course.add(Stage.TERMINATED, after(rng, earliest, 0, 60))
        course.terminated_on = ended
        return
    sold = course.add(Stage.DISPOSAL, after(rng, searched, 15, 70))
    paid = course.add(Stage.PAYMENT, after(rng, sold, 20, 45))
    done = course.add(Stage.FULFILLED, after(rng, paid, 1, 15))
    course.add(Stage.ARCHIVED, after(rng, done, 10, 60))
