"""Withholding: what was said of a case is shown again only while the case is verified.

Whoever joins a conversation, or comes back after the verification has ended, reads in the history
that something was said, and what it was after verifying again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.grants import current_grants
from bot.desk.models import RecordEntry
from bot.desk.replies import Reply

WITHHELD = Reply(
    text="（这里说过您案件的情况。为了保护您的信息，在这里重新核验案号和查询码后，就能再看到。）"
)


async def withheld(
    session: AsyncSession, conversation_id: str, entries: Sequence[RecordEntry], now: datetime
) -> set[int]:
    """Return the sequence numbers of the entries that may not be shown now."""
    cases = {entry.seq: entry.body["case"] for entry in entries if entry.body.get("case")}
    if not cases:
        return set()
    grants = await current_grants(session, conversation_id, now)
    verified = {grant.key.text for grant in grants}
    return {seq for seq, case in cases.items() if case not in verified}
