"""What a change of a law concerns: articles by their citations, and calculations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.contents import Contents, read_contents
from bot.knowledge.impact import find_law, impact
from bot.knowledge.provisions import Provision

if TYPE_CHECKING:
    from tests.unit.knowledge.conftest import Shelf

REAL = Path(__file__).parents[3] / "data" / "knowledge"


@pytest.fixture(scope="module")
def contents() -> Contents:
    """The library that citizens are answered from."""
    return read_contents(REAL)


def cited(contents: Contents, law: str, number: str) -> dict[str, tuple[str, ...]]:
    """Return the articles that rest on an article of a law, with what they cite."""
    found = impact(contents, contents.laws[law], Provision.parse(number))
    return {each.article.id: each.cited for each in found.articles}


def computed(contents: Contents, law: str, number: str) -> set[tuple[str, str]]:
    """Return the calculations that rest on an article of a law."""
    found = impact(contents, contents.laws[law], Provision.parse(number))
    return {(each.result.kind, each.result.id) for each in found.results}


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("171", {"whole": ("171",), "ranges": ("170-172",), "named": ("",)}),
        ("13", {"parts": ("13(一)", "13(二)"), "named": ("",)}),
        ("13(二)", {"parts": ("13(二)",), "named": ("",)}),
        ("170", {"ranges": ("170-172",), "named": ("",)}),
        ("300", {"named": ("",)}),
        (
            "",
            {
                "whole": ("171",),
                "ranges": ("170-172",),
                "parts": ("13(一)", "13(二)"),
                "named": ("",),
            },
        ),
    ],
)
def test_articles_are_found_by_whatever_form_they_cite(
    shelf: Shelf, number: str, found: dict[str, tuple[str, ...]]
) -> None:
    shelf.laws["刑事诉讼法"] = {"name": "中华人民共和国刑事诉讼法", "version": "现行"}
    other = [{"law": "诉讼费用交纳办法", "articles": ["171", "13(二)"]}]
    shelf.change(id="whole", basis=[{"law": "民事诉讼法", "articles": ["171"]}])
    shelf.add(id="ranges", basis=[{"law": "民事诉讼法", "articles": ["170-172"]}])
    shelf.add(id="parts", basis=[{"law": "民事诉讼法", "articles": ["13(一)", "13(二)"]}])
    shelf.add(id="other", basis=other, answer="按刑事诉讼法办。")
    shelf.add(id="named", basis=other, steps=["看看民事诉讼法怎么规定"])
    shelf.save()
    contents = read_contents(shelf.directory)

    assert cited(contents, "民事诉讼法", number) == found


def test_a_law_is_not_named_by_a_longer_name(shelf: Shelf) -> None:
    shelf.laws["仲裁法"] = {"name": "中华人民共和国仲裁法", "version": "现行"}
    shelf.laws["劳动争议调解仲裁法"] = {"name": "劳动争议调解仲裁法", "version": "现行"}
    shelf.change(answer="按劳动争议调解仲裁法办。")
    shelf.add(id="named", answer="按劳动争议调解仲裁法或者仲裁法办。")
    shelf.save()

    assert cited(read_contents(shelf.directory), "仲裁法", "1") == {"named": ("",)}


@pytest.mark.parametrize("said", ["民事诉讼法", "《民事诉讼法》", "中华人民共和国民事诉讼法"])
def test_a_law_is_found_by_either_name(contents: Contents, said: str) -> None:
    assert find_law(contents.laws, said) is contents.laws["民事诉讼法"]


def test_a_law_that_is_not_listed_is_none(contents: Contents) -> None:
    assert find_law(contents.laws, "民诉法") is None


def test_the_time_to_appeal_concerns_its_answers_and_its_time_limits(contents: Contents) -> None:
    answers = cited(contents, "民事诉讼法", "171")

    assert answers["appeal_deadline"] == ("171",)
    assert {"divorce_suit_how", "labour_to_court", "judgment_meaning"} <= set(answers)
    assert "arbitration_set_aside" not in answers
    assert computed(contents, "民事诉讼法", "171") == {
        ("期限", "civil_judgment_appeal"),
        ("期限", "civil_ruling_appeal"),
        ("期限", "filing_refusal_appeal"),
        ("期限", "civil_judgment_appeal_after_notice"),
        ("期限", "civil_ruling_appeal_after_notice"),
    }


@pytest.mark.parametrize(
    ("law", "number", "found"),
    [
        ("民事诉讼法", "264", {("利息", "judgment_interest")}),
        ("迟延履行利息解释", "2", {("利息", "judgment_interest")}),
        ("诉讼费用交纳办法", "13(二)1", {("费用", "divorce")}),
        ("诉讼费用交纳办法", "16", {("减半", "simplified")}),
        ("诉讼费用交纳办法", "14(二)", {("费用", "preservation")}),
        ("刑诉法解释", "199", {("费用", "incidental_civil")}),
        ("仲裁法", "72", {("期限", "award_set_aside")}),
    ],
)
def test_calculations_are_found_by_what_their_results_cite(
    contents: Contents, law: str, number: str, found: set[tuple[str, str]]
) -> None:
    assert computed(contents, law, number) == found


def test_how_days_are_counted_concerns_every_time_limit_counted_so(contents: Contents) -> None:
    found = computed(contents, "民事诉讼法", "85")

    assert ("期限", "civil_judgment_appeal") in found
    assert ("期限", "criminal_judgment_appeal") not in found
    assert len(found) > 100
