"""Where the data came from and how fresh it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Moment
from bot.db import Base


class Source(Base):
    """A system that cases are imported from. ``as_of`` is what citizens read as 截至."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    as_of: Mapped[datetime] = mapped_column(Moment)


class ImportCheckpoint(Base):
    """How far a file has been read; written in the transaction of the rows it counts.

    ``file_hash`` names the content of the file and the mapping together, ``rows`` counts data rows
    from the top.
    """

    __tablename__ = "import_checkpoints"

    file_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    source_id: Mapped[int] = mapped_column(SmallInteger)
    rows: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    rejects_bytes: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
