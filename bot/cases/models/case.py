"""The case itself, its parties and its timeline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.cases.models.key import IN_KEY_ORDER, KEY, KeyColumns
from bot.db import Base


class Case(KeyColumns, Base):
    """The present state of one case; no history.

    ``claim_fen`` is the sum in dispute in fen. ``digest`` is a keyed hash of everything the source
    said of this case: an unchanged record is told by it and writes nothing. ``sealed`` is a reason
    of ``Sealed``. ``cause`` is text and not a number, because each source has its own list.
    """

    __tablename__ = "cases"
    __table_args__ = (PrimaryKeyConstraint(*KEY), IN_KEY_ORDER)

    claim_fen: Mapped[int | None] = mapped_column(BigInteger, sort_order=-40)
    digest: Mapped[int] = mapped_column(BigInteger, sort_order=-39)
    updated_at: Mapped[datetime] = mapped_column(Moment, sort_order=-38)
    filed_on: Mapped[date] = mapped_column(Date, sort_order=-37)
    closed_on: Mapped[date | None] = mapped_column(Date, sort_order=-36)
    judge_id: Mapped[int] = mapped_column(BigInteger, sort_order=-35)
    clerk_id: Mapped[int] = mapped_column(BigInteger, sort_order=-34)
    source_id: Mapped[int] = mapped_column(SmallInteger)
    stage: Mapped[int] = mapped_column(SmallInteger)
    procedure: Mapped[int] = mapped_column(SmallInteger)
    sealed: Mapped[int] = mapped_column(SmallInteger)
    decision: Mapped[int] = mapped_column(SmallInteger)
    cause: Mapped[str] = mapped_column(String(60), sort_order=20)
    result: Mapped[str | None] = mapped_column(String(200), sort_order=21)
    legacy_text: Mapped[str | None] = mapped_column(String(60), sort_order=22)


class Party(KeyColumns, Base):
    """Somebody in a case. No plain name, number or address is kept.

    ``id_hash`` leads to the rows of ``PartyIndex`` that must go when the party does; it has no
    index of its own.

    ``acts_for`` is the seq of whom an agent acts for. A person may ask from ``opened_on`` until
    ``left_on`` (法释〔2018〕7号 第6条). ``judgment_served_on`` is the day this person, and nobody
    else, received the judgment; until then its result is not told.
    """

    __tablename__ = "parties"
    __table_args__ = (PrimaryKeyConstraint(*KEY, "seq"), IN_KEY_ORDER)

    opened_on: Mapped[date | None] = mapped_column(Date, sort_order=-40)
    left_on: Mapped[date | None] = mapped_column(Date, sort_order=-39)
    complaint_served_on: Mapped[date | None] = mapped_column(Date, sort_order=-38)
    judgment_served_on: Mapped[date | None] = mapped_column(Date, sort_order=-37)
    seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    role: Mapped[int] = mapped_column(SmallInteger, sort_order=-8)
    acts_for: Mapped[int | None] = mapped_column(SmallInteger, sort_order=-7)
    masked_name: Mapped[str] = mapped_column(String(60), sort_order=20)
    id_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16), sort_order=21)


class PartyIndex(KeyColumns, Base):
    """All cases of a person, found by the keyed hash of the identity number.

    It repeats the case key so that the cases of a bank are paged without touching ``parties``.
    """

    __tablename__ = "party_index"
    __table_args__ = (
        PrimaryKeyConstraint("id_hash", "year", "court_code", "type_code", "serial", "seq"),
        IN_KEY_ORDER,
    )

    id_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=-30)
    seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    role: Mapped[int] = mapped_column(SmallInteger, sort_order=-8)


class CaseTimeline(KeyColumns, Base):
    """The timeline of a case as one JSON array (``bot.cases.timeline``): half the room of rows."""

    __tablename__ = "case_timelines"
    __table_args__ = (PrimaryKeyConstraint(*KEY), IN_KEY_ORDER)

    entries: Mapped[str] = mapped_column(Text, sort_order=20)


class LegacyNumber(KeyColumns, Base):
    """A case number from before 2016 and the case it means.

    Courts chose their own words, so one text can belong to cases of several courts.
    """

    __tablename__ = "legacy_numbers"
    __table_args__ = (PrimaryKeyConstraint("text", *KEY), IN_KEY_ORDER)

    text: Mapped[str] = mapped_column(
        String(60).with_variant(String(60, collation="C"), "postgresql"), sort_order=20
    )
