"""Notes: what staff say to each other about a conversation. No door ever shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.court.masking import mask
from bot.desk.handover.models import Note


async def add_note(
    session: AsyncSession,
    conversation_id: str,
    by: str,
    text: str,
    now: datetime,
    *,
    whisper: bool = False,
) -> Note:
    """Add a note; a whisper is a supervisor's word to the holder while they answer."""
    note = Note(conversation_id=conversation_id, by=by, at=now, text=mask(text), whisper=whisper)
    session.add(note)
    await session.flush()
    return note


async def notes_of(session: AsyncSession, conversation_id: str) -> Sequence[Note]:
    """Return the notes of a conversation, oldest first."""
    query = select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
    return (await session.scalars(query)).all()
