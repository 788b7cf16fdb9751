"""Tables of the desk: conversations, who speaks in them, their record, inbox, outbox, orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class Conversation(Base):
    """One citizen's conversation. It has exactly one owner: ``bot`` or a member of staff."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64), default="bot")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="")


class DoorAddress(Base):
    """Who speaks at a door (an openid, a CallSid, a web session), and in which conversation."""

    __tablename__ = "door_addresses"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    last_seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_addresses_conversation", "conversation_id", "last_seen_at"),)


class RecordEntry(Base):
    """One message of the conversation record, linked to the one before by its hash."""

    __tablename__ = "record_entries"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    sender: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(16))
    message_id: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_record_message", "conversation_id", "message_id"),
        Index("ix_record_time", "created_at"),
    )


class InboxMessage(Base):
    """A message from a platform, durable before it is accepted, unique on its platform id."""

    __tablename__ = "inbox"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(8))
    content: Mapped[str] = mapped_column(Text)
    client: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8))
    accepted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_inbox_open", "state", "accepted_at"),)


class OutboxMessage(Base):
    """A reply on its way to a door. Sent rows are removed: the record keeps what was said."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    __table_args__ = (Index("ix_outbox_due", "channel", "due_at"),)


class JoinCode(Base):
    """The one-time code under which a conversation can be joined from another door, as a hash."""

    __tablename__ = "join_codes"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime] = mapped_column(Moment)


class DoorMove(Base):
    """An address that left a conversation for another: what is still to be said finds it."""

    __tablename__ = "door_moves"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(80))
    moved_at: Mapped[datetime] = mapped_column(Moment)


class WorkOrder(Base):
    """A request that a person must handle, with a receipt number for the citizen.

    ``form`` is what staff wrote into the form of its kind; ``due_at`` stands only where its court
    promises a time. ``rating`` is 1 (not satisfied) to 4.
    """

    __tablename__ = "work_orders"

    receipt: Mapped[str] = mapped_column(String(12), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(128), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    priority: Mapped[str] = mapped_column(String(8))
    stage: Mapped[str] = mapped_column(String(12))
    summary: Mapped[str] = mapped_column(Text)
    collected: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    court_code: Mapped[str] = mapped_column(String(12), default="")
    form: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    division: Mapped[str] = mapped_column(String(32), default="")
    assignee: Mapped[str] = mapped_column(String(32), default="")
    answers: Mapped[int] = mapped_column(Integer, default=0)
    rating: Mapped[int | None] = mapped_column(Integer)
    warn_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_work_orders_court", "court_code", "stage", "due_at"),
        Index("ix_work_orders_assignee", "assignee", "stage", "due_at"),
        Index("ix_work_orders_clock", "stage", "due_at"),
    )


class AuditEntry(Base):
    """One act of staff; entries are only ever added (see ``bot.desk.audit``)."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    court_code: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_audit_court", "court_code", "number"),
        Index("ix_audit_subject", "subject", "number"),
    )


class AuditHead(Base):
    """The last entry of the chain: one row, locked while an entry is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
