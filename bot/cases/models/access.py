"""Who may see what: credentials, tries, locks and grants.

Tries, counters and grants belong to conversations and are few; under Citus they stay local tables.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, PrimaryKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.cases.models.key import IN_KEY_ORDER, KEY, KeyColumns
from bot.db import Base


class AccessCode(KeyColumns, Base):
    """A credential of a party as a keyed hash bound to its case: query code, or name and tail."""

    __tablename__ = "access_codes"
    __table_args__ = (PrimaryKeyConstraint(*KEY, "code_hash"), IN_KEY_ORDER)

    seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=12)


class AccessCounter(Base):
    """Wrong tries of one subject: a conversation, a client address or a case number.

    The subject is a keyed hash, so a number that does not exist counts like one that does.
    """

    __tablename__ = "access_counters"

    subject_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    failures: Mapped[int] = mapped_column(SmallInteger)
    last_failed_at: Mapped[datetime | None] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class AccessTry(Base):
    """The outcome of one try, so that a repeated message neither counts nor answers twice."""

    __tablename__ = "access_tries"
    __table_args__ = (
        PrimaryKeyConstraint("conversation_id", "message_id", "case_hash"),
        Index("ix_access_tries_tried_at", "tried_at"),
    )

    conversation_id: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(80))
    case_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    tried_at: Mapped[datetime] = mapped_column(Moment)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[int] = mapped_column(SmallInteger)
    tries_left: Mapped[int] = mapped_column(SmallInteger)


class AccessGrant(KeyColumns, Base):
    """What a conversation may see of a case, until it expires or is revoked."""

    __tablename__ = "access_grants"
    __table_args__ = (PrimaryKeyConstraint("conversation_id", *KEY),)

    granted_at: Mapped[datetime] = mapped_column(Moment, sort_order=-40)
    expires_at: Mapped[datetime] = mapped_column(Moment, sort_order=-39)
    level: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    role: Mapped[int] = mapped_column(SmallInteger, sort_order=-8)
    party_seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-7)
    conversation_id: Mapped[str] = mapped_column(String(64), sort_order=9)
