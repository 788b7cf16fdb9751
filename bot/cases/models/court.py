"""What a court knows besides its cases: people, hearings, where it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, PrimaryKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Code, Moment
from bot.cases.models.key import IN_KEY_ORDER, KEY, KeyColumns
from bot.db import Base

NOBODY = 0


class CourtOffice(Base):
    """The public contact of a court. Names and levels are in ``bot.court.courts``."""

    __tablename__ = "court_offices"

    court_code: Mapped[str] = mapped_column(Code, primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[str | None] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(200))
    route: Mapped[str | None] = mapped_column(String(300))


class StaffMember(Base):
    """A judge or clerk with the office phone; private numbers are never kept."""

    __tablename__ = "staff"
    __table_args__ = (PrimaryKeyConstraint("court_code", "staff_id"), IN_KEY_ORDER)

    staff_id: Mapped[int] = mapped_column(BigInteger, sort_order=-10)
    court_code: Mapped[str] = mapped_column(Code, sort_order=10)
    name: Mapped[str] = mapped_column(String(60), sort_order=20)
    office_phone: Mapped[str | None] = mapped_column(String(40), sort_order=21)


class Hearing(KeyColumns, Base):
    """One hearing. A case has several; a judge's week is read in key order.

    ``judge_id`` is ``NOBODY`` while no judge is named. ``state`` is of ``HearingState``.
    """

    __tablename__ = "hearings"
    __table_args__ = (
        PrimaryKeyConstraint("court_code", "judge_id", "starts_at", "year", "type_code", "serial"),
        Index("ix_hearings_case", *KEY),
        IN_KEY_ORDER,
    )

    starts_at: Mapped[datetime] = mapped_column(Moment, sort_order=-40)
    judge_id: Mapped[int] = mapped_column(BigInteger, sort_order=-30)
    state: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    courtroom: Mapped[str] = mapped_column(String(60), sort_order=20)
    address: Mapped[str | None] = mapped_column(String(200), sort_order=21)
    route: Mapped[str | None] = mapped_column(String(300), sort_order=22)
