"""Papers a person received, each with the time limit that runs from it.

The limits are those of ``bot.court.time_limits``; computing the day is left to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.cases.guidance import Field, field_of
from bot.cases.models import Case, Party
from bot.cases.tracks import Track, can_be_appealed
from bot.cases.views import Service
from bot.cases.vocabulary import Decision, Role, Side

_APPEALS = {
    Field.CIVIL: "civil_judgment_appeal",
    Field.CRIMINAL: "criminal_judgment_appeal",
    Field.ADMINISTRATIVE: "administrative_judgment_appeal",
}


def services(
    case: Case, person: Party, track: Track, side: Side, received: date | None
) -> Iterator[Service]:
    """Return the papers of one person; ``received`` is the day the judgment reached them.

    Rulings are left out: whether one can be appealed stands at its end, not in our data.
    """
    served = person.complaint_served_on
    if served is not None and side is Side.RESPONDING and field_of(case.type_code) is Field.CIVIL:
        answer = _answer(track)
        if answer:
            yield Service(*answer, served)
    if received is not None and case.decision == Decision.JUDGMENT:
        limit = _appeal(case, person)
        if limit:
            yield Service("判决书", limit, received)


def _answer(track: Track) -> tuple[str, str] | None:
    if track is Track.FIRST_INSTANCE:
        return "起诉状副本", "answer"
    return ("上诉状副本", "appeal_answer") if track is Track.SECOND_INSTANCE else None


def _appeal(case: Case, person: Party) -> str | None:
    if not can_be_appealed(case.key, case.procedure):
        return None
    if person.role == Role.VICTIM:
        return "victim_protest_request"
    return _APPEALS[field_of(case.type_code)]
