"""From the cells of a row to the record of a case, as the mapping says."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import cast

from bot.cases.importing.cells import BadCell, each, needed, text_at, value_at, word_of
from bot.cases.importing.mapping import Fields, Mapping
from bot.cases.importing.numbers import Numbered, read_number, usual_number
from bot.cases.importing.parties import read_parties
from bot.cases.importing.tables import Cells
from bot.cases.importing.values import BadValue, read_date, read_fen, read_moment
from bot.cases.importing.words import Words, known_words, read_sealed
from bot.cases.records import (
    CaseRecord,
    EnforcementRecord,
    HearingRecord,
    MeasureRecord,
    StaffRecord,
)
from bot.cases.timeline import TimelineEntry
from bot.cases.tracks import Track, track_of
from bot.cases.vocabulary import (
    Decision,
    HearingState,
    Measure,
    Procedure,
    Role,
    Sealed,
    Stage,
)

# Another number when rows are read differently, so that unchanged files are read anew.
READING = "1"
_ALWAYS_SEALED = {"民保令": Sealed.PROTECTION_ORDER, "民保更": Sealed.PROTECTION_ORDER}
_YES = {"是", "已实施", "1", "true", "True", "Y", "y"}


class Parser:
    """Reads rows as one mapping says."""

    def __init__(self, mapping: Mapping, today: date) -> None:
        """No case can have been filed after ``today``."""
        self._mapping = mapping
        self._today = today
        words = known_words(mapping.words)
        self._roles = cast("Words[Role]", words["role"])
        self._stages = cast("Words[Stage]", words["stage"])
        self._sealed = cast("Words[Sealed]", words["sealed"])
        self._measures = cast("Words[Measure]", words["kind"])
        self._states = cast("Words[HearingState]", words["state"])
        self._procedures = cast("Words[Procedure]", words["procedure"])
        self._decisions = cast("Words[Decision]", words["decision"])
        steps = {} if "each" in mapping.timeline else mapping.timeline
        self._steps = [(header, self._stages.read(label)) for label, header in steps.items()]

    def number(self, cells: Cells) -> Numbered:
        """Return the case number of a row.

        Raises:
            BadCell: there is none, or it cannot be read.
        """
        header = self._mapping.case["number"]
        written = cells.get(header)
        if isinstance(written, str) and (usual := usual_number(written)):
            return usual
        court = text_at(cells, self._mapping.case.get("court"))
        return needed(value_at(cells, header, partial(read_number, court=court)), header)

    def record(self, cells: Cells, numbered: Numbered) -> CaseRecord:
        """Return the record of a row whose case number has been read.

        Raises:
            BadCell: a cell cannot be read, or the row contradicts itself.
        """
        fields = self._mapping.case
        filed_on = needed(value_at(cells, fields["filed_on"], read_date), fields["filed_on"])
        closed_on = value_at(cells, fields.get("closed_on"), read_date)
        self._check_days(filed_on, closed_on)
        timeline = self._timeline(cells)
        type_code = numbered.key.type_code
        claim = value_at(cells, fields.get("claim"), read_fen)
        return CaseRecord(
            key=numbered.key,
            filed_on=filed_on,
            cause=text_at(cells, fields.get("cause"), 60),
            stage=self._stage(cells, timeline),
            procedure=value_at(cells, fields.get("procedure"), self._procedures.read)
            or Procedure.UNKNOWN,
            sealed=self._seal(cells, type_code),
            decision=value_at(cells, fields.get("decision"), self._decisions.read) or Decision.NONE,
            closed_on=closed_on,
            claim_fen=claim,
            result=text_at(cells, fields.get("result")) or None,
            legacy_text=numbered.legacy,
            judge=_member(cells, fields, "judge"),
            clerk=_member(cells, fields, "clerk"),
            parties=read_parties(cells, self._mapping.parties, self._roles, filed_on),
            timeline=timeline,
            hearings=self._hearings(cells),
            measures=self._read_measures(cells),
            enforcement=self._enforcement(cells, type_code, claim),
        )

    def _check_days(self, filed_on: date, closed_on: date | None) -> None:
        fields = self._mapping.case
        if filed_on > self._today:
            raise BadCell(fields["filed_on"], "立案日期在今天之后，请核对。")
        if closed_on is not None and closed_on < filed_on:
            raise BadCell(fields["closed_on"], "结案日期早于立案日期，请核对。")

    def _seal(self, cells: Cells, type_code: str) -> Sealed:
        by_type = _ALWAYS_SEALED.get(type_code)
        if by_type is not None:
            return by_type
        return read_sealed(text_at(cells, self._mapping.case.get("sealed")), self._sealed)

    def _stage(self, cells: Cells, timeline: list[TimelineEntry]) -> Stage:
        stated = value_at(cells, self._mapping.case.get("stage"), self._stages.read)
        return stated or (timeline[-1].stage if timeline else Stage.FILED)

    def _timeline(self, cells: Cells) -> list[TimelineEntry]:
        group = self._mapping.timeline
        entries: list[TimelineEntry] = []
        if "each" in group:
            entries = [self._entry(item, group) for item in each(cells, group)]
        else:
            for header, stage in self._steps:
                on = value_at(cells, header, read_date)
                if on is not None:
                    entries.append(TimelineEntry(on, stage))
        entries.sort(key=lambda entry: entry.on)
        return entries

    def _entry(self, cells: Cells, group: Fields) -> TimelineEntry:
        stage = needed(value_at(cells, group.get("stage"), self._stages.read), group["each"])
        on = needed(value_at(cells, group.get("date"), read_date), group["each"])
        note = text_at(cells, group.get("note"), 100)
        # Only what is said to be carried out is: the other side would be warned of the rest.
        carried_out = text_at(cells, group.get("carried_out")) in _YES
        return TimelineEntry(
            on, stage, note, carried_out=carried_out or stage is not Stage.PRESERVATION
        )

    def _hearings(self, cells: Cells) -> list[HearingRecord]:
        found = []
        for group in self._mapping.hearings:
            for item in each(cells, group):
                starts_at = value_at(item, group["starts_at"], read_moment)
                if starts_at is not None:
                    found.append(
                        HearingRecord(
                            starts_at,
                            text_at(item, group.get("courtroom"), 60),
                            text_at(item, group.get("address")),
                            text_at(item, group.get("route")),
                            value_at(item, group.get("state"), self._states.read)
                            or HearingState.PLANNED,
                        )
                    )
        return found

    def _read_measures(self, cells: Cells) -> list[MeasureRecord]:
        found = []
        for group in self._mapping.measures:
            for item in each(cells, group):
                header, word = word_of(item, group, "kind")
                on = value_at(item, group.get("carried_out_on"), read_date)
                # A fixed kind with an empty date says that there was no such measure.
                if word and (on is not None or header != word):
                    found.append(self._measure(item, group, header, word, on))
        return found

    def _measure(
        self, cells: Cells, group: Fields, header: str, word: str, on: date | None
    ) -> MeasureRecord:
        try:
            kind = self._measures.read(word)
        except BadValue as error:
            raise BadCell(header, str(error)) from None
        expires_on = value_at(cells, group.get("expires_on"), read_date)
        return MeasureRecord(kind, on, expires_on, text_at(cells, group.get("detail")))

    def _enforcement(
        self, cells: Cells, type_code: str, claim: int | None
    ) -> EnforcementRecord | None:
        fields = self._mapping.enforcement
        if track_of(type_code) is not Track.ENFORCEMENT:
            return None
        return EnforcementRecord(
            claim_fen=value_at(cells, fields.get("claim"), read_fen) or claim,
            recovered_fen=value_at(cells, fields.get("recovered"), read_fen) or 0,
            paid_out_fen=value_at(cells, fields.get("paid_out"), read_fen) or 0,
            terminated_on=value_at(cells, fields.get("terminated_on"), read_date),
            resumed_on=value_at(cells, fields.get("resumed_on"), read_date),
        )


def _member(cells: Cells, fields: Fields, who: str) -> StaffRecord | None:
    name = text_at(cells, fields.get(who), 60)
    return StaffRecord(name, text_at(cells, fields.get(f"{who}_phone"), 40)) if name else None
