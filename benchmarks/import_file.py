"""A court's export for the measured import: demo cases as the rows of a mapping's columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from bot.cases.demo.generator import DemoCase
from bot.cases.importing import Mapping
from bot.cases.records import CaseRecord, HearingRecord, PartyRecord
from bot.court import courts


def write(path: Path, cases: Iterable[DemoCase], mapping: Mapping) -> int:
    """Write a CSV file with a row a case and return how many there are."""
    made = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(mapping.columns()), restval="")
        writer.writeheader()
        for case in cases:
            writer.writerow(cells(case, mapping))
            made += 1
    return made


def cells(case: DemoCase, mapping: Mapping) -> dict[str, str]:
    """Return the cells of a case by their headers, those that the mapping asks for."""
    record = case.record
    row = _under(mapping.case, _case(case))
    for party, fields in zip(record.parties, mapping.parties, strict=False):
        row |= _under(fields, _party(party))
    days = {step.stage.label: step.on.isoformat() for step in record.timeline}
    row |= _under(mapping.timeline, days)
    for hearing, fields in zip(record.hearings, mapping.hearings, strict=False):
        row |= _under(fields, _hearing(hearing))
    return row


def _case(case: DemoCase) -> dict[str, str]:
    record = case.record
    return {
        "number": case.number,
        "court": _court_name(record),
        "cause": record.cause,
        "filed_on": record.filed_on.isoformat(),
        "closed_on": record.closed_on.isoformat() if record.closed_on else "",
        "procedure": record.procedure.label,
        "claim": f"{(record.claim_fen or 0) / 100:.2f}",
        "sealed": record.sealed.label,
        "decision": record.decision.label,
        "result": record.result or "",
        "judge": record.judge.name if record.judge else "",
        "judge_phone": record.judge.office_phone if record.judge else "",
        "clerk": record.clerk.name if record.clerk else "",
        "clerk_phone": record.clerk.office_phone if record.clerk else "",
    }


def _court_name(record: CaseRecord) -> str:
    court = courts.find(record.key.court_code)
    return court.name if court else ""


def _party(party: PartyRecord) -> dict[str, str]:
    served = (party.complaint_served_on, party.judgment_served_on)
    complaint, judgment = (day.isoformat() if day else "" for day in served)
    return {
        "name": party.name + party.mark,
        "identity_number": party.identity_number,
        "query_code": party.query_code,
        "complaint_served_on": complaint,
        "judgment_served_on": judgment,
    }


def _hearing(hearing: HearingRecord) -> dict[str, str]:
    return {
        "starts_at": f"{hearing.starts_at:%Y-%m-%d %H:%M}",
        "courtroom": hearing.courtroom,
        "address": hearing.address,
        "route": hearing.route,
    }


def _under(headers: dict[str, str], values: dict[str, str]) -> dict[str, str]:
    """Return the values by the headers of their fields."""
    return {header: values[name] for name, header in headers.items() if name in values}
