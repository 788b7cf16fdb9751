"""The way cases of a kind usually go: which stages follow which."""

from __future__ import annotations

from enum import Enum

from bot.cases.keys import CaseKey
from bot.cases.vocabulary import Procedure, Stage

_SUPREME = "最高法"

_FIRST_STEPS = (Stage.FILED, Stage.ASSIGNED)
_LAST_STEPS = (Stage.DECIDED, Stage.DELIVERED)
_HEARD = (Stage.SERVED, Stage.HEARING, Stage.DELIBERATION)


class Track(Enum):
    """A way through the court."""

    FIRST_INSTANCE = (*_FIRST_STEPS, *_HEARD, *_LAST_STEPS, Stage.EFFECTIVE, Stage.ARCHIVED)
    SECOND_INSTANCE = (
        *_FIRST_STEPS, Stage.HEARING, Stage.DELIBERATION, *_LAST_STEPS, Stage.ARCHIVED
    )  # fmt: skip
    REVIEW = (*_FIRST_STEPS, Stage.REVIEW, *_LAST_STEPS, Stage.ARCHIVED)
    ENFORCEMENT = (
        *_FIRST_STEPS, Stage.NOTICE, Stage.SEARCH, Stage.DISPOSAL, Stage.PAYMENT,
        Stage.FULFILLED, Stage.ARCHIVED,
    )  # fmt: skip


def can_be_appealed(key: CaseKey, procedure: int) -> bool:
    """Tell whether a judgment in this case can be appealed at all.

    Not those of the Supreme People's Court (民事诉讼法 第158条) nor small claims (第165条); whether
    a retrial's can depends on the instance it repeats, so 再 is left open and counts as no.
    """
    kind = key.type_code.removesuffix("字")
    final = key.court_code == _SUPREME or procedure == Procedure.SMALL_CLAIM
    return kind.endswith(("初", "撤")) and not final


def track_of(type_code: str) -> Track:
    """Return the track of a type code; for numbers from before 2016, of their words (海民初字)."""
    kind = type_code.removesuffix("字")
    if kind.endswith(("执", "执恢", "执保")):
        return Track.ENFORCEMENT
    if kind.endswith("终"):
        return Track.SECOND_INSTANCE
    if kind.endswith(("初", "再", "撤")):
        return Track.FIRST_INSTANCE
    return Track.REVIEW
