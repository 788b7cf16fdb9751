"""Enforcement: measures, money recovered, termination of this round (终本)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, PrimaryKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models.key import IN_KEY_ORDER, KEY, KeyColumns
from bot.db import Base


class EnforcementState(KeyColumns, Base):
    """Money of an enforcement case in fen, and when this round was terminated or resumed."""

    __tablename__ = "enforcement_states"
    __table_args__ = (PrimaryKeyConstraint(*KEY), IN_KEY_ORDER)

    claim_fen: Mapped[int | None] = mapped_column(BigInteger, sort_order=-40)
    recovered_fen: Mapped[int] = mapped_column(BigInteger, sort_order=-39)
    paid_out_fen: Mapped[int] = mapped_column(BigInteger, sort_order=-38)
    terminated_on: Mapped[date | None] = mapped_column(Date, sort_order=-37)
    resumed_on: Mapped[date | None] = mapped_column(Date, sort_order=-36)


class EnforcementMeasure(KeyColumns, Base):
    """One measure. Without ``carried_out_on`` it is a plan, which nobody is told.

    ``detail`` names property and is for the creditor's side only.
    """

    __tablename__ = "enforcement_measures"
    __table_args__ = (PrimaryKeyConstraint(*KEY, "seq"), IN_KEY_ORDER)

    carried_out_on: Mapped[date | None] = mapped_column(Date, sort_order=-40)
    expires_on: Mapped[date | None] = mapped_column(Date, sort_order=-39)
    seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    kind: Mapped[int] = mapped_column(SmallInteger, sort_order=-8)
    detail: Mapped[str | None] = mapped_column(String(200), sort_order=20)
