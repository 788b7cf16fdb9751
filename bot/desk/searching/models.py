"""Tables of the search."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base


class SearchEntry(Base):
    """One thing that can be found: an entry of the record (``seq``) or an order (``receipt``).

    ``id`` grows with the time of what is found (``bot.desk.searching.search.place``), so that the
    newest come first and a span of days is a span of ids. Triggers of migration 0011 keep the rows
    and their words (``search_words``) in the transaction of what they describe.
    """

    __tablename__ = "search_entries"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    conversation_id: Mapped[str] = mapped_column(String(32))
    seq: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[str] = mapped_column(String(12))

    __table_args__ = (Index("ix_search_of", "conversation_id", "seq", "receipt", unique=True),)
