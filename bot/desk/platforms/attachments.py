"""Pictures, sounds and films that citizens sent: fetched from the platform, kept for the desk.

The request is durable before the message is accepted; whoever finds it due fetches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.bulk import insert_missing
from bot.desk import record
from bot.desk.platforms.models import Attachment

Kind = Literal["image", "voice", "video", "file"]
WAITING, KEPT, LOST = "waiting", "kept", "lost"
_COLUMNS = (
    "channel", "message_id", "conversation_id", "kind", "remote_id", "state", "file", "size",
    "attempts", "due_at", "created_at",
)  # fmt: skip
_BACKOFF = (5, 30, 120, 600, 3600)
_LEASE = timedelta(minutes=2)
_NAMES = {"image": "图片", "voice": "语音", "video": "视频", "file": "文件"}


@dataclass(frozen=True)
class Sent:
    """What a citizen sent besides words. ``remote_id``: what the platform calls it."""

    channel: str
    message_id: str
    conversation_id: str
    kind: Kind
    remote_id: str


async def wanted(session: AsyncSession, sent: Sent, now: datetime) -> None:
    """Ask for an attachment to be fetched; asking twice is asking once."""
    row = (*vars(sent).values(), WAITING, "", 0, 0, now, now)
    await insert_missing(session, Attachment, _COLUMNS, [row])


async def taken(session: AsyncSession, channel: str, now: datetime) -> Sequence[Attachment]:
    """Return what is to be fetched now; nobody else gets it for two minutes."""
    query = (
        select(Attachment)
        .where(Attachment.channel == channel, Attachment.state == WAITING, Attachment.due_at <= now)
        .order_by(Attachment.due_at)
        .limit(10)
        .with_for_update(skip_locked=True)
    )
    found = (await session.scalars(query)).all()
    for row in found:
        row.due_at = now + _LEASE
    return found


async def kept(session: AsyncSession, sent: Attachment, file: str, size: int) -> None:
    """Note where an attachment is kept, in the record too: the desk finds it there."""
    if not await _end(session, sent, KEPT, file, size):
        return
    found = await record.conversation(session, sent.conversation_id)
    body = {"attachment": {"kind": sent.kind, "file": file, "bytes": size}}
    text = f"［{_NAMES[sent.kind]}］"
    session.add(record.append(found, "citizen", sent.message_id, text, body))


async def lost(session: AsyncSession, sent: Attachment) -> None:
    """Give up: the platform no longer has it."""
    await _end(session, sent, LOST, "", 0)


async def put_off(session: AsyncSession, sent: Attachment, now: datetime) -> None:
    """Try again later."""
    wait = _BACKOFF[min(sent.attempts, len(_BACKOFF) - 1)]
    later = _one(sent).values(attempts=sent.attempts + 1, due_at=now + timedelta(seconds=wait))
    await session.execute(later)


async def _end(session: AsyncSession, sent: Attachment, state: str, file: str, size: int) -> bool:
    ended = _one(sent).where(Attachment.state == WAITING)
    values = ended.values(state=state, file=file, size=size).returning(Attachment.message_id)
    return await session.scalar(values) is not None


def _one(sent: Attachment) -> Update:
    return update(Attachment).where(
        Attachment.channel == sent.channel, Attachment.message_id == sent.message_id
    )
