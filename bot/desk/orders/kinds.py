"""Kinds of work orders and the form of each, as ``data/desk/order_kinds.yml`` declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.court.masking import mask
from bot.desk.models import WorkOrder
from bot.desk.orders.errors import BadForm

KINDS_FILE = Path(__file__).resolve().parents[3] / "data" / "desk" / "order_kinds.yml"
LONGEST = 2_000
"""Characters of one field."""


@dataclass(frozen=True)
class Field:
    """One field. ``known`` names what the conversation may have told already."""

    name: str
    label: str
    required: bool = False
    choices: tuple[str, ...] = ()
    known: str = ""


@dataclass(frozen=True)
class Law:
    """An answer time that a statute sets; ``when``: only for these values of the form."""

    text: str
    law: str
    articles: tuple[str, ...]
    when: Mapping[str, str]

    @property
    def cited(self) -> str:
        """The rule with its basis, for people."""
        return f"{self.text}（{self.law}第{'、'.join(self.articles)}条）"


@dataclass(frozen=True)
class Kind:
    """One kind. ``queue``: its citizen waits for a person in the conversation."""

    kind: str
    name: str
    fields: tuple[Field, ...]
    queue: bool = False
    law: Law | None = None


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its code, in the order of the file."""
    rows = yaml.safe_load(KINDS_FILE.read_text(encoding="utf-8"))
    return {row["kind"]: _kind(row) for row in rows}


def kind_named(code: str) -> Kind:
    """Return a kind. Raises BadForm if there is none."""
    found = kinds().get(code)
    if found is None:
        raise BadForm("没有这种工单。")
    return found


def filled(order: WorkOrder) -> dict[str, str]:
    """Return an order's form: what staff wrote, else what the conversation has told."""
    values = {}
    for field in kind_named(order.kind).fields:
        known = order.collected.get(field.known) if field.known else None
        value = order.form.get(field.name, known)
        values[field.name] = "" if value is None else str(value)
    return values


def missing(order: WorkOrder) -> list[str]:
    """Return the labels of required fields that are empty."""
    values = filled(order)
    wanted = (field for field in kind_named(order.kind).fields if field.required)
    return [field.label for field in wanted if not values[field.name].strip()]


def checked(kind: Kind, form: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a form as it is kept. A value that is still masked stays what it was in ``known``.

    Raises:
        BadForm: a field does not exist, is too long, or is none of its choices.
    """
    fields = {field.name: field for field in kind.fields}
    kept = {}
    for name, value in form.items():
        field = fields.get(name)
        if field is None or len(value) > LONGEST:
            raise BadForm(f"“{field.label if field else name}”填得不对。")
        if field.choices and value and value not in field.choices:
            raise BadForm(f"“{field.label}”请从列出的里面选。")
        before = known.get(name, "")
        kept[name] = before if before and value == mask(before) else value
    return kept


def law_for(order: WorkOrder) -> Law | None:
    """Return the statutory answer time of an order, ``None`` where no statute sets one."""
    law = kind_named(order.kind).law
    if law is None:
        return None
    values = filled(order)
    applies = all(values.get(name) == value for name, value in law.when.items())
    return law if applies else None


def _kind(row: Mapping[str, Any]) -> Kind:
    fields = [
        Field(**{**field, "choices": tuple(field.get("choices", ()))}) for field in row["fields"]
    ]
    law = row.get("law")
    return Kind(
        kind=row["kind"],
        name=row["name"],
        fields=tuple(fields),
        queue=row.get("queue", False),
        law=_law(law) if law else None,
    )


def _law(row: Mapping[str, Any]) -> Law:
    basis = row["basis"]
    return Law(row["text"], basis["law"], tuple(basis["articles"]), row.get("when", {}))
