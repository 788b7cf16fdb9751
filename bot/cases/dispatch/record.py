"""What a court says it sent, hashed and stored once. The ledger only grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import Columns, Row, insert_missing
from bot.cases.dispatch.links import read_link
from bot.cases.dispatch.parts import normalise_phone, normalise_text
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.models import Dispatch
from bot.cases.models.key import KEY, key_columns
from bot.cases.vocabulary import DispatchKind

# Sources of the ledger are told from those of cases by their name.
SOURCE = "发送记录："
_COLUMNS: Columns = (
    *KEY, "entry_hash", "sent_at", "source_id", "kind", "sender_hash", "sender_tail",
    "recipient_hash", "recipient_tail", "link_host", "link_hash", "text_hash", "title",
)  # fmt: skip
_KEYS_A_QUERY = 2_000


@dataclass(slots=True)
class DispatchRecord:
    """One message in plain words. ``sent_at`` is aware; what is not known is empty."""

    key: CaseKey
    kind: DispatchKind
    sent_at: datetime
    sender: str = ""
    recipient: str = ""
    link: str = ""
    text: str = ""
    title: str = ""


async def store(
    session: AsyncSession, hasher: Hasher, source_id: int, records: Sequence[DispatchRecord]
) -> int:
    """Write records in this transaction and return how many were new."""
    rows = {row[: len(KEY) + 1]: row for row in _rows(hasher, source_id, records)}
    known: set[Row] = set()
    identities = list(rows)
    columns = (*key_columns(Dispatch), Dispatch.entry_hash)
    for start in range(0, len(identities), _KEYS_A_QUERY):
        some = identities[start : start + _KEYS_A_QUERY]
        query = select(*columns).where(tuple_(*columns).in_(some))
        known |= {tuple(row) for row in (await session.execute(query)).all()}
    new = [row for identity, row in rows.items() if identity not in known]
    await insert_missing(session, Dispatch, _COLUMNS, new)
    return len(new)


def _rows(hasher: Hasher, source_id: int, records: Sequence[DispatchRecord]) -> Iterator[Row]:
    for record in records:
        sender, recipient = normalise_phone(record.sender), normalise_phone(record.recipient)
        link, text = read_link(record.link), normalise_text(record.text)
        yield (
            *record.key,
            hasher.dispatched("entry", _whole(record)),
            record.sent_at,
            source_id,
            int(record.kind),
            hasher.dispatched("phone", sender) if sender else None,
            sender[-4:] or None,
            hasher.dispatched("phone", recipient) if recipient else None,
            recipient[-4:] or None,
            link.host[:120] if link else None,
            hasher.dispatched("link", link.address) if link else None,
            hasher.dispatched("text", text) if text else None,
            record.title[:100] or None,
        )


def _whole(record: DispatchRecord) -> str:
    sent = record.sent_at.astimezone(timezone.utc).isoformat()
    parts = (
        record.key.text, str(int(record.kind)), sent, normalise_phone(record.sender),
        normalise_phone(record.recipient), record.link, normalise_text(record.text), record.title,
    )  # fmt: skip
    return "\x1f".join(parts)
