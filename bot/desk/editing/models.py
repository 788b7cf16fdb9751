"""Table of drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class KnowledgeDraft(Base):
    """A new text of an article, or a new article, until another editor has decided.

    ``base`` is the mark of the text it was begun from, empty for a new article. ``open_for`` is the
    article's id while the draft is open and empty afterwards: an article has one open draft.
    """

    __tablename__ = "knowledge_drafts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    article_id: Mapped[str] = mapped_column(String(64))
    open_for: Mapped[str | None] = mapped_column(String(64), unique=True)
    file: Mapped[str] = mapped_column(String(64))
    base: Mapped[str] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    author: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    reviewer: Mapped[str] = mapped_column(String(32), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    remark: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_knowledge_drafts_state", "state", "changed_at"),)
