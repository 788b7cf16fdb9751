"""From the record of a case to the rows of its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from bot.cases.bulk import Columns, Row
from bot.cases.identity import Hasher, mask_name, normalise_identity, normalise_name
from bot.cases.keys import CaseKey
from bot.cases.models import (
    AccessCode,
    Case,
    CaseTimeline,
    EnforcementMeasure,
    EnforcementState,
    Hearing,
    LegacyNumber,
    Party,
    PartyIndex,
    StaffMember,
)
from bot.cases.models.court import NOBODY
from bot.cases.models.key import KEY
from bot.cases.records import CaseRecord, EnforcementRecord, PartyRecord, StaffRecord
from bot.cases.timeline import encode
from bot.db import Base

Rows = dict[type[Base], list[Row]]

COLUMNS: dict[type[Base], Columns] = {
    Case: (
        *KEY, "claim_fen", "digest", "updated_at", "filed_on", "closed_on", "judge_id",
        "clerk_id", "source_id", "stage", "procedure", "sealed", "decision", "cause", "result",
        "legacy_text",
    ),
    CaseTimeline: (*KEY, "entries"),
    Party: (
        *KEY, "seq", "role", "acts_for", "opened_on", "left_on", "complaint_served_on",
        "judgment_served_on", "masked_name", "id_hash",
    ),
    PartyIndex: (*KEY, "seq", "role", "id_hash"),
    AccessCode: (*KEY, "seq", "code_hash"),
    LegacyNumber: (*KEY, "text"),
    Hearing: (*KEY, "judge_id", "starts_at", "state", "courtroom", "address", "route"),
    EnforcementMeasure: (*KEY, "seq", "kind", "carried_out_on", "expires_on", "detail"),
    EnforcementState: (
        *KEY, "claim_fen", "recovered_fen", "paid_out_fen", "terminated_on", "resumed_on",
    ),
    StaffMember: ("court_code", "staff_id", "name", "office_phone"),
}  # fmt: skip


class RowMaker:
    """Makes rows of one source: hashes what identifies people, drops the rest."""

    def __init__(self, hasher: Hasher, source_id: int, now: datetime) -> None:
        """Rows name ``source_id`` as where they came from and ``now`` as when."""
        self._hasher = hasher
        self._source_id = source_id
        self._now = now
        self._staff: dict[Row, Row] = {}

    def add(self, rows: Rows, record: CaseRecord) -> None:
        """Append the rows of one case to ``rows``, in the order of ``COLUMNS``."""
        key = record.key
        rows[Case].append(self._case(record, key))
        rows[CaseTimeline].append((*key, encode(record.timeline)))
        for seq, party in enumerate(record.parties, start=1):
            self._add_party(rows, key, seq, party)
        if record.legacy_text:
            rows[LegacyNumber].append((*key, record.legacy_text))
        if record.hearings:
            rows[Hearing].extend(_hearings(record, key))
        if record.measures:
            rows[EnforcementMeasure].extend(_measures(record, key))
        if record.enforcement:
            rows[EnforcementState].append((*key, *_money(record.enforcement)))
        for member in (record.judge, record.clerk):
            if member:
                self._add_member(rows, _staff(key.court_code, member))

    def _add_member(self, rows: Rows, row: Row) -> None:
        """Add a member of staff unless this maker's last row for the same one was equal."""
        if self._staff.get(row[:2]) != row:
            self._staff[row[:2]] = row
            rows[StaffMember].append(row)

    def _case(self, record: CaseRecord, key: CaseKey) -> Row:
        return (
            *key,
            record.claim_fen,
            record.digest,
            self._now,
            record.filed_on,
            record.closed_on,
            staff_id(record.judge),
            staff_id(record.clerk),
            self._source_id,
            int(record.stage),
            int(record.procedure),
            int(record.sealed),
            int(record.decision),
            record.cause,
            record.result,
            record.legacy_text,
        )

    def _add_party(self, rows: Rows, key: CaseKey, seq: int, party: PartyRecord) -> None:
        number = normalise_identity(party.identity_number)
        id_hash = self._hasher.person(number) if number else None
        role = int(party.role)
        rows[Party].append(
            (
                *key,
                seq,
                role,
                party.acts_for,
                party.opened_on,
                party.left_on,
                party.complaint_served_on,
                party.judgment_served_on,
                mask_name(party.name) + party.mark,
                id_hash,
            )
        )
        if id_hash:
            rows[PartyIndex].append((*key, seq, role, id_hash))
        codes = rows[AccessCode]
        for code_hash in self._codes(key, party, number):
            codes.append((*key, seq, code_hash))

    def _codes(self, key: CaseKey, party: PartyRecord, number: str) -> Iterator[bytes]:
        if party.query_code:
            yield self._hasher.query_code(key, normalise_identity(party.query_code))
        name = normalise_name(party.name)
        names = (name, name + normalise_name(party.mark)) if party.mark else (name,)
        for tail in party.tails or ((number[-4:],) if number else ()):
            for written in names:
                yield self._hasher.name_and_tail(key, written, tail)


@lru_cache(maxsize=50_000)
def _number_of(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big") >> 1


def staff_id(member: StaffRecord | None) -> int:
    """Return a number that stands for a name within a court; sources rarely give one of theirs.

    63 bits of a hash: nationwide no two names of a court will ever share one.
    """
    return _number_of(member.name) if member else NOBODY


def _staff(court_code: str, member: StaffRecord) -> Row:
    return court_code, staff_id(member), member.name, member.office_phone or None


def _money(state: EnforcementRecord) -> Row:
    return (
        state.claim_fen,
        state.recovered_fen,
        state.paid_out_fen,
        state.terminated_on,
        state.resumed_on,
    )


def _hearings(record: CaseRecord, key: CaseKey) -> Iterator[Row]:
    judge = staff_id(record.judge)
    for hearing in record.hearings:
        yield (
            *key,
            judge,
            hearing.starts_at,
            int(hearing.state),
            hearing.courtroom,
            hearing.address or None,
            hearing.route or None,
        )


def _measures(record: CaseRecord, key: CaseKey) -> Iterator[Row]:
    for seq, measure in enumerate(record.measures, start=1):
        yield (
            *key,
            seq,
            int(measure.kind),
            measure.carried_out_on,
            measure.expires_on,
            measure.detail or None,
        )
