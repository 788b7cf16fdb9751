"""Conversations for the desk to search: what citizens ask and articles answer, many times over."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert

from bot.db import Database, table
from bot.desk.handover.models import Handover
from bot.desk.models import Conversation, RecordEntry
from bot.knowledge.library import Library
from bot.settings import ROOT

COURTS = (*(f"京01{number:02}" for number in range(1, 20)), "")
_CHANNELS = ("web", "wechat", "voice")
_REASONS = ("human", "unanswered", "danger")
_OPEN = 10
"""One conversation in so many still waits for a person."""
_AT_ONCE = 500
_SPAN = timedelta(days=365)

Row = dict[str, Any]


async def fill(database: Database, conversations: int, entries: int) -> None:
    """Write so many conversations of so many entries each, all of them handed over."""
    talks = _talks(conversations, entries)
    while batch := list(islice(talks, _AT_ONCE)):
        columns = list(zip(*batch, strict=True))
        async with database.write() as session:
            connection = await session.connection()
            for which, rows in zip((Conversation, RecordEntry, Handover), columns, strict=True):
                flat = [
                    row for part in rows for row in (part if isinstance(part, list) else [part])
                ]
                await connection.execute(insert(_table(which)), flat)


def _table(model: Any) -> Table:
    return table(model)


def _talks(count: int, entries: int) -> Iterator[tuple[Row, list[Row], Row]]:
    rng = random.Random(5)
    said = _said()
    begin = datetime.now(timezone.utc) - _SPAN
    for number in range(count):
        at = begin + _SPAN * (number / count)
        yield _talk(rng, said, f"{number:032x}", at, entries)


def _said() -> Sequence[tuple[str, str, str]]:
    """Return questions with their topic and answer."""
    return [
        (question, article.topic, article.short)
        for article in Library.load(ROOT / "data" / "knowledge").servable(date.today())
        for question in article.questions
    ]


def _talk(
    rng: random.Random, said: Sequence[tuple[str, str, str]], name: str, at: datetime, entries: int
) -> tuple[Row, list[Row], Row]:
    channel, court = rng.choice(_CHANNELS), rng.choice(COURTS)
    rows: list[Row] = []
    for turn in range(entries // 2):
        question, topic, answer = rng.choice(said)
        understood = {"intent": "procedure", "topics": [{"topic": topic, "confidence": 0.9}]}
        when = at + timedelta(seconds=30 * turn)
        asked = f"{question}，（2026）{court or '京0105'}民初{rng.randrange(100_000)}号"
        rows.append(_entry(name, 2 * turn + 1, "citizen", channel, asked, when, understood))
        rows.append(_entry(name, 2 * turn + 2, "assistant", channel, answer, when, None))
    conversation = {
        "id": name, "channel": channel, "owner": "bot", "created_at": at, "updated_at": at,
        "last_seq": len(rows), "last_hash": "",
    }  # fmt: skip
    return conversation, rows, _handover(rng, name, channel, court, at)


def _entry(
    name: str, seq: int, sender: str, channel: str, text: str, at: datetime, understood: Row | None
) -> Row:
    return {
        "conversation_id": name, "seq": seq, "sender": sender, "channel": channel,
        "message_id": f"m{seq}", "text": text, "created_at": at, "hash": "",
        "body": {"understood": understood} if understood else {},
    }  # fmt: skip


def _handover(rng: random.Random, name: str, channel: str, court: str, at: datetime) -> Row:
    waits = rng.randrange(_OPEN) == 0
    return {
        "conversation_id": name, "court_code": court, "channel": channel, "topic": "",
        "reason": rng.choice(_REASONS), "urgency": rng.choice((0, 1, 2, 2, 2, 2)),
        "state": "waiting" if waits else "closed", "holder": "", "unanswered": waits,
        "deadline_on": None, "opened_at": at, "waiting_since": at, "citizen_at": at,
        "staff_at": None, "closed_at": None if waits else at, "changed_at": at, "summary": "",
    }  # fmt: skip
