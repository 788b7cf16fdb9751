"""Questions the bot had no answer to, like ones together: what the knowledge base lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.corrections.corrections import without_personal
from bot.desk.handover.models import Handover
from bot.desk.models import RecordEntry
from bot.knowledge.likeness import alike

FALLBACK = "nlu_fallback"
ALIKE = 0.5  # share of character pairs in common from which two questions ask the same
MOST = 2_000
_SHOWN = 5


@dataclass(frozen=True)
class Question:
    """One message that was not understood, masked, and the topic it came nearest to."""

    conversation_id: str
    seq: int
    text: str
    near: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """Questions that ask much the same; ``shown`` holds the newest of them."""

    size: int
    near: str
    shown: tuple[Question, ...]


async def unanswered(
    session: AsyncSession, court_code: str, since: datetime, most: int = MOST
) -> list[Question]:
    """Return the messages since a moment that the bot did not understand, the newest first.

    Those of conversations handed to another court are left out.
    """
    intent = RecordEntry.body["understood"]["intent"].as_string()
    query = (
        select(RecordEntry)
        .outerjoin(Handover, Handover.conversation_id == RecordEntry.conversation_id)
        .where(
            RecordEntry.created_at >= since,
            RecordEntry.sender == "citizen",
            intent == FALLBACK,
            or_(Handover.court_code.is_(None), Handover.court_code.in_(("", court_code))),
        )
        .order_by(RecordEntry.created_at.desc())
        .limit(most)
    )
    return [_question(entry) for entry in await session.scalars(query)]


def grouped(questions: Sequence[Question]) -> list[Group]:
    """Return like questions together, the largest group first."""
    parents = list(range(len(questions)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    asked = [(str(place), one.text) for place, one in enumerate(questions)]
    for pair in alike(asked, ALIKE):
        one, other = sorted((root(int(pair.owner)), root(int(pair.other_owner))))
        parents[other] = one
    members: dict[int, list[Question]] = {}
    for place, question in enumerate(questions):
        members.setdefault(root(place), []).append(question)
    groups = [_group(found) for found in members.values()]
    return sorted(groups, key=lambda group: -group.size)


def _group(found: Sequence[Question]) -> Group:
    near = Counter(one.near for one in found if one.near).most_common(1)
    return Group(len(found), near[0][0] if near else "", tuple(found[:_SHOWN]))


def _question(entry: RecordEntry) -> Question:
    topics = entry.body["understood"].get("topics") or [{}]
    return Question(
        entry.conversation_id,
        entry.seq,
        without_personal(entry.text),
        str(topics[0].get("topic", "")),
        entry.created_at,
    )
