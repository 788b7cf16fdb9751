"""The way cases of a kind usually go: which stages follow which."""

from __future__ import annotations

from enum import Enum

from bot.cases.vocabulary import Stage

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
