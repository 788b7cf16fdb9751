"""The mapping file: what it may say, and that it says the same whatever the headers are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.errors import WrongMapping
from bot.cases.importing.cells import BadCell
from bot.cases.importing.mapping import CASE, PARTY, Mapping, read_mapping
from bot.cases.importing.parsing import Parser
from bot.cases.keys import CaseKey
from bot.cases.records import EnforcementRecord, MeasureRecord, PartyRecord
from bot.cases.timeline import TimelineEntry
from bot.cases.vocabulary import Decision, Measure, Procedure, Role, Sealed, Stage
from tests.unit.cases.import_files import ENFORCEMENT_MAPPING, MAPPING

TODAY = date(2026, 11, 24)
LEAST = {"source": "甲", "case": {"number": "案号", "filed_on": "立案日期"}}


def read(folder: Path, document: Any) -> Mapping:
    """Read a document as a mapping file."""
    path = folder / "m.yml"
    written = (
        document if isinstance(document, str) else yaml.safe_dump(document, allow_unicode=True)
    )
    path.write_text(written, encoding="utf-8")
    return read_mapping(path)


def test_the_least_mapping_is_enough(tmp_path: Path) -> None:
    mapping = read(tmp_path, LEAST)
    assert (mapping.columns(), mapping.nested(), mapping.delimiter) == (
        {"案号", "立案日期"},
        set(),
        ",",
    )


@pytest.mark.parametrize("path", [MAPPING, ENFORCEMENT_MAPPING])
def test_the_examples_can_be_read(path: Path) -> None:
    mapping = read_mapping(path)
    assert mapping.source.endswith("系统")
    assert bool(mapping.nested()) is (path is ENFORCEMENT_MAPPING)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "是空的"),
        ("- 案号", "是空的"),
        ("a: [", "不是 UTF-8 编码的 YAML"),
        ({"case": LEAST["case"]}, "缺少 source"),
        ({"source": "甲", "case": {"number": "案号"}}, "缺少 filed_on"),
        (LEAST | {"case": {"number": "案号", "filed_on": "日", "judje": "法官"}}, "不认识“judje”"),
        (LEAST | {"cases": {}}, "不认识“cases”"),
        (LEAST | {"case": ["案号"]}, "应当是“名称: 列名”的形式"),
        (LEAST | {"parties": {"role": "原告"}}, "应当是一个列表"),
        (LEAST | {"parties": [{"name": "原告"}]}, "缺少 role"),
        (LEAST | {"timeline": {"开庭审理": "开庭日期"}}, "不认识“开庭审理”"),
        (LEAST | {"words": {"colour": {"红": "立案"}}}, "不认识“colour”"),
        (LEAST | {"words": {"stage": {"受理": "受理了"}}}, "不认识“受理了”"),
        (LEAST | {"words": []} | {"words": ["x"]}, "应当是“名称: 对照表”的形式"),
        (LEAST | {"words": {"stage": ["x"]}}, "应当是“原文: 我们的词”的形式"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_words(
    tmp_path: Path, document: Any, words: str
) -> None:
    with pytest.raises(WrongMapping, match=words):
        read(tmp_path, document)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongMapping, match="打不开映射文件"):
        read_mapping(tmp_path / "none.yml")


HEADER = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
FIELDS = ("number", "filed_on", "cause", "claim", "judge", "name", "identity_number", "query_code")


@given(
    headers=st.lists(HEADER, min_size=len(FIELDS), max_size=len(FIELDS), unique=True),
    serial=st.integers(1, 99_999_999),
    filed=st.dates(date(2016, 1, 1), TODAY),
    fen=st.integers(0, 10**13),
    name=st.text(st.characters(categories=["Lo"]), min_size=1, max_size=20),
)
def test_a_value_arrives_wherever_its_column_is_called(
    headers: list[str], serial: int, filed: date, fen: int, name: str
) -> None:
    at = dict(zip(FIELDS, headers, strict=True))
    mapping = Mapping(
        source="甲",
        case={key: at[key] for key in FIELDS[:5]},
        parties=({"role": "原告"} | {key: at[key] for key in FIELDS[5:]},),
    )
    values = {
        "number": f"（{filed.year}）京0105民初{serial}号",
        "filed_on": f"{filed:%Y/%m/%d}",
        "cause": "民间借贷纠纷",
        "claim": f"{fen // 100:,}.{fen % 100:02d}",
        "judge": name,
        "name": name,
        "identity_number": "00000019900307123X",
        "query_code": "12345678",
    }
    cells: dict[str | None, Any] = {at[key]: value for key, value in values.items()}
    parser = Parser(mapping, TODAY)
    record = parser.record(cells, parser.number(cells))
    assert record.key == CaseKey("京0105", filed.year, "民初", serial)
    assert (record.filed_on, record.claim_fen, record.cause) == (filed, fen, "民间借贷纠纷")
    assert record.judge is not None
    assert record.judge.name == name
    assert record.parties == [
        PartyRecord(
            Role.PLAINTIFF,
            name,
            "00000019900307123X",
            tails=("123X",),
            query_code="12345678",
            opened_on=filed,
        )
    ]


def parsed(mapping: dict[str, Any], cells: dict[str, Any], tmp_path: Path) -> Any:
    """Parse one row with a mapping on top of the least one."""
    parser = Parser(read(tmp_path, LEAST | mapping), TODAY)
    row: dict[str | None, Any] = {"案号": "（2026）京0105执7号", "立案日期": "2026-09-01"}
    row.update(cells)
    return parser.record(row, parser.number(row))


DEFENDANT = {"role": "被告", "name": "被告", "query_code": "码", "complaint_served_on": "送达"}


@pytest.mark.parametrize(
    ("cells", "opened"),
    [
        ({"被告": "李四", "送达": "2026-09-07"}, date(2026, 9, 7)),
        ({"被告": "李四", "码": "1234"}, date(2026, 9, 1)),
        ({"被告": "李四", "码": "1234", "送达": "2026-09-07"}, date(2026, 9, 7)),
        ({"被告": "李四"}, None),
    ],
)
def test_the_other_side_may_ask_once_it_was_reached(
    tmp_path: Path, cells: dict[str, Any], opened: date | None
) -> None:
    record = parsed({"parties": [DEFENDANT]}, cells, tmp_path)
    assert [party.opened_on for party in record.parties] == [opened]


def test_an_agent_acts_for_the_first_person_of_a_group(tmp_path: Path) -> None:
    groups = [
        {"role": "被告", "name": "被告"},
        {"role": "原告", "name": "原告"},
        {"role": "诉讼代理人", "name": "律师", "acts_for": "2"},
    ]
    cells = {"被告": "甲公司、乙公司", "原告": "丙", "律师": "丁"}
    record = parsed({"parties": groups}, cells, tmp_path)
    assert [(party.name, party.acts_for) for party in record.parties] == [
        ("甲公司", None),
        ("乙公司", None),
        ("丙", None),
        ("丁", 3),
    ]


@pytest.mark.parametrize(
    ("said", "carried_out"),
    [("是", True), ("1", True), ("否", False), ("", False), ("不详", False)],
)
def test_a_preservation_is_carried_out_only_if_that_is_said(
    tmp_path: Path, said: str, carried_out: bool
) -> None:
    group = {"each": "节点", "stage": "名", "date": "日", "carried_out": "已实施"}
    steps = [
        {"名": "财产保全", "日": "2026-09-05", "已实施": said},
        {"名": "立案", "日": "2026-09-01", "已实施": said},
    ]
    record = parsed({"timeline": group}, {"节点": steps}, tmp_path)
    assert record.timeline == [
        TimelineEntry(date(2026, 9, 1), Stage.FILED),
        TimelineEntry(date(2026, 9, 5), Stage.PRESERVATION, "", None, carried_out),
    ]


def test_measures_and_money_of_an_enforcement_case(tmp_path: Path) -> None:
    mapping = {
        "case": LEAST["case"] | {"claim": "标的", "procedure": "程序", "decision": "文书"},
        "measures": [
            {"kind": "限制消费", "carried_out_on": "限高日"},
            {"kind": "司法拘留", "carried_out_on": "拘留日"},
            {"each": "措施", "kind": "种类", "carried_out_on": "日", "detail": "物"},
        ],
        "enforcement": {"recovered": "到位", "terminated_on": "终本"},
        "words": {"kind": {"查封房产": "查封不动产"}, "decision": {"裁": "裁定书"}},
    }
    cells = {
        "标的": 1000.5,
        "程序": "执行",
        "文书": "裁",
        "限高日": "2026-09-09",
        "到位": 300,
        "终本": "2026-11-20",
        "措施": [{"种类": "查封房产", "日": None, "物": "住宅一套"}],
    }
    record = parsed(mapping, cells, tmp_path)
    assert record.measures == [
        MeasureRecord(Measure.CONSUMPTION_LIMITED, date(2026, 9, 9)),
        MeasureRecord(Measure.REAL_ESTATE_SEALED, None, None, "住宅一套"),
    ]
    assert record.enforcement == EnforcementRecord(100_050, 30_000, 0, date(2026, 11, 20), None)
    assert (record.procedure, record.decision, record.sealed) == (
        Procedure.ENFORCEMENT,
        Decision.RULING,
        Sealed.OPEN,
    )


@pytest.mark.parametrize(
    ("mapping", "cells", "column"),
    [
        ({"parties": [{"each": "人", "role": "地位", "name": "名"}]}, {"人": "张三"}, "人"),
        ({"parties": [{"each": "人", "role": "地位", "name": "名"}]}, {"人": ["张三"]}, "人"),
        (
            {"parties": [{"each": "人", "role": "地位", "name": "名"}]},
            {"人": [{"名": "张三", "地位": "邻居"}]},
            "地位",
        ),
        (
            {"parties": [{"each": "人", "role": "地位", "name": "名"}]},
            {"人": [{"名": "张三"}]},
            "地位",
        ),
        ({"timeline": {"each": "节点", "stage": "名", "date": "日"}}, {"节点": [{}]}, "节点"),
        ({"measures": [{"each": "措施", "kind": "种类"}]}, {"措施": [{"种类": "打一顿"}]}, "种类"),
        (
            {"parties": [{"role": "原告", "name": "名", "acts_for": "代"}]},
            {"名": "张三", "代": "他哥"},
            "代",
        ),
    ],
)
def test_a_list_that_does_not_fit_is_refused(
    tmp_path: Path, mapping: dict[str, Any], cells: dict[str, Any], column: str
) -> None:
    with pytest.raises(BadCell) as caught:
        parsed(mapping, cells, tmp_path)
    assert caught.value.column == column


def test_a_case_closed_before_it_was_filed_is_refused(tmp_path: Path) -> None:
    mapping = {"case": LEAST["case"] | {"closed_on": "结案"}}
    early = date(2026, 9, 1) - timedelta(days=1)
    with pytest.raises(BadCell, match="结案日期早于立案日期"):
        parsed(mapping, {"结案": str(early)}, tmp_path)


def test_every_word_of_the_examples_is_known() -> None:
    assert set(read_mapping(MAPPING).case) <= CASE
    assert all(set(group) <= PARTY for group in read_mapping(MAPPING).parties)
