"""A hold is one line in the file of an article; every other byte stays."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest

from bot.knowledge.contents import read_contents
from bot.knowledge.errors import CannotHold
from bot.knowledge.holding import Edit, hold

REAL = Path(__file__).parents[3] / "data" / "knowledge"
QUESTIONS = "[" + ", ".join(f"第{number}问" for number in range(10)) + "]"
ARTICLE = f"""\
- id: {{id}}   # kept
  topic: appeal
  title:  "两个空格"
  questions: {QUESTIONS}
  short: 短答。
  answer: |-
    confidence: 这里只是文字

    第二段
  basis:
    - {{{{law: 民事诉讼法, articles: ["171"]}}}}
  voice: 短答。
  confidence: verified  # by two editors
  effective: 2024-01-01
  reviewed: {{{{date: 2026-11-22, role: 编辑}}}}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A library of three articles in two files, with comments and formatting to be kept."""
    lists = {"topics.yml": "appeal: {label: 上诉, area: after, intent: procedure}\n"}
    lists["laws.yml"] = "民事诉讼法: {name: 民事诉讼法, version: 现行}\n"
    for name, text in lists.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    two = "# 头\n\n" + ARTICLE.format(id="one") + "\n# 间\n" + ARTICLE.format(id="two")
    (tmp_path / "after.yml").write_bytes(two.encode())
    windows = ARTICLE.format(id="three").replace("\n", "\r\n").rstrip()
    (tmp_path / "zulu.yml").write_bytes(windows.encode())
    return tmp_path


def hold_ids(directory: Path, reason: str, *identities: str) -> list[Edit]:
    """Hold the articles with these ids."""
    located = read_contents(directory).located
    return hold([(path, each) for path, each in located if each.id in identities], reason)


def changes(before: bytes, after: bytes) -> list[str]:
    """Return the lines taken away and put in."""
    compared = difflib.ndiff(before.decode().split("\n"), after.decode().split("\n"))
    return [line for line in compared if line[0] in "+-?"]


def held(directory: Path) -> dict[str, str]:
    """Return why each article is held, as a library reads it."""
    return {article.id: article.held for article in read_contents(directory).articles}


def test_one_line_is_put_in_and_nothing_else_is_touched(directory: Path) -> None:
    file, other = directory / "after.yml", directory / "zulu.yml"
    before, untouched = file.read_bytes(), other.read_bytes()

    edits = hold_ids(directory, " 新法施行，待核对 ", "two")

    assert edits == [Edit(file, 33, "two", "  held: 新法施行，待核对")]
    assert changes(before, file.read_bytes()) == ["+   held: 新法施行，待核对"]
    assert file.read_text(encoding="utf-8").split("\n")[31:33] == [
        "  confidence: verified  # by two editors",
        "  held: 新法施行，待核对",
    ]
    assert other.read_bytes() == untouched
    assert held(directory) == {"one": "", "two": "新法施行，待核对", "three": ""}


def test_several_articles_of_several_files_are_held_together(directory: Path) -> None:
    edits = hold_ids(directory, "新法", "one", "two", "three")

    assert [(edit.path.name, edit.number, edit.identity) for edit in edits] == [
        ("after.yml", 16, "one"),
        ("after.yml", 34, "two"),
        ("zulu.yml", 14, "three"),
    ]
    assert set(held(directory).values()) == {"新法"}


def test_the_ends_of_lines_stay_what_they_were(directory: Path) -> None:
    file = directory / "zulu.yml"

    hold_ids(directory, "新法", "three")

    assert (
        b"verified  # by two editors\r\n  held: \xe6\x96\xb0\xe6\xb3\x95\r\n" in file.read_bytes()
    )
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")


def test_what_is_held_keeps_its_first_reason(directory: Path) -> None:
    hold_ids(directory, "第一个理由", "one")
    before = (directory / "after.yml").read_bytes()

    assert hold_ids(directory, "第二个理由", "one") == []
    assert (directory / "after.yml").read_bytes() == before


@pytest.mark.parametrize(
    "reason",
    ["见通知: 第3号", "# 待查", "yes", "2026-03-01", "'引号", '"双', "{括", "第一行\n第二行"],
)
def test_a_reason_is_quoted_where_yaml_would_misread_it(directory: Path, reason: str) -> None:
    edits = hold_ids(directory, reason, "one")

    assert edits[0].line == f"  held: {json.dumps(reason, ensure_ascii=False)}"
    assert held(directory)["one"] == reason


def test_a_hold_needs_a_reason(directory: Path) -> None:
    before = (directory / "after.yml").read_bytes()

    with pytest.raises(CannotHold, match="请写明暂停的理由"):
        hold_ids(directory, " ", "one")

    assert (directory / "after.yml").read_bytes() == before


def test_nothing_is_written_when_one_article_cannot_be_held(directory: Path) -> None:
    in_braces = directory / "zulu.yml"
    row = read_contents(directory).articles[0]
    in_braces.write_text(
        f"- {{id: three, topic: appeal, title: 题, questions: {QUESTIONS}, short: 短, answer: 答,"
        f" basis_note: 无, voice: {row.voice}, confidence: verified, effective: 2024-01-01,"
        " reviewed: {date: 2026-11-22, role: 编辑}}\n",
        encoding="utf-8",
    )
    before = {path: path.read_bytes() for path in directory.iterdir()}

    with pytest.raises(CannotHold, match=r"^zulu\.yml:three:confidence：每个字段要单独写一行"):
        hold_ids(directory, "新法", "one", "three")

    assert {path: path.read_bytes() for path in directory.iterdir()} == before


def test_every_article_that_citizens_are_told_can_be_held(tmp_path: Path) -> None:
    for path in REAL.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    located = read_contents(tmp_path).located

    edits = hold(located, "新法施行，待核对")

    assert [edit.identity for edit in edits] == [article.id for _path, article in located]
    assert set(held(tmp_path).values()) == {"新法施行，待核对"}
    for path in {path for path, _article in located}:
        put_in = sum(edit.path == path for edit in edits)
        found = changes((REAL / path.name).read_bytes(), path.read_bytes())
        assert found == ["+   held: 新法施行，待核对"] * put_in
