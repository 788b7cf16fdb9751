"""Tables of appointments."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base

HELD, BOOKED, CANCELLED, LAPSED = "held", "booked", "cancelled", "lapsed"
ACTIVE = (HELD, BOOKED)


class Service(Base):
    """What a court lets people book. Whoever books locks its row.

    ``notice_hours``: how long before its beginning a slot can still be taken; ``days_ahead``: how
    far into the future slots are offered.
    """

    __tablename__ = "appointment_services"

    court_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    open: Mapped[bool] = mapped_column(Boolean, default=True)
    notice_hours: Mapped[int] = mapped_column(Integer)
    days_ahead: Mapped[int] = mapped_column(Integer)


class PlanRow(Base):
    """Slots of ``minutes`` from ``begins`` to ``ends`` on a weekday (0 is Monday)."""

    __tablename__ = "appointment_plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    court_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24))
    weekday: Mapped[int] = mapped_column(Integer)
    begins: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("ix_appointment_plan_court", "court_code", "kind"),)


class Blackout(Base):
    """A time in which nothing can be booked; an empty ``kind`` closes every service."""

    __tablename__ = "appointment_blackouts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    court_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24), default="")
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("ix_appointment_blackouts_court", "court_code", "ends_at"),)


class Booking(Base):
    """One place in one slot: held while somebody is asked for their name, then booked.

    ``place`` numbers the places of a slot from 1 and is empty once the place is free again; no two
    bookings have the same. ``sequence`` counts the changes, as calendars want it. ``remind_at`` is
    kept for reminders.
    """

    __tablename__ = "appointment_bookings"

    receipt: Mapped[str] = mapped_column(String(12), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(128), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    court_code: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24))
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    case_number: Mapped[str] = mapped_column(String(64), default="")
    video_link: Mapped[str] = mapped_column(String(300), default="")
    changed_by: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("court_code", "kind", "begins_at", "place", name="uq_appointment_place"),
        Index("ix_appointment_bookings_time", "court_code", "begins_at"),
    )
