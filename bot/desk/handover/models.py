"""Tables of handing over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class Handover(Base):
    """A conversation that was handed to people: one row each, opened again when needed.

    ``state`` is waiting, held or closed; ``holder`` is who holds it. The owner that counts is the
    conversation's own (``Conversation.owner``); both change in one transaction.
    """

    __tablename__ = "handovers"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    court_code: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str] = mapped_column(String(48))
    reason: Mapped[str] = mapped_column(String(24))
    urgency: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    holder: Mapped[str] = mapped_column(String(32))
    unanswered: Mapped[bool] = mapped_column(Boolean)
    deadline_on: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    citizen_at: Mapped[datetime] = mapped_column(Moment)
    staff_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    summary: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("ix_handovers_queue", "court_code", "state", "urgency", "waiting_since"),
        Index("ix_handovers_holder", "holder", "state", "citizen_at"),
        Index("ix_handovers_changed", "changed_at"),
        Index("ix_handovers_silent", "state", "unanswered", "citizen_at"),
    )


class Forward(Base):
    """A conversation offered to a colleague or a division; it stays with its holder until taken."""

    __tablename__ = "forwards"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    by: Mapped[str] = mapped_column(String(32))
    to: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_forwards_open", "to", "state"),)


class Note(Base):
    """What staff say to each other about a conversation; no door ever shows it."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str] = mapped_column(Text)
    whisper: Mapped[bool] = mapped_column(Boolean)
