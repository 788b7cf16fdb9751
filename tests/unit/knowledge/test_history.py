"""What was said on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.court.basis import Basis
from bot.knowledge.article import Article
from bot.knowledge.errors import BadDate, BadField, KnowledgeError
from bot.knowledge.history import Version, kept, read_history, said
from bot.knowledge.library import Library

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

REAL = Path(__file__).parents[3] / "data" / "knowledge"
OLD: dict[str, Any] = {
    "from": date(2020, 1, 1),
    "until": date(2024, 1, 1),
    "changed": "法律改了。",
    "title": "不服一审判决怎么上诉",
    "short": "旧的短答。",
    "answer": "旧的答复。",
}


def text(article: Article | None, earlier: tuple[Version, ...], day: str) -> str | None:
    """Return the short answer of a day."""
    version = said(article, earlier, date.fromisoformat(day))
    return version and version.short


@pytest.fixture
def article(shelf: Shelf) -> Article:
    """An article that is right since 2024-01-01."""
    found = shelf.load().article("appeal_deadline")
    assert found is not None
    return found


def test_a_version_is_read_whole(shelf: Shelf) -> None:
    shelf.history(
        "appeal_deadline",
        [
            OLD
            | {
                "steps": ["写上诉状"],
                "materials": ["上诉状"],
                "facets": {"duration": "15日"},
                "basis": [{"law": "旧法", "version": "1991年文本"}],
                "basis_note": "按旧法。",
                "voice": "十五天内上诉。",
                "handover": "当天到期",
            }
        ],
    )

    assert read_history(shelf.directory, "appeal_deadline") == (
        Version(
            since=date(2020, 1, 1),
            until=date(2024, 1, 1),
            title="不服一审判决怎么上诉",
            short="旧的短答。",
            answer="旧的答复。",
            steps=("写上诉状",),
            materials=("上诉状",),
            facets={"duration": "15日"},
            basis=(Basis("旧法", (), "1991年文本"),),
            basis_note="按旧法。",
            voice="十五天内上诉。",
            handover="当天到期",
            changed="法律改了。",
        ),
    )
    assert kept(shelf.directory) == ("appeal_deadline",)


def test_each_day_has_the_version_of_that_day(shelf: Shelf, article: Article) -> None:
    older = OLD | {"from": date(2010, 1, 1), "until": date(2015, 1, 1), "short": "更旧的短答。"}
    shelf.history(article.id, [older, OLD])
    earlier = read_history(shelf.directory, article.id)
    now = "收到判决书15日内上诉。"

    days = {
        "2009-12-31": None,
        "2010-01-01": "更旧的短答。",
        "2014-12-31": "更旧的短答。",
        "2015-01-01": None,
        "2020-01-01": "旧的短答。",
        "2023-12-31": "旧的短答。",
        "2024-01-01": now,
        "2026-11-30": now,
    }
    assert {day: text(article, earlier, day) for day in days} == days


def test_what_is_told_today_says_since_when(article: Article) -> None:
    version = said(article, (), date(2026, 11, 30))

    assert version is not None
    assert (version.since, version.until, version.changed) == (date(2024, 1, 1), None, "")
    assert (version.answer, version.basis) == (article.answer, article.basis)


def test_corrected_words_count_from_the_correction(shelf: Shelf, article: Article) -> None:
    shelf.history(article.id, [OLD | {"from": date(2025, 1, 1), "until": date(2026, 6, 1)}])
    earlier = read_history(shelf.directory, article.id)

    assert text(article, earlier, "2024-06-01") is None
    assert text(article, earlier, "2026-05-31") == "旧的短答。"
    version = said(article, earlier, date(2026, 6, 1))
    assert version is not None
    assert (version.short, version.since) == (article.short, date(2026, 6, 1))


def test_an_expired_article_was_said_until_its_end(shelf: Shelf) -> None:
    shelf.change(expires=date(2026, 1, 1))
    article = shelf.load().article("appeal_deadline")

    assert text(article, (), "2025-12-31") == "收到判决书15日内上诉。"
    assert text(article, (), "2026-01-01") is None


def test_what_waits_for_confirmation_was_never_said(shelf: Shelf) -> None:
    shelf.change(confidence="needs_confirmation")

    assert text(shelf.load().article("appeal_deadline"), (), "2026-11-30") is None


def test_an_article_that_is_gone_is_known_by_its_history(shelf: Shelf) -> None:
    shelf.history("gone", [OLD])
    earlier = read_history(shelf.directory, "gone")

    assert text(None, earlier, "2023-12-31") == "旧的短答。"
    assert text(None, earlier, "2024-01-01") is None


def test_without_a_file_there_is_no_history(shelf: Shelf) -> None:
    assert read_history(shelf.directory, "appeal_deadline") == ()
    assert kept(shelf.directory) == ()


def test_a_library_is_loaded_without_its_history(shelf: Shelf) -> None:
    shelf.history("appeal_deadline", "no list")

    assert list(shelf.load().articles) == ["appeal_deadline"]


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"until": date(2020, 1, 1)}, BadDate, "until：2020-01-01不晚于2020-01-01"),
        ({"until": "now"}, BadDate, "until：“now”不是2024-01-01这样的日期"),
        ({"from": "early"}, BadDate, "from：“early”不是2024-01-01这样的日期"),
        ({"changed": ""}, BadField, "changed：没有写，或者不是文字"),
        ({"questions": ["怎么上诉"]}, BadField, "questions：没有这个字段，请检查拼写"),
        ({"short": "长" * 121}, BadField, "short：有121字，最多120字"),
        ({"basis": [{"law": "旧法"}]}, BadField, "version：没有写，或者不是文字"),
    ],
)
def test_a_bad_version_is_refused(
    shelf: Shelf, changes: dict[str, Any], error: type[KnowledgeError], message: str
) -> None:
    shelf.history("appeal_deadline", [OLD | changes])

    with pytest.raises(error) as caught:
        read_history(shelf.directory, "appeal_deadline")

    assert str(caught.value) == f"appeal_deadline.yml:第1条:{message}"


def test_versions_follow_each_other(shelf: Shelf) -> None:
    shelf.history("appeal_deadline", [OLD, OLD | {"from": date(2023, 12, 31)}])

    with pytest.raises(BadDate) as caught:
        read_history(shelf.directory, "appeal_deadline")

    assert str(caught.value) == (
        "appeal_deadline.yml:第2条:from：2023-12-31和上一条（到2024-01-01）重叠"
    )


@pytest.mark.parametrize(
    ("day", "limit"),
    [
        ("2017-12-31", None),
        ("2018-01-01", "6个月"),
        ("2026-02-28", "6个月"),
        ("2026-03-01", "3个月"),
    ],
)
def test_the_time_to_set_an_award_aside_was_six_months_before_march_2026(
    day: str, limit: str | None
) -> None:
    article = Library.load(REAL).article("arbitration_set_aside")
    short = text(article, read_history(REAL, "arbitration_set_aside"), day)

    told = short and short[short.index("起") + 1 : short.index("内")]
    assert told == limit
