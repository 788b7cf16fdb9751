"""Bindings: a platform's user who is known to be a party (design: identity, level 2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, PrimaryKeyConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.cases.models.key import KEY, KeyColumns
from bot.db import Base


class Binding(KeyColumns, Base):
    """One address bound to one party of one case, until it expires or is undone.

    ``address_hash`` is a keyed hash, ``conversation_id`` where it was bound. ``id_hash`` is that of
    the party's identity number: it leads to the person's other cases, and tells whether the party
    is still the same person.
    """

    __tablename__ = "bindings"
    __table_args__ = (PrimaryKeyConstraint("address_hash", *KEY),)

    bound_at: Mapped[datetime] = mapped_column(Moment, sort_order=-40)
    expires_at: Mapped[datetime] = mapped_column(Moment, sort_order=-39)
    party_seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=8)
    conversation_id: Mapped[str] = mapped_column(String(32), sort_order=9)
    id_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=21)


class BindingCode(KeyColumns, Base):
    """A one-time code that was sent and not entered yet; only its keyed hash is kept."""

    __tablename__ = "binding_codes"

    expires_at: Mapped[datetime] = mapped_column(Moment, sort_order=-39)
    tries: Mapped[int] = mapped_column(SmallInteger, sort_order=-10)
    party_seq: Mapped[int] = mapped_column(SmallInteger, sort_order=-9)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=8, primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(16), sort_order=9)
