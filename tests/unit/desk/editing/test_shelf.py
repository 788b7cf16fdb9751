"""Writing an approved text: once, over the text it was begun from, with the one before kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.desk.editing import shelf
from bot.desk.editing.errors import EditingError, Outdated
from bot.desk.editing.fields import ArticleFields, mark_of
from bot.desk.editing.shelf import Change
from bot.knowledge.history import read_history, said
from bot.settings import ROOT

ID = "appeal_deadline"
TODAY, LATER = date(2026, 11, 24), date(2026, 12, 1)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the knowledge files."""
    copy = tmp_path / "knowledge"
    shutil.copytree(ROOT / "data" / "knowledge", copy)
    return copy


def change(directory: Path, day: date = TODAY, **fields: object) -> Change:
    """Return a change of the article as it stands."""
    at = shelf.article(directory, ID)
    changed = ArticleFields.of(at.row).model_copy(update=fields)
    return Change(at.file, changed, at.base, {"date": day, "role": "知识编辑"}, "更清楚")


def test_the_form_gives_back_what_the_file_holds(directory: Path) -> None:
    for article in shelf.contents(directory).articles:
        at = shelf.article(directory, article.id)
        again = ArticleFields.of(at.row).row(at.row["reviewed"])
        assert again == {name: value for name, value in at.row.items() if value}


def test_every_text_that_was_told_can_be_read_again(directory: Path) -> None:
    shelf.write(directory, change(directory, short="第一次改。"), TODAY)
    shelf.write(directory, change(directory, LATER, short="第二次改。"), LATER)
    earlier = read_history(directory, ID)
    assert [(one.since, one.until) for one in earlier] == [
        (date(2024, 1, 1), TODAY),
        (TODAY, LATER),
    ]
    now = next(one for one in shelf.contents(directory).articles if one.id == ID)
    told = {day: said(now, earlier, day) for day in (date(2025, 1, 1), TODAY, LATER)}
    assert [one and one.short[:5] for one in told.values()] == [
        "不服一审判",
        "第一次改。",
        "第二次改。",
    ]
    assert earlier[0].basis[0].version == "2023-09-01修正，2024-01-01施行"


def test_what_nobody_is_told_leaves_no_history(directory: Path) -> None:
    written = shelf.write(directory, change(directory, related=["appeal_fee"]), TODAY)
    assert [path.name for path in written] == ["appeal.yml"]
    assert read_history(directory, ID) == ()


def test_a_second_change_on_one_day_adds_no_version(directory: Path) -> None:
    shelf.write(directory, change(directory, short="第一次改。"), TODAY)
    shelf.write(directory, change(directory, short="第二次改。"), TODAY)
    assert len(read_history(directory, ID)) == 1


def test_writing_again_changes_nothing(directory: Path) -> None:
    made = change(directory, short="改了。")
    assert len(shelf.write(directory, made, TODAY)) == 2
    assert shelf.write(directory, made, TODAY) == []


def test_an_article_that_has_changed_is_left_alone(directory: Path) -> None:
    made = change(directory, short="我的。")
    shelf.write(directory, change(directory, short="别人的。"), TODAY)
    before = (directory / "appeal.yml").read_bytes()
    with pytest.raises(Outdated):
        shelf.write(directory, made, TODAY)
    assert (directory / "appeal.yml").read_bytes() == before


@pytest.mark.parametrize("name", ["none.yml", "../secret.yml", "laws.yml"])
def test_only_files_of_articles_are_written(directory: Path, name: str) -> None:
    made = change(directory)
    new = replace(made, file=name, base="", fields=made.fields.model_copy(update={"id": "new_one"}))
    with pytest.raises(EditingError, match="没有这个文件"):
        shelf.write(directory, new, TODAY)


def test_a_mark_changes_with_every_field(directory: Path) -> None:
    row = shelf.article(directory, ID).row
    assert mark_of(row) == mark_of(dict(reversed(row.items())))
    assert mark_of(row | {"held": "理由"}) != mark_of(row)
    assert mark_of(None) == ""
