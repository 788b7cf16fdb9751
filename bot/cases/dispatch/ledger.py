"""Checking a message against the ledger of what the court sent.

A yes is given to the message itself, or to a case number together with the link or number that the
court used for it and nothing else to follow; and only to somebody who knows the last four digits of
the phone it went to. Before those are given, and when they are wrong, the answer is the same for a
message that the court sent and one that it did not, so nobody learns who has a case. Wrong ones
count like wrong codes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.access import Subject
from bot.cases.dispatch.parts import HOTLINES, Extracted, extract, normalise_phone, readings
from bot.cases.dispatch.record import SOURCE
from bot.cases.dispatch.signs import SIGNS, Sign, grave, signs_in
from bot.cases.errors import InvalidKey
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.models import AccessCounter, Case, CourtOffice, Dispatch, Source
from bot.cases.models.key import key_columns, same_case
from bot.cases.tries import Tries
from bot.cases.vocabulary import DispatchKind, Sealed
from bot.court import courts
from bot.court.case_number import CaseNumber
from bot.court.errors import CourtError
from bot.db import Database

_MOST_CASES = 3


class Finding(Enum):
    """What came of a check."""

    SENT_BY_COURT = "sent_by_court"
    NOT_FOUND = "not_found"
    FRAUD_SIGNS = "fraud_signs"
    PHONE_NEEDED = "phone_needed"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    NO_LEDGER = "no_ledger"
    LOCKED = "locked"


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a message between two turns: keyed hashes, case numbers and signs.

    ``sums``: whether it speaks of an amount of money.
    """

    texts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    sums: bool = False

    @property
    def found_signs(self) -> tuple[Sign, ...]:
        """The signs of fraud in the message."""
        return tuple(SIGNS[name] for name in self.signs)

    @property
    def comparable(self) -> bool:
        """Whether it holds enough to be looked up in the ledger."""
        return bool(self.texts or (self.cases and (self.links or self.phones)))

    def dumps(self) -> str:
        """Return it as text for a slot."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Fingerprint:
        """Return the fingerprint that ``dumps`` wrote."""
        values: dict[str, Any] = json.loads(text)
        lists = {name: tuple(value) for name, value in values.items() if name != "sums"}
        return cls(**lists, sums=values["sums"])


@dataclass(frozen=True)
class Recipient:
    """The phone a message came to: its last four digits, and the hash of the whole if given."""

    tail: str
    number: str = ""

    def dumps(self) -> str:
        """Return it as text for a slot."""
        return f"{self.tail} {self.number}".strip()

    @classmethod
    def loads(cls, text: str) -> Recipient:
        """Return the recipient that ``dumps`` wrote."""
        tail, _, number = text.partition(" ")
        return cls(tail, number)


@dataclass(frozen=True)
class Verdict:
    """The outcome of a check, and what may be said of it.

    ``kind`` and ``exact`` (the same words, not only the same case number and link) tell of a match.
    ``as_of`` is how fresh the ledger is, ``court`` and ``court_phone`` are those of the case number
    in the message, whoever wrote it.
    """

    finding: Finding
    signs: tuple[Sign, ...] = ()
    kind: DispatchKind | None = None
    exact: bool = False
    tail: str = ""
    as_of: datetime | None = None
    court: str = ""
    court_phone: str = ""
    links: bool = False
    sums: bool = False


class Ledger:
    """Checks messages. ``official`` are domains that the court has published as its own."""

    def __init__(
        self,
        database: Database,
        hasher: Hasher,
        lock_minutes: int = 30,
        official: Iterable[str] = (),
    ) -> None:
        """Use ``database``; nothing is opened yet."""
        self._database = database
        self._hasher = hasher
        self._tries = Tries(lock_minutes)
        self._official = tuple(official)

    def fingerprint(self, text: str, *, pasted: bool = False) -> Fingerprint:
        """Return what is kept of a message.

        ``pasted``: the person was asked for the message, so the whole text is taken to be it;
        otherwise only a text with a signature or a quotation is.
        """
        message = extract(text)
        whole = pasted or message.quotes
        return Fingerprint(
            texts=self._hashes("text", readings(message) if whole else ()),
            links=self._hashes("link", (link.address for link in message.links)),
            phones=self._hashes("phone", message.phones),
            cases=tuple(number.text for number in message.case_numbers[:_MOST_CASES]),
            signs=tuple(sign.name for sign in self._signs(message)),
            sums=bool(message.amounts),
        )

    def recipient(self, text: str) -> Recipient | None:
        """Return the phone that a short answer names by its last four digits or whole."""
        number = normalise_phone(text)
        if len(number) == 4:
            return Recipient(number)
        if len(number) == 11 and number.startswith("1"):
            return Recipient(number[-4:], self._hasher.dispatched("phone", number).hex())
        return None

    async def needs_recipient(self, message: Fingerprint) -> bool:
        """Whether the last four digits of the phone would change the answer."""
        if grave(message.found_signs) or not message.comparable:
            return False
        async with self._database.read() as session:
            return await _as_of(session) is not None

    async def check(
        self, message: Fingerprint, recipient: Recipient | None, subject: Subject, now: datetime
    ) -> Verdict:
        """Check a message. ``now`` is aware. Signs of fraud warn whatever the ledger holds."""
        async with self._database.read() as session:
            base = await self._base(session, message)
        if grave(base.signs):
            return base
        if not message.comparable:
            return replace(base, finding=Finding.NOTHING_TO_COMPARE)
        if base.as_of is None:
            return replace(base, finding=Finding.NO_LEDGER)
        if recipient is None:
            return replace(base, finding=Finding.PHONE_NEEDED)
        base = replace(base, tail=recipient.tail)
        async with self._database.write() as session:
            counters = await self._counters(session, message, subject)
            if self._tries.locked_until(counters, now):
                return replace(base, finding=Finding.LOCKED)
            return await self._look_up(session, message, recipient, base, counters, now)

    async def _base(self, session: AsyncSession, message: Fingerprint) -> Verdict:
        name, phone = await _court(session, message.cases)
        return Verdict(
            finding=Finding.FRAUD_SIGNS,
            signs=message.found_signs,
            as_of=await _as_of(session),
            court=name,
            court_phone=phone,
            links=bool(message.links),
            sums=message.sums,
        )

    async def _look_up(
        self,
        session: AsyncSession,
        message: Fingerprint,
        recipient: Recipient,
        base: Verdict,
        counters: Sequence[AccessCounter],
        now: datetime,
    ) -> Verdict:
        rows = await self._rows(session, message, recipient, now)
        texts = {bytes.fromhex(one) for one in message.texts}
        exact = next((row for row in rows if row.text_hash in texts), None)
        found = exact or next((row for row in rows if self._vouches(row, message)), None)
        if found is None:
            self._tries.fail(counters, now)
            return replace(base, finding=Finding.NOT_FOUND)
        return replace(
            base,
            finding=Finding.SENT_BY_COURT,
            kind=DispatchKind(found.kind),
            exact=exact is not None,
        )

    async def _rows(
        self, session: AsyncSession, message: Fingerprint, recipient: Recipient, now: datetime
    ) -> Sequence[Dispatch]:
        """Return what was sent to this phone that has the text or a case number of the message.

        Nothing of a sealed case is confirmed, nor of one that is not known (it might be sealed).
        """
        keys = list(_keys(message.cases))
        texts = [bytes.fromhex(one) for one in message.texts]
        wanted = or_(Dispatch.text_hash.in_(texts), tuple_(*key_columns(Dispatch)).in_(keys))
        query = (
            select(Dispatch)
            .join(Case, and_(same_case(Dispatch, Case), Case.sealed == Sealed.OPEN))
            .where(wanted, Dispatch.recipient_tail == recipient.tail, Dispatch.sent_at <= now)
        )
        if recipient.number:
            query = query.where(Dispatch.recipient_hash == bytes.fromhex(recipient.number))
        return (await session.scalars(query)).all()

    def _vouches(self, row: Dispatch, message: Fingerprint) -> bool:
        """Tell whether a row of the same case stands for a message in other words.

        It has the message's link or number, and the message has no link, phone or sum besides.
        """
        links = {bytes.fromhex(one) for one in message.links}
        phones = {bytes.fromhex(one) for one in message.phones}
        same = row.key in set(_keys(message.cases))
        known = row.link_hash in links or row.sender_hash in phones
        allowed = {row.sender_hash, *(self._hasher.dispatched("phone", one) for one in HOTLINES)}
        alone = links <= {row.link_hash} and phones <= allowed and not message.sums
        return same and known and alone

    async def _counters(
        self, session: AsyncSession, message: Fingerprint, subject: Subject
    ) -> Sequence[AccessCounter]:
        named = [("conversation", subject.conversation_id), ("client", subject.client)]
        named += [("case", case) for case in message.cases]
        hashes = [self._hasher.subject(f"dispatch {kind}", text) for kind, text in named if text]
        return await self._tries.counters(session, hashes)

    def _signs(self, message: Extracted) -> tuple[Sign, ...]:
        return signs_in(message, self._official)

    def _hashes(self, part: str, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._hasher.dispatched(part, text).hex() for text in texts)


def _keys(cases: Iterable[str]) -> list[CaseKey]:
    """Return the keys of case numbers; one from before 2016 names no court and has none."""
    keys = []
    for text in cases:
        try:
            keys.append(CaseKey.of(CaseNumber.parse(text)))
        except (CourtError, InvalidKey):
            continue
    return keys


async def _as_of(session: AsyncSession) -> datetime | None:
    """Return how fresh the stalest source of the ledger is, None if there is no ledger."""
    query = select(func.min(Source.as_of)).where(Source.name.startswith(SOURCE))
    return await session.scalar(query)


async def _court(session: AsyncSession, cases: Iterable[str]) -> tuple[str, str]:
    """Return name and published phone of the court of the first case number, as far as sure."""
    for key in _keys(cases):
        court = courts.find(key.court_code)
        if court and not courts.needs_read_back(key.court_code):
            office = await session.get(CourtOffice, key.court_code)
            return court.name, (office.phone or "") if office else ""
    return "", ""
