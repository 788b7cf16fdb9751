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
HERE = "after.yml:appeal_deadline:"


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("id", "Appeal-1", "要用小写英文单词，用下划线连接"),
        ("main", "yes", "只能写true或false"),
        ("title", None, "没有写，或者不是文字"),
        ("title", "  ", "没有写，或者不是文字"),
        ("questions", ["只有一问"], "只有1条，至少要10条"),
        ("questions", ["同一问"] * 10, "有一条是空的，或者写了两遍"),
        ("questions", "不是列表", "要写成一列文字"),
        ("short", "长" * 121, "有121字，最多120字"),
        ("answer", None, "没有写，或者不是文字"),
        ("steps", [1, 2], "要写成一列文字"),
        ("facets", "免费", "要写成“字段: 值”"),
        ("basis", {"law": "民事诉讼法"}, "要写成一列，每项是“字段: 值”"),
        ("basis", ["民事诉讼法171"], "要写成一列，每项是“字段: 值”"),
        ("basis", [{"law": "民事诉讼法", "articles": ["一七一"]}], "“一七一”不是13、13(一)、13-15"),
        ("basis", [{"law": "民事诉讼法", "articles": ["15-13"]}], "“15-13”不是13、13(一)、13-15"),
        ("voice", "话" * 61 + "。", "这一句超过60字：话话"),
        ("voice", "上诉期（十五天）很重要。", "“（”念不出来"),
        ("voice", "请看www.court.example。", "“www.”念不出来"),
        ("leads_to", "somewhere", "“somewhere”不在可选的值里：litigation_fee、time_limit"),
        ("confidence", "perhaps", "“perhaps”不在可选的值里：verified、needs_confirmation"),
        ("confidence", None, "没有写，或者不是文字"),
    ],
)
def test_a_bad_field_is_named(
    shelf: Shelf, refused: Refused, field: str, value: Any, problem: str
) -> None:
    shelf.change(**{field: value})

    message = refused(BadField)

    identity = value if field == "id" else "appeal_deadline"
    assert message.startswith(f"after.yml:{identity}:{field}：")
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

    assert refused(BadField) == f"{HERE}{field}：没有这个字段，请检查拼写"


@pytest.mark.parametrize("topic", ["appeals", "oos_win"])
def test_a_topic_must_exist_and_be_in_scope(shelf: Shelf, refused: Refused, topic: str) -> None:
    shelf.change(topic=topic)

    assert refused(UnknownTopic) == f"{HERE}topic：topics.yml里没有“{topic}”这个受理的事项"


def test_a_law_must_be_in_the_list(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[{"law": "民诉法", "articles": ["171"]}])

    assert refused(UnknownLaw) == f"{HERE}basis：laws.yml里没有“民诉法”"


@pytest.mark.parametrize("provision", ["307", "999之一", "400(一)", "305-307"])
def test_a_law_has_only_so_many_articles(shelf: Shelf, refused: Refused, provision: str) -> None:
    shelf.change(basis=[{"law": "民事诉讼法", "articles": ["306", provision]}])

    assert refused(NoSuchProvision) == f"{HERE}basis：民事诉讼法只有306条，没有第{provision}条"


def test_a_law_of_unknown_length_is_not_held_to_a_number(shelf: Shelf) -> None:
    shelf.change(basis=[{"law": "诉讼费用交纳办法", "articles": ["999"]}])

    assert shelf.load().article("appeal_deadline") is not None


def test_a_citation_needs_an_article(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[{"law": "民事诉讼法", "articles": []}])

    assert refused(BadField) == f"{HERE}articles：只有0条，至少要1条"


def test_a_verified_answer_without_law_says_why(shelf: Shelf, refused: Refused) -> None:
    shelf.change(basis=[])

    assert refused(MissingBasis) == (
        f"{HERE}basis：已核实的答复要写依据，没有法律依据的用basis_note说明原因"
    )
    shelf.change(basis_note="说明本服务怎样转接，不涉及法律规定。")
    assert shelf.load().article("appeal_deadline") is not None


def test_an_answer_to_be_confirmed_needs_no_law(shelf: Shelf) -> None:
    shelf.change(basis=[], confidence="needs_confirmation")

    assert shelf.load().article("appeal_deadline") is not None


def test_an_id_is_given_once(shelf: Shelf, refused: Refused) -> None:
    shelf.add(title="另一篇")

    assert refused(DuplicateId) == f"{HERE}id：after.yml里已经有一条用这个id"


def test_a_topic_has_one_main_article(shelf: Shelf, refused: Refused) -> None:
    shelf.add(id="appeal_two", main=True)

    assert refused(SecondMain) == (
        "after.yml:appeal_two:main：事项appeal的主条目已经是appeal_deadline"
    )


@pytest.mark.parametrize("related", ["nowhere", "appeal_deadline"])
def test_a_related_article_must_be_another_that_exists(
    shelf: Shelf, refused: Refused, related: str
) -> None:
    shelf.change(related=[related])

    assert refused(DeadLink) == f"{HERE}related：没有另一条“{related}”"


@pytest.mark.parametrize("value", ["soon", "2024-01-01 08:00:00", None, 2024])
def test_a_date_is_a_date(shelf: Shelf, refused: Refused, value: Any) -> None:
    shelf.change(effective=value)

    assert refused(BadDate).startswith(f"{HERE}effective：")


def test_the_day_of_review_is_a_date(shelf: Shelf, refused: Refused) -> None:
    shelf.change(reviewed={"role": "程序知识编辑"})

    assert refused(BadDate) == f"{HERE}date：没有写日期"


def test_an_answer_is_not_older_than_its_law(shelf: Shelf, refused: Refused) -> None:
    shelf.change(effective="2023-12-31")

    assert refused(BadDate) == (f"{HERE}effective：2023-12-31早于民事诉讼法的施行日2024-01-01")


@pytest.mark.parametrize("expires", ["2023-12-31", "2024-01-01"])
def test_an_answer_ends_after_it_begins(shelf: Shelf, refused: Refused, expires: str) -> None:
    shelf.change(expires=expires)

    assert refused(BadDate) == f"{HERE}expires：停用日{expires}不晚于生效日2024-01-01"


def test_the_end_of_an_answer_is_a_date(shelf: Shelf, refused: Refused) -> None:
    shelf.change(expires="soon")

    assert refused(BadDate) == f"{HERE}expires：“soon”不是2024-01-01这样的日期"


def test_a_hold_gives_its_reason(shelf: Shelf, refused: Refused) -> None:
    shelf.change(held="")

    assert refused(BadField) == f"{HERE}held：没有写，或者不是文字"


@pytest.mark.parametrize(
    ("topic", "changes", "problem"),
    [
        ("appeal", {"label": "一二三四五六七八九十一"}, "label：有11字，最多10字"),
        ("appeal", {"intent": "litigation_fee"}, "intent：“litigation_fee”不在可选的值里"),
        ("appeal", {"refusal": "不答"}, "refusal：不归法院管的事项都要写"),
        ("oos_win", {"refusal": ""}, "refusal：没有写，或者不是文字"),
        ("appeal", {"colour": "red"}, "colour：没有这个字段"),
    ],
)
def test_a_bad_topic_is_named(
    shelf: Shelf, refused: Refused, topic: str, changes: dict[str, Any], problem: str
) -> None:
    shelf.topics[topic] |= changes

    assert refused(BadField).startswith(f"topics.yml:{topic}:{problem}")


def test_a_topic_out_of_scope_needs_a_refusal(shelf: Shelf, refused: Refused) -> None:
    del shelf.topics["oos_win"]["refusal"]

    assert refused(BadField).startswith("topics.yml:oos_win:refusal：不归法院管的事项")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"articles": "many"}, "articles：要写大于零的整数"),
        ({"articles": 0}, "articles：要写大于零的整数"),
        ({"articles": True}, "articles：要写大于零的整数"),
        ({"version": ""}, "version：没有写，或者不是文字"),
        ({"until": "2030"}, "until：没有这个字段，请检查拼写"),
    ],
)
def test_a_bad_law_is_named(
    shelf: Shelf, refused: Refused, changes: dict[str, Any], problem: str
) -> None:
    shelf.laws["民事诉讼法"] |= changes

    assert refused(BadField) == f"laws.yml:民事诉讼法:{problem}"


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

    with pytest.raises(BadFile, match=f"^{name}:-:-：要写成"):
        Library.load(shelf.directory)


def test_an_entry_that_is_no_mapping_is_refused_by_its_place(
    shelf: Shelf, refused: Refused
) -> None:
    shelf.articles.append("上诉")  # type: ignore[arg-type]

    assert refused(BadFile) == "after.yml:第2条:-：要写成“字段: 值”"


@pytest.mark.parametrize(
    "content",
    [b"- id: [unclosed", b"\xff\xfe\x00", b"- id: !python/x y", b"- effective: 2024-13-01"],
)
def test_a_file_that_is_no_yaml_is_refused(shelf: Shelf, content: bytes) -> None:
    shelf.load()
    (shelf.directory / "broken.yml").write_bytes(content)

    with pytest.raises(BadFile, match=r"^broken\.yml:-:-：\S+"):
        Library.load(shelf.directory)


def test_a_missing_file_is_refused(shelf: Shelf) -> None:
    with pytest.raises(BadFile, match=r"^topics\.yml:-:-：打不开文件"):
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
        "topics.yml里没有“appeals”这个受理的事项",
    )
