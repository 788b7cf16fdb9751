"""The dispatch ledger: what the court really sent, to whom and from where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.cases.models.key import IN_KEY_ORDER, KEY, KeyColumns
from bot.db import Base


class Dispatch(KeyColumns, Base):
    """One message of a court: SMS, call, mail or electronic service. Never changed afterwards.

    Numbers, link and text are kept as keyed hashes; ``sender_tail`` and ``recipient_tail`` are the
    last four digits, ``link_host`` the host alone. ``entry_hash`` is that of everything said of
    the message, so that importing it twice stores it once. ``kind`` is of ``DispatchKind``.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        PrimaryKeyConstraint(*KEY, "entry_hash"),
        Index("ix_dispatches_text_hash", "text_hash"),
        IN_KEY_ORDER,
    )

    sent_at: Mapped[datetime] = mapped_column(Moment, sort_order=-40)
    source_id: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    kind: Mapped[int] = mapped_column(SmallInteger, sort_order=-8)
    entry_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=12)
    sender_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=20)
    sender_tail: Mapped[str | None] = mapped_column(String(4), sort_order=21)
    recipient_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=22)
    recipient_tail: Mapped[str | None] = mapped_column(String(4), sort_order=23)
    link_host: Mapped[str | None] = mapped_column(String(120), sort_order=24)
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=25)
    text_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=26)
    title: Mapped[str | None] = mapped_column(String(100), sort_order=27)
