"""From the record of a case to the rows of its tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from bot.cases.identity import (
    Hasher,
    NameAndTail,
    QueryCode,
    mask_name,
    normalise_identity,
    tail_of,
)
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
from bot.cases.records import CaseRecord, PartyRecord, StaffRecord
from bot.cases.timeline import encode
from bot.cases.upsert import Row
from bot.db import Base

Rows = dict[type[Base], list[Row]]


class RowMaker:
    """Makes rows of one source: hashes what identifies people, drops the rest."""

    def __init__(self, hasher: Hasher, source_id: int) -> None:
        """Rows name ``source_id`` as where they came from."""
        self._hasher = hasher
        self._source_id = source_id

    def digest(self, record: CaseRecord) -> int:
        """Return the number by which a changed record is told from an unchanged one."""
        return self._hasher.digest(record.digest_of)

    def add(self, rows: Rows, record: CaseRecord, now: datetime) -> None:
        """Append the rows of one case to ``rows``."""
        key = key_row(record.key)
        rows[Case].append(self._case(record, key, now))
        rows[CaseTimeline].append({**key, "entries": encode(record.timeline)})
        for seq, party in enumerate(record.parties, start=1):
            self._add_party(rows, record.key, key, seq, party)
        if record.legacy_text:
            rows[LegacyNumber].append({**key, "text": record.legacy_text})
        rows[Hearing].extend(_hearings(record, key))
        rows[EnforcementMeasure].extend(_measures(record, key))
        if record.enforcement:
            rows[EnforcementState].append({**key, **vars(record.enforcement)})
        for member in (record.judge, record.clerk):
            if member:
                rows[StaffMember].append(_staff(record.key.court_code, member))

    def _case(self, record: CaseRecord, key: Row, now: datetime) -> Row:
        return {
            **key,
            "claim_fen": record.claim_fen,
            "digest": self.digest(record),
            "updated_at": now,
            "filed_on": record.filed_on,
            "closed_on": record.closed_on,
            "judge_id": staff_id(record.judge),
            "clerk_id": staff_id(record.clerk),
            "source_id": self._source_id,
            "stage": record.stage,
            "procedure": record.procedure,
            "sealed": record.sealed,
            "decision": record.decision,
            "cause": record.cause,
            "result": record.result,
            "legacy_text": record.legacy_text,
        }

    def _add_party(self, rows: Rows, case: CaseKey, key: Row, seq: int, party: PartyRecord) -> None:
        number = normalise_identity(party.identity_number)
        id_hash = self._hasher.person(number) if number else None
        rows[Party].append(
            {
                **key,
                "seq": seq,
                "role": party.role,
                "acts_for": party.acts_for,
                "opened_on": party.opened_on,
                "left_on": party.left_on,
                "complaint_served_on": party.complaint_served_on,
                "judgment_served_on": party.judgment_served_on,
                "masked_name": mask_name(party.name) + party.mark,
                "id_hash": id_hash,
            }
        )
        if id_hash:
            index = {**key, "seq": seq, "role": party.role, "id_hash": id_hash}
            rows[PartyIndex].append(index)
        for code_hash in self._codes(case, party):
            rows[AccessCode].append({**key, "seq": seq, "code_hash": code_hash})

    def _codes(self, case: CaseKey, party: PartyRecord) -> Iterator[bytes]:
        if party.query_code:
            yield self._hasher.credential(case, QueryCode(party.query_code))
        own = (tail_of(party.identity_number),) if party.identity_number else ()
        names = {party.name, party.name + party.mark}
        for tail in party.tails or own:
            for name in sorted(names):
                yield self._hasher.credential(case, NameAndTail(name, tail))


def key_row(key: CaseKey) -> Row:
    """Return the key columns of a row."""
    court_code, year, type_code, serial = key.columns
    return {
        "court_code": court_code,
        "year": year,
        "type_code": type_code,
        "serial": serial,
    }


def staff_id(member: StaffRecord | None) -> int:
    """Return a number that stands for a name within a court; sources rarely give one of theirs.

    63 bits of a hash: nationwide no two names of a court will ever share one.
    """
    if member is None:
        return NOBODY
    return int.from_bytes(hashlib.blake2b(member.name.encode(), digest_size=8).digest(), "big") >> 1


def _staff(court_code: str, member: StaffRecord) -> Row:
    return {
        "court_code": court_code,
        "staff_id": staff_id(member),
        "name": member.name,
        "office_phone": member.office_phone or None,
    }


def _hearings(record: CaseRecord, key: Row) -> Iterator[Row]:
    for hearing in record.hearings:
        yield {
            **key,
            "judge_id": staff_id(record.judge),
            "starts_at": hearing.starts_at,
            "state": hearing.state,
            "courtroom": hearing.courtroom,
            "address": hearing.address or None,
            "route": hearing.route or None,
        }


def _measures(record: CaseRecord, key: Row) -> Iterator[Row]:
    for seq, measure in enumerate(record.measures, start=1):
        yield {
            **key,
            "seq": seq,
            "kind": measure.kind,
            "carried_out_on": measure.carried_out_on,
            "expires_on": measure.expires_on,
            "detail": measure.detail or None,
        }
