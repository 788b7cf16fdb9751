"""Searching: pairs of characters find candidates in an index, longer words are then compared.

What cannot be opened cannot be found either: conversations handed to the own court or to none, and
orders of it or of none. The newest come first.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Row, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.zone import CHINA
from bot.desk.record import aware
from bot.desk.searching.errors import TooShort

What = Literal["", "said", "order"]
PAGE = 30
_SLOTS = 1000
_AROUND = 40
# Letters and figures; what stands between words (brackets, commas) is not looked at.
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 8
_LONGEST_WORD = 64


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Empty fields narrow nothing; ``since`` and ``until`` are days in China.

    ``sender`` and ``topic`` belong to what was said, ``kind`` to orders. ``before`` is the id after
    which the next page begins.
    """

    words: str = ""
    what: What = ""
    channel: str = ""
    topic: str = ""
    kind: str = ""
    sender: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class Hit:
    """One thing found; ``receipt`` is empty for what was said. ``at`` is aware."""

    id: int
    conversation_id: str
    seq: int
    receipt: str
    sender: str
    channel: str
    kind: str
    topic: str
    court_code: str
    stage: str
    at: datetime
    text: str


def place(moment: datetime) -> int:
    """Return the first id of a moment: milliseconds since 1970, with room for a thousand each."""
    return int(moment.timestamp() * 1000) * _SLOTS


def words_of(query: str) -> list[str]:
    """Return the words to look for, without punctuation, full-width forms as usual ones.

    Raises:
        TooShort: something is asked for, but no word has two characters.
    """
    plain = unicodedata.normalize("NFKC", query).lower()
    words = [word[:_LONGEST_WORD] for word in _WORD.findall(plain)][:_MOST_WORDS]
    if query.strip() and not any(len(word) > 1 for word in words):
        raise TooShort("请至少输入相连的两个字。")
    return words


async def search(session: AsyncSession, court_code: str, wanted: Wanted) -> Sequence[Hit]:
    """Return one page of what a court's staff may find, newest first.

    Raises:
        TooShort: see ``words_of``.
    """
    words = words_of(wanted.words)
    pairs = sorted({"".join(pair) for word in words for pair in pairwise(word)})
    narrowing = pairs + _narrowing(wanted)
    courts = [f"court{court_code}", "courtnone"]
    values: dict[str, Any] = {
        "least": place(_begin(wanted.since)) if wanted.since else 0,
        "before": min(wanted.before or _END, place(_after(wanted.until))),
        "limit": wanted.limit,
    }
    # A word of two characters is a pair itself; of a longer one the pairs may stand apart.
    compared = [word for word in words if len(word) != 2]
    values |= {f"word{number}": f"%{word}%" for number, word in enumerate(compared)}
    if session.get_bind().dialect.name == "sqlite":
        values["match"] = _match(narrowing, courts)
        query = _sqlite(len(compared))
    else:
        values |= {"all": narrowing, "courts": courts}
        query = _postgresql(len(compared))
    found = await session.execute(
        text(query).bindparams(*(bindparam(key) for key in values)), values
    )
    return [_hit(row) for row in found]


def snippet(found: str, words: Sequence[str]) -> str:
    """Return the neighbourhood of the first word in a text, in one line."""
    line = " ".join(found.split())
    lower = line.lower()
    at = min((where for word in words if (where := lower.find(word)) >= 0), default=0)
    begin, end = max(0, at - _AROUND), at + 2 * _AROUND
    return ("…" if begin else "") + line[begin:end] + ("…" if end < len(line) else "")


_END = 2**62


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _after(day: date | None) -> datetime:
    return _begin(day + timedelta(days=1)) if day else datetime(9000, 1, 1, tzinfo=timezone.utc)


def _narrowing(wanted: Wanted) -> list[str]:
    """Return what narrows the search as words of the index, which drops underscores."""
    given = {
        "type": wanted.what,
        "channel": wanted.channel,
        "topic": wanted.topic,
        "kind": wanted.kind,
        "sender": wanted.sender,
    }
    return [name + "".join(_WORD.findall(value)) for name, value in given.items() if value]


def _match(words: Sequence[str], courts: Sequence[str]) -> str:
    """Return a query of FTS5; every word holds letters and figures only."""
    either = " OR ".join(f'"{court}"' for court in courts)
    return " AND ".join([*(f'"{word}"' for word in words), f"({either})"])


_SHOWN = """
SELECT s.id, s.conversation_id, s.seq, s.receipt,
       coalesce(e.sender, '') AS sender, coalesce(e.channel, c.channel) AS channel,
       coalesce(o.kind, '') AS kind, coalesce(o.stage, '') AS stage,
       coalesce(o.court_code, h.court_code, '') AS court_code, e.body AS body,
       coalesce(e.created_at, o.created_at) AS at,
       coalesce(e.text, o.summary || coalesce(' ' || o.answer, '')) AS text
"""
_JOINED = """
LEFT JOIN record_entries e
  ON e.conversation_id = s.conversation_id AND e.seq = s.seq AND s.receipt = ''
LEFT JOIN work_orders o ON o.receipt = s.receipt AND s.receipt <> ''
JOIN conversations c ON c.id = s.conversation_id
LEFT JOIN handovers h ON h.conversation_id = s.conversation_id
"""
_TEXT = "coalesce(e.text, o.summary || coalesce(' ' || o.answer, ''))"


def _sqlite(compared: int) -> str:
    # CROSS JOIN keeps the order: the index first, from its newest entry on.
    also = "".join(f" AND {_TEXT} LIKE :word{number}" for number in range(compared))
    return (
        f"{_SHOWN} FROM search_words w CROSS JOIN search_entries s ON s.id = w.rowid {_JOINED} "
        "WHERE w.search_words MATCH :match AND w.rowid >= :least AND w.rowid < :before"
        f"{also} ORDER BY w.rowid DESC LIMIT :limit"
    )


def _postgresql(compared: int) -> str:
    also = "".join(f" AND {_TEXT} ILIKE :word{number}" for number in range(compared))
    return (
        f"{_SHOWN} FROM search_words w JOIN search_entries s ON s.id = w.id {_JOINED} "
        "WHERE w.words @> CAST(:all AS text[]) AND w.words && CAST(:courts AS text[]) "
        f"AND w.id >= :least AND w.id < :before{also} ORDER BY w.id DESC LIMIT :limit"
    )


def _hit(row: Row[Any]) -> Hit:
    body, moment = row.body, row.at
    body = json.loads(body) if isinstance(body, str) else body or {}
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    topics = (body.get("understood") or {}).get("topics") or [{}]
    return Hit(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        receipt=row.receipt,
        sender=row.sender,
        channel=row.channel,
        kind=row.kind,
        topic=topics[0].get("topic", ""),
        court_code=row.court_code,
        stage=row.stage,
        at=aware(at),
        text=row.text,
    )
