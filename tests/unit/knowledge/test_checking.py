"""Checking a library: every fault is found in one reading, each named by file, id and field."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.knowledge.checking import Checked, Finding, check

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

REAL = Path(__file__).parents[3] / "data" / "knowledge"
TODAY = date(2026, 11, 30)
FACETS = {"cost": "钱", "duration": "天", "materials": "纸", "place": "处", "remedy": "法"}


def put(shelf: Shelf, identity: str, **changes: Any) -> None:
    """Add an article with questions of its own and every facet."""
    sound = {"id": identity, "questions": asked(identity), "facets": FACETS}
    shelf.add(**sound | changes)


def asked(identity: str) -> list[str]:
    """Return ten questions that are like those of no other article."""
    return [f"{identity}的第{number}问" for number in range(10)]


def checked(shelf: Shelf, on: date = TODAY) -> Checked:
    """Write the library and check it."""
    shelf.save()
    return check(shelf.directory, on)


def lines(report: Checked) -> list[str]:
    """Return the findings, one line each."""
    return [f"{each.level} {each.where} {each.problem}" for each in report.findings]


@pytest.fixture
def sound(shelf: Shelf) -> Shelf:
    """A library in which nothing is to be found."""
    shelf.change(facets=FACETS)
    del shelf.topics["litigation_fee"]
    return shelf


def test_nothing_is_found_in_a_sound_library(sound: Shelf) -> None:
    assert checked(sound) == Checked(on=TODAY, topics=1, articles=1, served=1, findings=())


def test_every_fault_is_found_at_once(sound: Shelf) -> None:
    sound.topics["fees"] = {"label": "诉讼费", "area": "fees", "intent": "procedure"}
    sound.topics["retrial"] = {"label": "再审", "area": "after", "intent": "procedure"}
    sound.topics["retrial"]["colour"] = "red"
    put(sound, "many", short="长" * 121, voice="（括号）。", question="怎么办", steps=[1])
    put(sound, "law_unknown", basis=[{"law": "民诉法", "articles": ["1"]}])
    put(sound, "no_such_article", basis=[{"law": "民事诉讼法", "articles": ["306", "307"]}])
    put(sound, "no_number", basis=[{"law": "民事诉讼法"}])
    put(sound, "no_basis", basis=[])
    put(sound, "dead_link", related=["nowhere"])
    put(sound, "twice")
    put(sound, "twice", title="另一条", questions=asked("另一条"))
    put(sound, "second_main", main=True)
    put(sound, "topic_unknown", topic="divorce")
    put(sound, "too_old", effective=date(2023, 12, 31))
    put(sound, "no_date", effective="soon")
    put(sound, "reviewed_ahead", reviewed={"date": date(2026, 12, 1), "role": "编辑"})
    put(sound, "reviewed_before", reviewed={"date": date(2023, 12, 31), "role": "编辑"})
    put(sound, "reviewed_long_ago", reviewed={"date": date(2025, 11, 29), "role": "编辑"})
    put(sound, "ends_early", expires=date(2024, 1, 1))
    put(sound, "unconfirmed", confidence="needs_confirmation")
    put(sound, "held", held="等新规定", topic="retrial", facets={"cost": "不交"})
    put(sound, "expired", expires=TODAY, topic="retrial")
    put(sound, "not_yet", effective=date(2027, 1, 1), topic="retrial")
    put(sound, "same", questions=["第0种问法！", *asked("same")])
    put(sound, "near", questions=["判决书是礼拜五才拿到手的，怎么算日子", *asked("near")])
    put(sound, "nearly", questions=["判决书是礼拜五才拿到手，怎么算日子呢", *asked("nearly")])
    sound.articles.append("上诉")  # type: ignore[arg-type]
    sound.save()
    sound.write("broken.yml", "- id: [")
    sound.history("gone", [{"from": TODAY, "until": TODAY, "title": "旧", "answer": "旧答复"}])
    sound.history("held", [])

    report = check(sound.directory, TODAY)

    here = "after.yml"
    assert lines(report) == [
        "error topics.yml:retrial:colour 没有这个字段，请检查拼写",
        f"error {here}:第25条:- 要写成“字段: 值”",
        f"error {here}:many:question 没有这个字段，请检查拼写",
        f"error {here}:many:short 有121字，最多120字",
        f"error {here}:many:steps 要写成一列文字",
        f"error {here}:many:voice “（”念不出来",
        f"error {here}:law_unknown:basis laws.yml里没有“民诉法”",
        f"error {here}:no_such_article:basis 民事诉讼法只有306条，没有第307条",
        f"error {here}:no_number:articles 只有0条，至少要1条",
        f"error {here}:no_basis:basis 已核实的答复要写依据，没有法律依据的用basis_note说明原因",
        f"error {here}:topic_unknown:topic topics.yml里没有“divorce”这个受理的事项",
        f"error {here}:too_old:effective 2023-12-31早于民事诉讼法的施行日2024-01-01",
        f"error {here}:no_date:effective “soon”不是2024-01-01这样的日期",
        f"error {here}:ends_early:expires 停用日2024-01-01不晚于生效日2024-01-01",
        "error broken.yml:-:- 要写成一列条目",
        f"error {here}:twice:id after.yml里已经有一条用这个id",
        f"error {here}:second_main:main 事项appeal的主条目已经是appeal_deadline",
        f"error {here}:dead_link:related 没有另一条“nowhere”",
        "error gone.yml:第1条:until 2026-11-30不晚于2026-11-30",
        "error gone.yml:第1条:short 没有写，或者不是文字",
        "error gone.yml:第1条:changed 没有写，或者不是文字",
        f"error {here}:reviewed_ahead:reviewed 核对日期2026-12-01还没到",
        f"error {here}:reviewed_before:reviewed 2023-12-31核对时，"
        "民事诉讼法的现行文本还没施行（2024-01-01起）",
        "error topics.yml:fees:- 还没有答复",
        "error topics.yml:retrial:- 没有可提供的答复（不提供的有：held、expired、not_yet）",
        f"error {here}:same:questions “第0种问法！”和appeal_deadline的“第0种问法”一样",
        f"warning {here}:reviewed_before:reviewed 2023-12-31核对，已经超过12个月，请重新核对",
        f"warning {here}:reviewed_long_ago:reviewed 2025-11-29核对，已经超过12个月，请重新核对",
        f"warning {here}:held:held 暂停提供：等新规定",
        f"warning {here}:expired:expires 从2026-11-30起停用，不再提供",
        f"warning {here}:not_yet:effective 到2027-01-01才生效，还不提供",
        f"warning {here}:nearly:questions “判决书是礼拜五才拿到手，怎么算日子呢”"
        "和near的“判决书是礼拜五才拿到手的，怎么算日子”太像（相似度0.88）",
        "warning gone.yml:gone:- 有历史版本，但现在没有这条答复",
        f"info {here}:unconfirmed:confidence 待核实，不对外提供",
        f"info {here}:held:facets 追问还没写：要多久、带什么、去哪儿办、不服怎么办",
    ]
    assert (report.topics, report.articles, report.served) == (3, 24, 19)


def test_a_review_holds_for_twelve_months_to_the_day(sound: Shelf) -> None:
    sound.change(reviewed={"date": date(2025, 11, 30), "role": "编辑"})

    assert lines(checked(sound, date(2026, 11, 30))) == []
    assert lines(checked(sound, date(2026, 12, 1))) == [
        "warning after.yml:appeal_deadline:reviewed 2025-11-30核对，已经超过12个月，请重新核对"
    ]


def test_a_law_still_to_come_may_be_reviewed_ahead(sound: Shelf) -> None:
    sound.laws["民事诉讼法"]["effective"] = date(2027, 1, 1)
    sound.change(effective=date(2027, 1, 1))
    put(sound, "today", basis=[{"law": "诉讼费用交纳办法", "articles": ["1"]}])

    assert lines(checked(sound)) == [
        "warning after.yml:appeal_deadline:effective 到2027-01-01才生效，还不提供"
    ]
    assert lines(checked(sound, date(2027, 1, 1))) == [
        "error after.yml:appeal_deadline:reviewed 2026-11-22核对时，"
        "民事诉讼法的现行文本还没施行（2027-01-01起）"
    ]


def test_an_article_with_a_fault_hides_no_other_fault_and_makes_none(sound: Shelf) -> None:
    sound.change(confidence="perhaps", effective="soon", reviewed={"role": "编辑"})

    assert lines(checked(sound)) == [
        "error after.yml:appeal_deadline:confidence “perhaps”不在可选的值里："
        "verified、needs_confirmation",
        "error after.yml:appeal_deadline:effective “soon”不是2024-01-01这样的日期",
        "error after.yml:appeal_deadline:date 没有写日期",
    ]


@pytest.mark.parametrize("name", ["topics.yml", "laws.yml"])
def test_a_list_that_cannot_be_read_is_the_only_fault(sound: Shelf, name: str) -> None:
    sound.save()
    (sound.directory / name).write_text("a: [1,", encoding="utf-8")

    found = check(sound.directory, TODAY).of("error")

    assert [each.where for each in found] == [f"{name}:-:-"]
    assert re.fullmatch(r"第2行第1个字附近写法不对（.+）", found[0].problem)


def test_findings_of_a_level_are_asked_for_by_name(sound: Shelf) -> None:
    sound.change(facets=None, held="等新规定")
    report = checked(sound)

    assert report.of("error") == (
        Finding(
            "error", "topics.yml", "appeal", "-", "没有可提供的答复（不提供的有：appeal_deadline）"
        ),
    )
    assert [each.field for each in report.of("warning")] == ["held"]
    assert [each.field for each in report.of("info")] == ["facets"]


def test_citizens_are_answered_from_a_library_without_errors() -> None:
    report = check(REAL, TODAY)

    assert lines(report)[: len(report.of("error"))] == []
    assert len(report.of("warning")) <= 20
    assert report.articles >= 170
    assert report.articles - report.served == sum(
        each.field in ("confidence", "held", "expires", "effective") for each in report.findings
    )
