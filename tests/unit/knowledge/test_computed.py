"""Everything that is calculated, with what it rests on."""

from __future__ import annotations

from bot.court.fee_kinds import FEE_KINDS
from bot.court.fees import Reduction
from bot.court.limit_table import limits
from bot.knowledge.computed import computed


def test_every_calculation_is_there_once_and_cites_a_law() -> None:
    found = list(computed())

    assert [(each.kind, each.id) for each in found] == [
        *(("期限", name) for name in limits()),
        *(("费用", name) for name in FEE_KINDS),
        *(("减半", reason.value) for reason in Reduction),
        ("利息", "judgment_interest"),
    ]
    assert [each.id for each in found if not each.basis or not each.label] == []


def test_a_limit_that_follows_another_rests_on_both() -> None:
    after = next(each for each in computed() if each.id == "civil_judgment_appeal_after_notice")

    assert [(basis.law, basis.articles) for basis in after.basis] == [
        ("民事诉讼法", ("95",)),
        ("民事诉讼法", ("85",)),
        ("民事诉讼法", ("171",)),
    ]


def test_a_fee_rests_on_what_it_is_with_and_without_an_amount() -> None:
    fee = next(each for each in computed() if (each.kind, each.id) == ("费用", "divorce"))

    assert [(basis.law, basis.articles) for basis in fee.basis] == [
        ("诉讼费用交纳办法", ("13(二)1",))
    ]
