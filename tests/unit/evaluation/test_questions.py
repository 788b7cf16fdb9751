"""A file of questions, and what is said of a line that is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation.errors import BadQuestions
from bot.evaluation.questions import Question, read_questions

TOPICS = {"appeal", "can_i_sue", "oos_labour_rights"}


def row(**changes: object) -> str:
    return json.dumps({"text": "一审输了", "topic": "appeal", "in_scope": True, **changes})


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_lines_become_questions(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "\ufeff" + row(id="h1"),
        "",
        row(text="能告吗", secondary_topic="can_i_sue"),
        row(text="年假几天", topic="oos_labour_rights", in_scope=False, secondary_topic=""),
    )
    assert read_questions(path, TOPICS) == [
        Question("一审输了", "appeal"),
        Question("能告吗", "appeal", "can_i_sue"),
        Question("年假几天", "oos_labour_rights"),
    ]


def test_a_second_topic_is_right_and_the_name_says_whether_it_is_ours() -> None:
    question = Question("能告吗", "appeal", "can_i_sue")
    assert (question.right, question.in_scope) == ({"appeal", "can_i_sue"}, True)
    outside = Question("年假几天", "oos_labour_rights")
    assert (outside.right, outside.in_scope) == ({"oos_labour_rights"}, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("怎么上诉", "不是 JSON。"),
        ('["怎么上诉"]', "不是 JSON 对象（{…}）。"),
        ('{"topic": "appeal"}', "缺少 text、in_scope。"),
        (row(text=" "), "的 text 不是一句话。"),
        (row(text=7), "的 text 不是一句话。"),
        (row(topic="apeal"), "的事项 apeal 不认识，事项名见 data/knowledge/topics.yml。"),
        (row(topic=None), "的事项 None 不认识，事项名见 data/knowledge/topics.yml。"),
        (row(topic=["appeal"]), "的事项 ['appeal'] 不认识，事项名见 data/knowledge/topics.yml。"),
        (row(secondary_topic="x"), "的事项 x 不认识，事项名见 data/knowledge/topics.yml。"),
        (row(in_scope=False), "的 in_scope 与事项 appeal 不一致。"),
        (row(in_scope="yes"), "的 in_scope 与事项 appeal 不一致。"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, row(), "", line, row())
    with pytest.raises(BadQuestions) as error:
        read_questions(path, TOPICS)
    assert str(error.value) == f"questions.jsonl 第 3 行{said}"


def test_a_file_without_questions(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match="一个问题也没有"):
        read_questions(written(tmp_path, "", "  "), TOPICS)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(row().encode() + b"\n" + "一审输了".encode("gb18030"))
    with pytest.raises(BadQuestions) as error:
        read_questions(path, TOPICS)
    assert str(error.value) == "questions.jsonl 第 2 行不是 UTF-8 文字。"
