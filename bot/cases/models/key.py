"""The four key columns that every table of a case has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, SmallInteger, and_
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.columns import Code
from bot.cases.keys import CaseKey

KEY = ("court_code", "year", "type_code", "serial")

# Point lookups dominate; on SQLite a table stored in its key saves an index.
IN_KEY_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}


class KeyColumns:
    """The key of a case. Fixed-width columns stand first in a row, texts last."""

    serial: Mapped[int] = mapped_column(Integer, sort_order=-20)
    year: Mapped[int] = mapped_column(SmallInteger, sort_order=-10)
    court_code: Mapped[str] = mapped_column(Code, sort_order=10)
    type_code: Mapped[str] = mapped_column(Code, sort_order=11)

    @property
    def key(self) -> CaseKey:
        """The key of the case this row belongs to."""
        return CaseKey(self.court_code, self.year, self.type_code, self.serial)


def key_columns(model: type[KeyColumns]) -> tuple[Any, Any, Any, Any]:
    """Return the key columns of a table in the order of its key."""
    return model.court_code, model.year, model.type_code, model.serial


def is_case(model: type[KeyColumns], key: CaseKey) -> ColumnElement[bool]:
    """Return the condition that a row belongs to this case."""
    pairs = zip(key_columns(model), key, strict=True)
    return and_(*(column == value for column, value in pairs))


def same_case(left: type[KeyColumns], right: type[KeyColumns]) -> ColumnElement[bool]:
    """Return the condition that rows of two tables belong to one case."""
    pairs = zip(key_columns(left), key_columns(right), strict=True)
    return and_(*(one == other for one, other in pairs))
