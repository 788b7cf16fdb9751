"""The parties of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.cases.identity import normalise_identity
from bot.cases.importing.cells import BadCell, each, needed, text_at, value_at, word_of
from bot.cases.importing.mapping import Fields
from bot.cases.importing.tables import Cells
from bot.cases.importing.values import BadValue, read_date
from bot.cases.importing.words import Words
from bot.cases.records import PartyRecord
from bot.cases.vocabulary import Role, Side

_SEVERAL = re.compile(r"[、；;]")
_AS_A_FLOAT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_SHORTEST_NUMBER = 6
_LONGEST_NAME = 60


def read_parties(
    cells: Cells, groups: tuple[Fields, ...], roles: Words[Role], filed_on: date
) -> list[PartyRecord]:
    """Return the parties of a row in the order of the mapping.

    Raises:
        BadCell: one of them cannot be read.
    """
    parties: list[PartyRecord] = []
    first_of_group: dict[int, int] = {}
    for place, group in enumerate(groups, start=1):
        for item in each(cells, group):
            for party in _parties(item, group, roles, filed_on):
                parties.append(party)
                first_of_group.setdefault(place, len(parties))
    for party in parties:
        # The mapping counts groups, the case counts people.
        party.acts_for = first_of_group.get(party.acts_for or 0)
    return parties


def _parties(
    cells: Cells, group: Fields, roles: Words[Role], filed_on: date
) -> Iterator[PartyRecord]:
    names = _split(text_at(cells, group["name"]))
    if not names:
        return
    numbers = _numbers(cells, group, names)
    header, word = word_of(cells, group, "role")
    role = _role(needed(word, header), header, roles)
    for name, number in zip(names, numbers, strict=True):
        if len(name) > _LONGEST_NAME:
            raise BadCell(group["name"], f"名称有{len(name)}个字，最多{_LONGEST_NAME}个字。")
        yield _party(cells, group, role, name, number, filed_on)


def _party(
    cells: Cells, group: Fields, role: Role, name: str, number: str, filed_on: date
) -> PartyRecord:
    def day(key: str) -> date | None:
        return value_at(cells, group.get(key), read_date)

    served = day("complaint_served_on")
    party = PartyRecord(
        role=role,
        name=name,
        identity_number=number,
        tails=_tails(number, text_at(cells, group.get("phone"))),
        query_code=text_at(cells, group.get("query_code"), 40),
        acts_for=_place(cells, group),
        left_on=day("left_on"),
        complaint_served_on=served,
        judgment_served_on=day("judgment_served_on"),
    )
    party.opened_on = day("opened_on") or _opened(party, filed_on)
    return party


def _opened(party: PartyRecord, filed_on: date) -> date | None:
    """Return since when somebody may ask, where the source does not say.

    法释〔2018〕7号 第6条: those who were summoned, once they were found and checked. A query code
    is printed on the papers they were given.
    """
    if party.role.side is Side.INITIATING or party.role.represents:
        return filed_on
    return party.complaint_served_on or (filed_on if party.query_code else None)


def _numbers(cells: Cells, group: Fields, names: list[str]) -> list[str]:
    header = group.get("identity_number")
    numbers = _split(text_at(cells, header))
    if not numbers or header is None:
        return [""] * len(names)
    if len(numbers) != len(names):
        raise BadCell(header, f"姓名有{len(names)}个，证件号码有{len(numbers)}个，对不上。")
    for number in numbers:
        if _AS_A_FLOAT.fullmatch(number):
            raise BadCell(header, "证件号码被表格存成了数字，末几位已经丢失，请改成文本格式。")
        if len(normalise_identity(number)) < _SHORTEST_NUMBER:
            raise BadCell(header, "证件号码不完整。")
    return numbers


def _tails(number: str, phone: str) -> tuple[str, ...]:
    plain = (normalise_identity(number), normalise_identity(phone))
    return tuple(one[-4:] for one in plain if len(one) >= _SHORTEST_NUMBER)


def _place(cells: Cells, group: Fields) -> int | None:
    header = group.get("acts_for")
    if header is None:
        return None
    written = header if header.isdecimal() else text_at(cells, header)
    if written and not written.isdecimal():
        raise BadCell(header, "这里应当写所代理的当事人是第几位。")
    return int(written) if written else None


def _role(word: str, header: str, roles: Words[Role]) -> Role:
    try:
        return roles.read(word)
    except BadValue as error:
        raise BadCell(header, str(error)) from None


def _split(text: str) -> list[str]:
    if "、" not in text and ";" not in text and "；" not in text:
        return [text] if text else []
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()]
