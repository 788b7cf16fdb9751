"""The table of calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class PhoneCall(Base):
    """One call and its last step. The caller's number is kept as a keyed hash and four digits.

    ``answer`` is what the platform was told at ``step``: a retry of that step gets it again.
    ``state`` and ``answer`` are emptied when the call ends; what was said stands in the record.
    """

    __tablename__ = "phone_calls"

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller_hash: Mapped[str] = mapped_column(String(64))
    caller_tail: Mapped[str] = mapped_column(String(4))
    step: Mapped[int] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_phone_calls_open", "ended_at", "seen_at"),)
