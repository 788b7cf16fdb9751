"""Which fee is meant, and computing it by its kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.court.errors import FeeError
from bot.court.fee_kinds import FEE_KINDS, calculate_fee, match_fee_kind, match_reductions
from bot.court.fees import ProvincialRates, Reduction

SAID = [
    ("标的额五十万诉讼费多少", ["property"]),
    ("欠款起诉要交多少钱", ["property"]),
    ("反诉要交费吗", ["property"]),
    ("不服一审上诉要交多少", ["property_appeal"]),
    ("离婚诉讼费多少", ["divorce"]),
    ("离婚上诉", ["divorce"]),
    ("名誉权官司收费", ["personality"]),
    ("著作权侵权", ["intellectual_property"]),
    ("老板欠工资", ["labour"]),
    ("民告官要交多少", ["administrative"]),
    ("商标行政案件", ["administrative_special"]),
    ("管辖异议费", ["jurisdiction_objection"]),
    ("再审要交费吗", ["retrial"]),
    ("申请执行30万要交多少钱", ["enforcement"]),
    ("保全费", ["preservation"]),
    ("支付令多少钱", ["payment_order"]),
    ("公示催告", ["public_summons"]),
    ("撤销劳动仲裁裁决", ["arbitration_review"]),
    ("破产申请费", ["bankruptcy"]),
    ("设立责任限制基金", ["maritime_fund"]),
    ("海事强制令", ["maritime_injunction"]),
    ("船舶优先权催告", ["maritime_lien"]),
    ("海事债权登记", ["maritime_registration"]),
    ("共同海损理算", ["general_average"]),
    ("宣告失踪收费吗", ["special_procedure"]),
    ("不服管辖权异议裁定上诉要交钱吗", ["ruling_appeal"]),
    ("驳回起诉的退不退", ["refused_or_dismissed"]),
    ("行政赔偿收费吗", ["administrative_compensation"]),
    ("刑事附带民事要钱吗", ["incidental_civil"]),
    ("其他非财产案件", ["other_non_property"]),
    ("离婚还要保全", ["divorce", "preservation"]),
    ("你好", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "kinds"), SAID)
def test_a_kind_is_recognised(text: str, kinds: list[str]) -> None:
    assert match_fee_kind(text) == kinds


def test_in_a_long_story_the_question_comes_last() -> None:
    story = "我们吵了很久。" * 2000
    assert match_fee_kind(f"{story}离婚要交多少钱") == ["divorce"]
    assert match_fee_kind(f"离婚{story}") == []


def test_every_kind_can_be_said() -> None:
    assert {kind for _, kinds in SAID for kind in kinds} == set(FEE_KINDS)


@pytest.mark.parametrize("kind", FEE_KINDS)
def test_every_kind_is_computed(kind: str) -> None:
    fee = calculate_fee(kind, Decimal(500_000))
    assert fee.steps and fee.basis
    assert 0 <= fee.low <= fee.high


def test_the_amount_and_the_rates_reach_the_fee() -> None:
    rates = ProvincialRates(divorce=Decimal(300))
    fee = calculate_fee(
        "divorce", Decimal(1_500_000), rates=rates, reductions=[Reduction.SIMPLIFIED]
    )
    assert fee.exact == Decimal(3400)
    assert calculate_fee("divorce", rates=rates).exact == Decimal(300)


def test_an_application_fee_stays_whole_and_says_why() -> None:
    fee = calculate_fee("preservation", Decimal(800_000), reductions=[Reduction.MEDIATION])
    assert fee.exact == Decimal(4520)
    assert fee.notes[0] == "减半只适用于案件受理费，申请费不减半。"


def test_a_missing_amount_is_asked_for() -> None:
    with pytest.raises(FeeError, match=r"^财产案件上诉: 需要不服的那部分金额$"):
        calculate_fee("property_appeal")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(FeeError, match="no fee kind 'lawyer'"):
        calculate_fee("lawyer", Decimal(1))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("简易程序", {Reduction.SIMPLIFIED}),
        ("小额诉讼调解了", {Reduction.SIMPLIFIED, Reduction.MEDIATION}),
        ("我要撤诉", {Reduction.WITHDRAWAL}),
        ("我提反诉", {Reduction.COUNTERCLAIM}),
        ("有独立请求权的第三人", {Reduction.THIRD_PARTY}),
        ("普通程序", set()),
    ],
)
def test_reasons_to_halve_are_recognised(text: str, reasons: set[Reduction]) -> None:
    assert match_reductions(text) == reasons
