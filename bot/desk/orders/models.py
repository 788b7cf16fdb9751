"""Tables of work orders besides the order itself: its steps, and what a court promises."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class OrderStep(Base):
    """One step of an order: who did what, and the stage it came to. Only ever added."""

    __tablename__ = "order_steps"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    receipt: Mapped[str] = mapped_column(ForeignKey("work_orders.receipt"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(12))
    to: Mapped[str] = mapped_column(String(70))
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_order_steps_receipt", "receipt", "id"),)


class OrderPromise(Base):
    """Within how many working hours a court answers a kind of order. No row: nothing is promised.

    ``warn_hours`` working hours before the end its handlers are warned. It counts for orders that
    were made since it was set.
    """

    __tablename__ = "order_promises"

    court_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    hours: Mapped[int] = mapped_column(Integer)
    warn_hours: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(Moment)
