"""Answers marked wrong, and their review by a second person.

open ─approve→ approved (written into a file, run as a regression from then on)
  └─decline→ declined
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.case_number import find_all
from bot.court.masking import mask
from bot.desk.corrections.errors import (
    Decided,
    Incomplete,
    MarkedAlready,
    NoSuchCorrection,
    NothingToCorrect,
    OwnCorrection,
)
from bot.desk.corrections.models import Correction
from bot.desk.models import RecordEntry
from bot.knowledge.writing import entry_lines, replace_text

OPEN, APPROVED, DECLINED = "open", "approved", "declined"
STATES = {OPEN: "待复核", APPROVED: "已采用", DECLINED: "未采用"}
KINDS = {"topic": "理解错了事项", "article": "该用另一条答复", "missing": "缺这方面的答复"}
Kind = Literal["topic", "article", "missing"]
LONGEST = 500


@dataclass(frozen=True)
class Marked:
    """What would have been right. ``text`` is the citizen's message, as it stands when empty."""

    conversation_id: str
    seq: int
    kind: Kind
    topic: str = ""
    article_id: str = ""
    missing: str = ""
    text: str = ""


def without_personal(text: str) -> str:
    """Return a message without case numbers and with long numbers masked, 500 characters at most.

    Names are for the people who mark and review to take out: nothing here knows them for certain.
    """
    for found in sorted(find_all(text), key=lambda hit: hit.start, reverse=True):
        text = text[: found.start] + text[found.end :]
    return mask(text).strip()[:LONGEST]


async def mark(
    session: AsyncSession, marked: Marked, court_code: str, author: str, now: datetime
) -> Correction:
    """Note that an answer was wrong; the topic must be known to the caller's library.

    Raises:
        NothingToCorrect, MarkedAlready, Incomplete: it cannot be noted.
    """
    asked, answer = await _asked(session, marked)
    query = select(Correction.author).where(
        Correction.conversation_id == marked.conversation_id,
        Correction.seq == marked.seq,
        Correction.state != DECLINED,
    )
    if other := await session.scalar(query):
        raise MarkedAlready(f"{other} 已经标过这条答复。")
    _check(marked)
    topics = (asked.body.get("understood") or {}).get("topics") or [{}]
    made = Correction(
        conversation_id=marked.conversation_id,
        seq=marked.seq,
        court_code=court_code,
        text=without_personal(marked.text or asked.text),
        answer=without_personal(answer),
        read_as=str(topics[0].get("topic", ""))[:48],
        kind=marked.kind,
        topic=marked.topic,
        article_id=marked.article_id if marked.kind == "article" else "",
        missing=without_personal(marked.missing),
        state=OPEN,
        author=author,
        made_at=now,
        reviewer="",
        remark="",
    )
    session.add(made)
    await session.flush()
    return made


async def review(
    session: AsyncSession,
    number: int,
    court_code: str,
    reviewer: str,
    decision: Literal["approved", "declined"],
    remark: str,
    now: datetime,
    text: str = "",
) -> Correction:
    """Decide about a correction; an approved one holds the reviewer's ``text`` if there is one.

    Raises:
        NoSuchCorrection, OwnCorrection, Decided, Incomplete: it cannot be decided about.
    """
    found = await session.get(Correction, number, with_for_update=True)
    if found is None or found.court_code not in ("", court_code):
        raise NoSuchCorrection("没有这条纠错。")
    if found.author == reviewer:
        raise OwnCorrection("自己标的要由另一个人复核。")
    if found.state != OPEN:
        raise Decided(f"这条纠错{STATES[found.state]}了。")
    found.text = without_personal(text or found.text)
    if decision == APPROVED and not found.text:
        raise Incomplete("去掉个人信息后，这句话空了，请改写成一句问话。")
    found.state, found.reviewer, found.remark, found.reviewed_at = decision, reviewer, remark, now
    return found


async def of_court(
    session: AsyncSession, court_code: str, state: str = "", limit: int = 100
) -> Sequence[Correction]:
    """Return a court's corrections, the newest first."""
    query = select(Correction).where(Correction.court_code.in_(("", court_code)))
    if state:
        query = query.where(Correction.state == state)
    return (await session.scalars(query.order_by(Correction.id.desc()).limit(limit))).all()


def write(directory: Path, correction: Correction, today: date) -> Path | None:
    """Write an approved correction as a regression; one without a topic has nothing to run.

    The file's name is that of the message, so a later correction of the same message replaces it.
    """
    if not correction.topic:
        return None
    row = {"text": correction.text, "topic": correction.topic}
    row |= {"article": correction.article_id} if correction.article_id else {}
    name = hashlib.sha256(correction.text.encode()).hexdigest()[:16]
    path = directory / f"{name}.yml"
    replace_text(path, "\n".join([*entry_lines({**row, "approved": today}), ""]))
    return path


def _check(marked: Marked) -> None:
    if marked.kind != "missing" and not marked.topic:
        raise Incomplete("请选正确的事项。")
    if marked.kind == "article" and not marked.article_id:
        raise Incomplete("请选正确的答复。")
    if marked.kind == "missing" and not marked.missing.strip():
        raise Incomplete("请写明缺什么内容。")


async def _asked(session: AsyncSession, marked: Marked) -> tuple[RecordEntry, str]:
    """Return the citizen's message that an entry answers (or is), and the answer's text."""
    query = (
        select(RecordEntry)
        .where(
            RecordEntry.conversation_id == marked.conversation_id,
            or_(RecordEntry.seq == marked.seq, RecordEntry.sender == "citizen"),
            RecordEntry.seq <= marked.seq,
        )
        .order_by(RecordEntry.seq.desc())
        .limit(2)
    )
    entries = (await session.scalars(query)).all()
    asked = next((one for one in entries if one.sender == "citizen"), None)
    if asked is None or entries[0].seq != marked.seq:
        raise NothingToCorrect("这条记录前面没有当事人的话，没有可纠正的答复。")
    return asked, entries[0].text if entries[0] is not asked else ""
