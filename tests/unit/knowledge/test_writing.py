"""Only the lines of what changed change, in the form our files have."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge import writing
from bot.knowledge.contents import read_contents
from bot.knowledge.errors import CannotWrite
from bot.knowledge.writing import Row, entry_lines, put, read_row, replace_text, row_of, tidy

REAL = Path(__file__).parents[3] / "data" / "knowledge"
FILE = """\
# 头

- id: one
  topic: appeal
  questions:
    - 怎么上诉
    - 上诉要几天
  short: 短答，
    折成两行。
  basis: []  # 没有法律依据
  basis_note: 各地不同。
  reviewed: {date: 2026-11-22, role: 编辑}

# 间
- id: two
  short: 第二条
"""


def changed_lines(before: str, after: str) -> list[str]:
    """Return the lines taken out and put in."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


def row(tmp_path: Path, identity: str = "one") -> Row:
    """Return an article of the small file."""
    path = tmp_path / "after.yml"
    path.write_text(FILE, encoding="utf-8")
    found = read_row(path, identity)
    assert found is not None
    return found


def test_every_article_of_ours_is_written_back_as_it_stands() -> None:
    for path, article in read_contents(REAL).located:
        text = path.read_text(encoding="utf-8")
        assert put(path.name, text, row_of(article)) == text, article.id


def test_one_changed_field_is_one_changed_line_in_every_file() -> None:
    for path, article in dict(read_contents(REAL).located).items():
        text = path.read_text(encoding="utf-8")
        after = put(path.name, text, row_of(article) | {"title": "新的标题: 带冒号"})
        assert changed_lines(text, after) == [
            f"-  title: {article.title}",
            '+  title: "新的标题: 带冒号"',
        ]


def test_what_did_not_change_keeps_its_form(tmp_path: Path) -> None:
    changes = {"questions": ["怎么上诉", "# 咋上诉"], "expires": date(2027, 1, 1), "main": True}
    after = put("after.yml", FILE, row(tmp_path) | changes)
    assert changed_lines(FILE, after) == [
        "+  main: true",
        "-    - 上诉要几天",
        '+    - "# 咋上诉"',
        "+  expires: 2027-01-01",
    ]


def test_a_field_left_empty_goes(tmp_path: Path) -> None:
    after = put("after.yml", FILE, row(tmp_path) | {"basis_note": ""})
    assert changed_lines(FILE, after) == ["-  basis_note: 各地不同。"]


def test_a_new_article_stands_at_the_end() -> None:
    new = {"id": "three", "answer": "一行", "materials": ["身份证", "诉状"], "main": False}
    after = put("after.yml", FILE, new)
    assert (
        after
        == f"""{FILE}
- id: three
  answer: |-
    一行
  materials: [身份证, 诉状]
"""
    )
    assert put("new.yml", "", {"id": "three"}) == "- id: three\n"


def test_numbers_and_signs_stay_texts() -> None:
    basis = [{"law": "民事诉讼法", "articles": ["85", "127(二)"]}]
    lines = entry_lines({"id": "x", "title": "12", "basis": basis, "related": ["yes", "a, b"]})
    assert lines == [
        "- id: x",
        '  title: "12"',
        "  basis:",
        '    - {law: 民事诉讼法, articles: ["85", "127(二)"]}',
        '  related: ["yes", "a, b"]',
    ]


def test_an_article_in_one_line_is_not_written_into() -> None:
    with pytest.raises(CannotWrite, match="每个字段要单独写一行"):
        put("after.yml", "- {id: one, title: 旧}\n", {"id": "one", "title": "新"})


def test_an_article_that_is_not_there_is_none(tmp_path: Path) -> None:
    row(tmp_path)
    assert read_row(tmp_path / "after.yml", "three") is None
    assert read_row(tmp_path / "none.yml", "one") is None


def test_folded_texts_are_read_without_their_folds() -> None:
    assert tidy({"a": " 短答， 折成 ", "b": ["x y"]}) == {"a": "短答，折成", "b": ["x y"]}


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in" / "a.yml"
    replace_text(path, "旧\n")

    def fail(_descriptor: int) -> None:
        raise OSError("full")

    monkeypatch.setattr(writing.os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        replace_text(path, "新\n")
    assert path.read_text(encoding="utf-8") == "旧\n"
    assert [found.name for found in path.parent.iterdir()] == ["a.yml"]
