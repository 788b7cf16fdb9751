"""Each thing that is wrong in a file is refused with the file, the entry and the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bot.knowledge.errors import (
    BadDate,
    BadField,
    BadFile,
    DeadLink,
    DuplicateId,
    KnowledgeError,
    MissingBasis,
    NoSuchProvision,
    SecondMain,
    UnknownLaw,
    UnknownTopic,
)
from bot.knowledge.library import Library

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

Refused = Callable[[type[Exception]], str]
HERE = "after.yml: appeal_deadline: "


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("id", "Appeal-1", "expected lower-case ASCII words joined by underscores"),
        ("main", "yes", "expected true or false"),
        ("title", None, "expected a text"),
        ("title", "  ", "expected a text"),
        ("questions", ["只有一问"], "1 given, at least 10 are needed"),
        ("questions", ["同一问"] * 10, "a text is empty or there twice"),
        ("questions", "不是列表", "expected a list of texts"),
        ("short", "长" * 121, "121 characters, at most 120 are allowed"),
        ("answer", None, "expected a text"),
        ("steps", [1, 2], "expected a list of texts"),
        ("facets", "免费", "expected a mapping of fields"),
        ("basis", {"law": "民事诉讼法"}, "expected a list"),
        ("basis", [{"law": "民事诉讼法", "articles": ["一七一"]}], "is no article number"),
        ("voice", "话" * 61 + "。", "a sentence is longer than 60 characters"),
        ("voice", "上诉期（十五天）很重要。", "'（' cannot be spoken"),
        ("voice", "请看www.court.example。", "'www.' cannot be spoken"),
        ("leads_to", "somewhere", "'somewhere' is not one of litigation_fee, time_limit"),
        ("confidence", "perhaps", "'perhaps' is not one of verified, needs_confirmation"),
        ("confidence", None, "expected a text"),
    ],
)
def test_a_bad_field_is_named(
    shelf: Shelf, refused: Refused, field: str, value: Any, problem: str
) -> None:
    shelf.change(**{field: value})

    message = refused(BadField)

    identity = value if field == "id" else "appeal_deadline"
    assert message.startswith(f"after.yml: {identity}: {field}: ")
    assert problem in message


def test_the_limits_themselves_are_allowed(shelf: Shelf) -> None:
    shelf.change(short="长" * 120, voice="话" * 60 + "。" + "语" * 60)

    assert shelf.load().article("appeal_deadline") is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": ["怎么上诉"]}, "question"),
        ({"facets": {"price": "免费"}}, "price"),
        ({"basis": [{"law": "民事诉讼法", "article": "171"}]}, "article"),
        ({"reviewed": {"date": "2026-11-22", "role": "编辑", "name": "某人"}}, "name"),
    ],
)
def test_a_field_that_no_one_reads_is_refused(
    shelf: Shelf, refused: Refused, changes: dict[str, Any], field: str
) -> None:
    shelf.change(**changes)

    assert refused(BadField) == f"{HERE}{field}: unknown field"


@pytest.mark.parametrize("topic", ["appeals", "oos_win"])
def test_a_topic_must_exist_and_be_in_scope(shelf: Shelf, refused: Refused, topic: str) -> None:
    shelf.change(topic=topic)

    assert refused(UnknownTopic) == f"{HERE}topic: no in-scope topic '{topic}'"


def test_a_law_must_be_in_the_list(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[{"law": "民诉法", "articles": ["171"]}])

    assert refused(UnknownLaw) == f"{HERE}basis: no law '民诉法' in laws.yml"


@pytest.mark.parametrize("provision", ["307", "999之一", "400(一)"])
def test_a_law_has_only_so_many_articles(shelf: Shelf, refused: Refused, provision: str) -> None:
    shelf.change(basis=[{"law": "民事诉讼法", "articles": ["306", provision]}])

    assert refused(NoSuchProvision) == f"{HERE}basis: 民事诉讼法 has 306 articles, not {provision}"


def test_a_law_of_unknown_length_is_not_held_to_a_number(shelf: Shelf) -> None:
    shelf.change(basis=[{"law": "诉讼费用交纳办法", "articles": ["999"]}])

    assert shelf.load().article("appeal_deadline") is not None


def test_a_citation_needs_an_article(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[{"law": "民事诉讼法", "articles": []}])

    assert refused(BadField) == f"{HERE}articles: 0 given, at least 1 are needed"


def test_a_verified_answer_without_law_says_why(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[])

    assert refused(MissingBasis) == (
        f"{HERE}basis: a verified article needs a law, or a basis_note saying why there is none"
    )
    shelf.change(basis_note="说明本服务怎样转接，不涉及法律规定。")
    assert shelf.load().article("appeal_deadline") is not None


def test_an_answer_to_be_confirmed_needs_no_law(shelf: Shelf) -> None:
    shelf.change(basis=[], confidence="needs_confirmation")

    assert shelf.load().article("appeal_deadline") is not None


def test_an_id_is_given_once(shelf: Shelf, refused: Refused) -> None:
    shelf.add(title="另一篇")

    assert refused(DuplicateId) == f"{HERE}id: another article has this id"


def test_a_topic_has_one_main_article(shelf: Shelf, refused: Refused) -> None:
    shelf.add(id="appeal_two", main=True)

    assert refused(SecondMain) == (
        "after.yml: appeal_two: main: appeal_deadline is the main article of appeal already"
    )


@pytest.mark.parametrize("related", ["nowhere", "appeal_deadline"])
def test_a_related_article_must_be_another_that_exists(
    shelf: Shelf, refused: Refused, related: str
) -> None:
    shelf.change(related=[related])

    assert refused(DeadLink) == f"{HERE}related: no other article '{related}'"


@pytest.mark.parametrize("value", ["soon", "2024-01-01 08:00:00", None, 2024])
def test_a_date_is_a_date(shelf: Shelf, refused: Refused, value: Any) -> None:
    shelf.change(effective=value)

    assert refused(BadDate).startswith(f"{HERE}effective: ")


def test_the_day_of_review_is_a_date(shelf: Shelf, refused: Refused) -> None:
    shelf.change(reviewed={"role": "程序知识编辑"})

    assert refused(BadDate) == f"{HERE}date: None is no date like 2024-01-01"


def test_an_answer_is_not_older_than_its_law(shelf: Shelf, refused: Refused) -> None:
    shelf.change(effective="2023-12-31")

    assert refused(BadDate) == (
        f"{HERE}effective: 2023-12-31 is before 2024-01-01, when 民事诉讼法 took effect"
    )


@pytest.mark.parametrize(
    ("topic", "changes", "problem"),
    [
        ("appeal", {"label": "一二三四五六七八九十一"}, "label: 11 characters, at most 10"),
        ("appeal", {"intent": "litigation_fee"}, "intent: 'litigation_fee' is not one of"),
        ("appeal", {"refusal": "不答"}, "refusal: belongs to every topic out of scope"),
        ("oos_win", {"refusal": ""}, "refusal: expected a text"),
        ("appeal", {"colour": "red"}, "colour: unknown field"),
    ],
)
def test_a_bad_topic_is_named(
    shelf: Shelf, refused: Refused, topic: str, changes: dict[str, Any], problem: str
) -> None:
    shelf.topics[topic] |= changes

    assert refused(BadField).startswith(f"topics.yml: {topic}: {problem}")


def test_a_topic_out_of_scope_needs_a_refusal(shelf: Shelf, refused: Refused) -> None:
    del shelf.topics["oos_win"]["refusal"]

    assert refused(BadField).startswith("topics.yml: oos_win: refusal: belongs to every topic")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"articles": "many"}, "articles: expected a whole number above zero"),
        ({"articles": 0}, "articles: expected a whole number above zero"),
        ({"articles": True}, "articles: expected a whole number above zero"),
        ({"version": ""}, "version: expected a text"),
        ({"until": "2030"}, "until: unknown field"),
    ],
)
def test_a_bad_law_is_named(
    shelf: Shelf, refused: Refused, changes: dict[str, Any], problem: str
) -> None:
    shelf.laws["民事诉讼法"] |= changes

    assert refused(BadField) == f"laws.yml: 民事诉讼法: {problem}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("after.yml", {"id": "not_a_list"}),
        ("after.yml", None),
        ("topics.yml", ["appeal"]),
        ("laws.yml", "民事诉讼法"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(shelf: Shelf, name: str, content: object) -> None:
    shelf.load()
    shelf.write(name, content)

    with pytest.raises(BadFile, match=f"{name}: -: -: expected a"):
        Library.load(shelf.directory)


def test_an_entry_that_is_no_mapping_is_refused_by_its_place(
    shelf: Shelf, refused: Refused
) -> None:
    shelf.articles.append("上诉")  # type: ignore[arg-type]

    assert refused(BadFile) == "after.yml: article 2: -: expected a mapping of fields"


@pytest.mark.parametrize(
    "content",
    [b"- id: [unclosed", b"\xff\xfe\x00", b"- id: !python/x y", b"- effective: 2024-13-01"],
)
def test_a_file_that_is_no_yaml_is_refused(shelf: Shelf, content: bytes) -> None:
    shelf.load()
    (shelf.directory / "broken.yml").write_bytes(content)

    with pytest.raises(BadFile, match=r"^broken\.yml: -: -: "):
        Library.load(shelf.directory)


def test_a_missing_file_is_refused(shelf: Shelf) -> None:
    with pytest.raises(BadFile, match=r"^topics\.yml: -: -: "):
        Library.load(shelf.directory)


def test_one_kind_of_error_catches_them_all(shelf: Shelf) -> None:
    shelf.change(topic="appeals")

    with pytest.raises(KnowledgeError) as caught:
        shelf.load()

    error = caught.value
    assert (error.file, error.identity, error.field, error.problem) == (
        "after.yml",
        "appeal_deadline",
        "topic",
        "no in-scope topic 'appeals'",
    )
