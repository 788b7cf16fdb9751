"""``python -m bot case-number --spoken``: the exact output."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands.case_number import run


def answered(text: str) -> dict[str, Any]:
    out = io.StringIO()
    run(io.StringIO(text + "\n"), out, spoken=True)
    (line,) = out.getvalue().splitlines()
    return dict(json.loads(line))


def test_a_number_that_stands() -> None:
    assert answered("二零二三月零一零四集三千零六行") == {
        "input": "二零二三月零一零四集三千零六行",
        "case_numbers": [
            {
                "text": "（2023）粤0104执3006号",
                "year": 2023,
                "court_code": "粤0104",
                "court_name": "广州市越秀区人民法院",
                "specialised": None,
                "type_code": "执",
                "serial": 3006,
                "suffix": None,
            }
        ],
        "candidates": [{"text": "（2023）粤0104执3006号", "score": 0.948, "why": ["by_sound"]}],
        "ask": None,
        "read_back": "二零二三年，粤零幺零四，执，三零零六号，广州市越秀区人民法院。",
    }


def test_a_question_with_the_numbers_it_chooses_between() -> None:
    line = answered("二零二三粤零一零四行初三号")
    texts = ["（2023）粤0104行初3号", "（2023）粤0104刑初3号"]
    assert [number["text"] for number in line["case_numbers"]] == texts
    assert line["ask"] == {
        "what": "criminal_or_administrative",
        "question": "请问是刑事案件，还是行政案件？",
        "choices": [{"label": "行政", "text": texts[0]}, {"label": "刑事", "text": texts[1]}],
    }
    assert line["read_back"] is None


@pytest.mark.parametrize("text", ["", "喂你好"])
def test_nothing_heard(text: str) -> None:
    question = "案号没有听清。请慢一点，从年份开始再说一遍。"
    assert answered(text) == {
        "input": text,
        "case_numbers": [],
        "candidates": [],
        "ask": {"what": "whole", "question": question, "choices": []},
        "read_back": None,
    }


def test_the_flag() -> None:
    result = CliRunner().invoke(app, ["case-number", "--spoken"], input="喂\n")
    assert result.exit_code == 0
    assert json.loads(result.output)["ask"]["what"] == "whole"
