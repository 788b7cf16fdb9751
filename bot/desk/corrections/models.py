"""Table of corrections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class Correction(Base):
    """An answer that a member of staff found wrong, and what would have been right.

    It holds the citizen's message without personal data, so it may outlive the conversation.
    ``kind`` is topic (another topic), article (another article of the topic) or missing (nothing
    was written yet); ``read_as`` the topic the message was taken for.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int] = mapped_column(Integer)
    court_code: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    read_as: Mapped[str] = mapped_column(String(48))
    kind: Mapped[str] = mapped_column(String(8))
    topic: Mapped[str] = mapped_column(String(48))
    article_id: Mapped[str] = mapped_column(String(64))
    missing: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Moment)
    reviewer: Mapped[str] = mapped_column(String(32), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("ix_corrections_state", "state", "made_at"),
        Index("ix_corrections_entry", "conversation_id", "seq"),
    )
