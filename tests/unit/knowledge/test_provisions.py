"""Article numbers as they are cited, and which citations a change concerns."""

from __future__ import annotations

import pytest

from bot.court.basis import Basis
from bot.knowledge.provisions import Provision, resting


@pytest.mark.parametrize(
    ("text", "provision", "written"),
    [
        ("171", Provision(171, 171), "171"),
        ("第171条", Provision(171, 171), "171"),
        ("１７１", Provision(171, 171), "171"),
        ("13(二)", Provision(13, 13, paragraph="二"), "13(二)"),
        ("第13条（二）项", Provision(13, 13, paragraph="二"), "13(二)"),
        ("14(七)1", Provision(14, 14, paragraph="七", item="1"), "14(七)1"),
        ("999之一", Provision(999, 999, inserted="之一"), "999之一"),
        ("236-238", Provision(236, 238), "236-238"),
        ("第236条至第238条", Provision(236, 238), "236-238"),
        ("47—50", Provision(47, 50), "47-50"),
    ],
)
def test_a_citation_is_read_as_people_write_it(
    text: str, provision: Provision, written: str
) -> None:
    assert Provision.parse(text) == provision
    assert str(provision) == written


@pytest.mark.parametrize(
    "text", ["", "0", "条", "一七一", "13(二", "50-47", "13()", "13、14", "-5"]
)
def test_what_is_no_citation_is_none(text: str) -> None:
    assert Provision.parse(text) is None


@pytest.mark.parametrize(
    ("changed", "cited", "concerned"),
    [
        ("171", "171", True),
        ("171", "170", False),
        ("171", "17", False),
        ("13(二)", "13", True),
        ("13", "13(二)", True),
        ("13(二)", "13(一)", False),
        ("13(二)", "13(二)", True),
        ("14(七)", "14(七)1", True),
        ("14(七)1", "14(七)2", False),
        ("999", "999之一", False),
        ("999之一", "999之一", True),
        ("237", "236-238", True),
        ("236-238", "238", True),
        ("239", "236-238", False),
        ("236-238", "238-240", True),
        ("236-238", "238(二)", True),
    ],
)
def test_a_change_concerns_what_it_touches(changed: str, cited: str, concerned: bool) -> None:
    one, other = Provision.parse(changed), Provision.parse(cited)

    assert one is not None
    assert other is not None
    assert one.touches(other) is other.touches(one) is concerned


def test_only_citations_of_the_law_itself_rest_on_it() -> None:
    basis = (
        Basis("民事诉讼法", ("13(一)", "171", "170-172"), ""),
        Basis("行政诉讼法", ("171",), ""),
        Basis("民事诉讼法", ("171",), ""),
    )

    assert resting(basis, "民事诉讼法", Provision(171, 171)) == ("171", "170-172")
    assert resting(basis, "民事诉讼法", None) == ("13(一)", "171", "170-172")
    assert resting(basis, "刑事诉讼法", None) == ()


def test_a_law_cited_without_number_is_concerned_by_any_change() -> None:
    basis = (Basis("仲裁法", (), ""),)

    assert resting(basis, "仲裁法", Provision(72, 72)) == ("",)
    assert resting(basis, "仲裁法", None) == ("",)
