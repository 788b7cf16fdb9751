"""Every written form of tests/fixtures/case_number_forms.jsonl, and what must not be taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.court.case_number import CaseNumber, find_all

FIXTURE = Path(__file__).parents[2] / "fixtures" / "case_number_forms.jsonl"
FORMS = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form['kind']}: {form['input']!r}")
def test_form(form: dict[str, Any]) -> None:
    found = find_all(form["input"])
    assert {
        "spans": [form["input"][hit.start : hit.end] for hit in found],
        "numbers": [
            {"text": number.text, "suffix": number.suffix}
            for hit in found
            for number in hit.case_numbers
        ],
    } == {"spans": form["spans"], "numbers": form["numbers"]}


def test_forms_are_many_and_distinct() -> None:
    assert len({form["input"] for form in FORMS}) == len(FORMS) >= 150


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "（2023）最高法知民终1号",
            CaseNumber(2023, "最高法", "知", "民终", 1),
        ),
        ("（2022）最高法商初7号", CaseNumber(2022, "最高法", "商", "初", 7)),
        ("2020浙01知民初15号", CaseNumber(2020, "浙01", "知", "民初", 15)),
        ("(2019)粤0304执恢15382号之二", CaseNumber(2019, "粤0304", None, "执恢", 15382, "之二")),
        ("(2019)豫民申3104号", CaseNumber(2019, "豫", None, "民申", 3104)),
        ("（2018）贵01民终0005号", CaseNumber(2018, "黔01", None, "民终", 5)),
        (
            "(2015)丰执字第01477号之一",
            CaseNumber(2015, None, None, None, 1477, "之一", True, "丰执字第", "01477"),
        ),
        (
            "(2014)穗中法民一终字第123-2号",
            CaseNumber(2014, None, None, None, 123, None, True, "穗中法民一终字第", "123-2"),
        ),
    ],
)
def test_parts(written: str, meant: CaseNumber) -> None:
    assert CaseNumber.parse(written) == meant
