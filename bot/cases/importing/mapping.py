"""The mapping file: which column of a source means what.

A YAML file with these parts; only ``source`` and ``case`` with ``number`` and ``filed_on`` must be
there. Words on the left are ours, those on the right are headers of the source::

    source: 审判流程管理系统
    case: {number: 案号, filed_on: 立案日期, cause: 案由, judge: 承办法官, …}
    parties:
      - {role: 原告, name: 原告, identity_number: 原告证件号码, query_code: 原告查询码}
      - {each: 当事人, role: 诉讼地位, name: 姓名}      # a list inside a JSONL row
    timeline: {立案: 立案日期, 分案: 分案日期}
    hearings: [{starts_at: 开庭时间, courtroom: 法庭}]
    measures: [{kind: 限制消费, carried_out_on: 限制消费日期}]
    enforcement: {recovered: 执行到位金额, terminated_on: 终本日期}
    words:
      procedure: {普通: 普通程序}                       # words of the source → ours
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.cases.errors import WrongMapping
from bot.cases.vocabulary import Decision, HearingState, Measure, Procedure, Role, Sealed, Stage

CASE = {
    "number", "court", "cause", "filed_on", "closed_on", "procedure", "claim", "sealed",
    "decision", "result", "stage", "judge", "judge_phone", "clerk", "clerk_phone",
}  # fmt: skip
PARTY = {
    "each", "role", "name", "identity_number", "phone", "query_code", "acts_for", "opened_on",
    "left_on", "complaint_served_on", "judgment_served_on",
}  # fmt: skip
TIMELINE = {"each", "stage", "date", "note", "carried_out"}
HEARING = {"each", "starts_at", "courtroom", "address", "route", "state"}
MEASURE = {"each", "kind", "carried_out_on", "expires_on", "detail"}
ENFORCEMENT = {"claim", "recovered", "paid_out", "terminated_on", "resumed_on"}
VOCABULARIES = {
    "role": Role,
    "procedure": Procedure,
    "sealed": Sealed,
    "decision": Decision,
    "stage": Stage,
    "kind": Measure,
    "state": HearingState,
}
_PARTS = {
    "source", "case", "parties", "timeline", "hearings", "measures", "enforcement", "words",
    "delimiter",
}  # fmt: skip
Fields = dict[str, str]


@dataclass(frozen=True)
class Mapping:
    """A mapping that fits itself. ``text`` is the file as written: another text, another import."""

    source: str
    case: Fields
    parties: tuple[Fields, ...] = ()
    timeline: Fields = field(default_factory=dict)
    hearings: tuple[Fields, ...] = ()
    measures: tuple[Fields, ...] = ()
    enforcement: Fields = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    delimiter: str = ","
    text: str = ""

    def columns(self) -> set[str]:
        """Return the headers a flat file must have."""
        names = set(self.case.values()) | set(self.enforcement.values())
        for group in (*self.parties, *self.hearings, *self.measures, self.timeline):
            names |= set(_headers(group))
        return names

    def nested(self) -> set[str]:
        """Return the fields of a row that hold lists, which only JSONL can have."""
        groups = (*self.parties, *self.hearings, *self.measures, self.timeline)
        return {group["each"] for group in groups if "each" in group}


def read_mapping(path: Path) -> Mapping:
    """Read and check the mapping of a file of cases.

    Raises:
        WrongMapping: it cannot be read or does not fit; the message names the key.
    """
    document, text = read_document(path)
    return _mapping(document, text, path.name)


def read_document(path: Path) -> tuple[dict[str, Any], str]:
    """Return what a mapping file says, and its text.

    Raises:
        WrongMapping: it is no YAML file of names and values.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = yaml.safe_load(text)
    except OSError as error:
        raise WrongMapping(f"打不开映射文件 {path}：请检查路径。") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongMapping(f"映射文件 {path} 不是 UTF-8 编码的 YAML：{error}") from error
    if not isinstance(document, dict):
        raise WrongMapping(f"映射文件 {path} 是空的，或者不是“名称: 值”的形式。")
    return document, text


def _mapping(document: dict[str, Any], text: str, name: str) -> Mapping:
    only_known(document, _PARTS, name)
    case = fields_of(document.get("case"), CASE, f"{name}：case")
    missing = [key for key in ("number", "filed_on") if key not in case]
    if missing or not document.get("source"):
        raise WrongMapping(f"{name} 缺少 {'、'.join(missing) or 'source'}。")
    timeline = document.get("timeline") or {}
    return Mapping(
        source=str(document["source"])[:60],
        case=case,
        parties=_groups(document, "parties", PARTY, ("name", "role"), name),
        timeline=_timeline(timeline, f"{name}：timeline"),
        hearings=_groups(document, "hearings", HEARING, ("starts_at",), name),
        measures=_groups(document, "measures", MEASURE, ("kind",), name),
        enforcement=fields_of(document.get("enforcement"), ENFORCEMENT, f"{name}：enforcement"),
        words=_words(document.get("words") or {}, name),
        delimiter=str(document.get("delimiter") or ","),
        text=text,
    )


def fields_of(value: Any, allowed: set[str], place: str) -> Fields:
    """Return a part of a mapping that gives a column for each name.

    Raises:
        WrongMapping: it is none, or a name is not allowed.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WrongMapping(f"{place} 应当是“名称: 列名”的形式。")
    only_known(value, allowed, place)
    return {str(key): str(header) for key, header in value.items()}


def _groups(
    document: dict[str, Any], part: str, allowed: set[str], needed: tuple[str, ...], name: str
) -> tuple[Fields, ...]:
    value = document.get(part) or []
    if not isinstance(value, list):
        raise WrongMapping(f"{name}：{part} 应当是一个列表，每项以“-”开头。")
    groups = tuple(fields_of(item, allowed, f"{name}：{part}") for item in value)
    for group in groups:
        missing = [key for key in needed if key not in group]
        if missing:
            raise WrongMapping(f"{name}：{part} 里有一项缺少 {'、'.join(missing)}。")
    return groups


def _timeline(value: Any, place: str) -> Fields:
    if isinstance(value, dict) and "each" in value:
        return fields_of(value, TIMELINE, place)
    return fields_of(value, {stage.label for stage in Stage}, place)


def _words(value: Any, name: str) -> dict[str, dict[str, str]]:
    place = f"{name}：words"
    if not isinstance(value, dict):
        raise WrongMapping(f"{place} 应当是“名称: 对照表”的形式。")
    only_known(value, set(VOCABULARIES), place)
    for kind, table in value.items():
        if not isinstance(table, dict):
            raise WrongMapping(f"{place}.{kind} 应当是“原文: 我们的词”的形式。")
        labels = {member.label for member in VOCABULARIES[kind]}
        wrong = [str(ours) for ours in table.values() if ours not in labels]
        if wrong:
            known = "、".join(sorted(labels - {""}))
            raise WrongMapping(f"{place}.{kind} 不认识“{wrong[0]}”，可以用：{known}。")
    return {kind: {str(k): str(v) for k, v in table.items()} for kind, table in value.items()}


def only_known(value: dict[str, Any], allowed: set[str], place: str) -> None:
    """Check the names of a part.

    Raises:
        WrongMapping: one is not allowed; the message lists those that are.
    """
    unknown = [str(key) for key in value if key not in allowed]
    if unknown:
        known = "、".join(sorted(allowed))
        raise WrongMapping(f"{place} 里不认识“{unknown[0]}”，可以用：{known}。")


def _headers(group: Fields) -> Iterator[str]:
    """Return the headers of a flat group; a fixed word (role: 原告) is none."""
    if "each" in group:
        return
    for key, header in group.items():
        if not is_fixed(key, header):
            yield header


@cache
def is_fixed(key: str, word: str) -> bool:
    """Tell whether the right side is no header: one of our words, or the place of a party."""
    if key == "acts_for":
        return word.isdecimal()
    return key in ("role", "kind") and any(one.label == word for one in VOCABULARIES[key])
