"""The fields of an article as the form sends them, and as the file holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.knowledge.article import FACETS
from bot.knowledge.writing import Row, tidy

Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Passage = Annotated[str, StringConstraints(max_length=8_000, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)]
Lines = Annotated[list[Line], Field(max_length=200)]


class Citation(BaseModel):
    """A law of laws.yml and its articles: ``171``, ``13(一)``, ``47-50``."""

    model_config = ConfigDict(extra="forbid")

    law: Name = ""
    articles: Annotated[list[Name], Field(max_length=60)] = []


class ArticleFields(BaseModel):
    """Every field of an article that editors write. Who reviewed it, and when, is not theirs.

    What is missing or wrong is for the check to say, so a half-written draft can be kept.
    """

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    topic: Name = ""
    main: bool = False
    title: Line = ""
    questions: Lines = []
    short: Passage = ""
    answer: Passage = ""
    steps: Lines = []
    materials: Lines = []
    facets: dict[str, Passage] = {}
    basis: Annotated[list[Citation], Field(max_length=30)] = []
    basis_note: Passage = ""
    voice: Passage = ""
    related: Annotated[list[Name], Field(max_length=20)] = []
    handover: Passage = ""
    leads_to: Name = ""
    confidence: Name = "needs_confirmation"
    held: Line = ""
    effective: date | None = None
    expires: date | None = None

    def row(self, reviewed: Mapping[str, Any] | None) -> Row:
        """Return the entry of the file; what is empty is left out."""
        row: Row = self.model_dump()
        row["facets"] = {name: text for name in FACETS if (text := self.facets.get(name))}
        row["reviewed"] = dict(reviewed or {})
        return {name: value for name, value in tidy(row).items() if value}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ArticleFields:
        """Return the form's fields of an entry of the file."""
        return cls(**{name: value for name, value in row.items() if name in cls.model_fields})


def mark_of(row: Mapping[str, Any] | None) -> str:
    """Return a mark that changes with any field of an entry; empty where there is none."""
    if row is None:
        return ""
    plain = json.dumps(tidy(dict(row)), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()
