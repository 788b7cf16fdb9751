"""Tables of what a platform such as WeChat makes us remember.

How each message was answered, how many messages the platform still lets us send, its access token,
and what citizens sent besides words.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class Answer(Base):
    """How one message was answered, once that is settled (see ``bot.desk.answers``)."""

    __tablename__ = "door_answers"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    way: Mapped[str] = mapped_column(String(8))
    sent: Mapped[int] = mapped_column(SmallInteger)
    settled_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_answers_settled", "settled_at"),)


class ContactWindow(Base):
    """How many messages a platform still lets us send to an address, and until when."""

    __tablename__ = "contact_windows"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str] = mapped_column(String(80), primary_key=True)
    message_until: Mapped[datetime | None] = mapped_column(Moment)
    message_left: Mapped[int] = mapped_column(SmallInteger)
    action_until: Mapped[datetime | None] = mapped_column(Moment)
    action_left: Mapped[int] = mapped_column(SmallInteger)


class ServiceToken(Base):
    """An access token that all processes share; encrypted. One of them at a time renews it."""

    __tablename__ = "service_tokens"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    renewed_until: Mapped[datetime | None] = mapped_column(Moment)


class Attachment(Base):
    """A picture, sound or film a citizen sent, to be fetched and kept for the desk."""

    __tablename__ = "attachments"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(8))
    remote_id: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8))
    file: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_attachments_due", "state", "due_at"),)
