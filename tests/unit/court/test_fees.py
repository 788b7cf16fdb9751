"""Litigation fees: every row of the tariff, the worked examples, and what must hold of any fee."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.court import application_fees, fees
from bot.court.calculation import NOTICE, ONCE_ONLY, Calculation
from bot.court.errors import FeeError
from bot.court.fees import ProvincialRates, Reduction, halve
from bot.court.laws import basis

LAW = "诉讼费用交纳办法"
SIMPLIFIED = [Reduction.SIMPLIFIED]
amounts = st.decimals(min_value=0, max_value=10**10, places=2)
Compute = Callable[[Decimal], Calculation]


def yuan(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("0", "50"),
        ("9999.99", "50"),
        ("10000", "50"),
        ("100000", "2300"),
        ("200000", "4300"),
        ("500000", "8800"),
        ("1000000", "13800"),
        ("2000000", "22800"),
        ("5000000", "46800"),
        ("10000000", "81800"),
        ("20000000", "141800"),
        ("50000000", "291800"),
        ("186000", "4020"),
        ("350000", "6550"),
        ("400000", "7300"),
        ("12345.67", "108.64"),
    ],
)
def test_property_fee(amount: str, fee: str) -> None:
    assert fees.property_fee(yuan(amount)).exact == yuan(fee)


def test_a_property_fee_shows_each_segment_and_its_article() -> None:
    assert fees.property_fee(yuan("500000")) == Calculation(
        low=yuan("8800"),
        high=yuan("8800"),
        steps=(
            "不超过1万元的部分：50元",
            "超过1万元至10万元的部分：90,000元×2.5%＝2,250元",
            "超过10万元至20万元的部分：100,000元×2%＝2,000元",
            "超过20万元至50万元的部分：300,000元×1.5%＝4,500元",
            "合计：50＋2,250＋2,000＋4,500＝8,800元",
        ),
        basis=(basis(LAW, "13(一)"),),
        notes=("实际金额以法院的交费通知书为准。",),
    )
    assert fees.property_fee(yuan("500000")).text == "8,800元"


def test_claims_in_one_case_are_added_up() -> None:
    fee = fees.combined_claims_fee([yuan("300000"), yuan("200000")])
    assert (fee.exact, fee.steps[0]) == (yuan("8800"), "各项金钱请求合并计算：500,000元")
    assert fee.basis == (basis(LAW, "13(一)"), basis("民诉法解释", "201"))


def test_an_appeal_costs_what_is_contested() -> None:
    fee = fees.appeal_fee(yuan("400000"))
    assert (fee.exact, fee.steps[0]) == (
        yuan("7300"),
        "上诉费按不服一审判决的部分计算：400,000元",
    )
    assert fee.basis == (basis(LAW, "13(一)"), basis(LAW, "17"))
    assert fee.notes == ("同一方多人共同上诉，只预交一份。", NOTICE)


def test_a_retrial_that_is_not_free_costs_what_is_contested() -> None:
    fee = fees.retrial_fee(yuan("400000"))
    assert (fee.exact, fee.basis) == (
        yuan("7300"),
        (basis(LAW, "13(一)"), basis(LAW, "9", "19")),
    )
    assert fee.notes[0].startswith("再审一般不交费。")


@pytest.mark.parametrize(
    ("total", "base", "fee"),
    [
        ("0", "300", "300"),
        ("200000", "300", "300"),
        ("200001", "50", "50.01"),
        ("1500000", "300", "6800"),
    ],
)
def test_divorce_fee(total: str, base: str, fee: str) -> None:
    rates = ProvincialRates(divorce=yuan(base))
    assert fees.divorce_fee(yuan(total), rates).exact == yuan(fee)


def test_a_divorce_fee_of_a_known_province_is_one_figure() -> None:
    assert fees.divorce_fee(yuan("1500000"), ProvincialRates(divorce=yuan("300"))) == Calculation(
        yuan("6800"),
        yuan("6800"),
        (
            "离婚案件每件300元（本地标准）",
            "超过20万元的部分：1,300,000元×0.5%＝6,500元",
            "合计：300＋6,500＝6,800元",
        ),
        (basis(LAW, "13(二)1"),),
    )


def test_a_divorce_fee_of_an_unknown_province_is_a_range() -> None:
    fee = fees.divorce_fee(yuan("1500000"))
    assert (fee.low, fee.high, fee.exact) == (yuan("6550"), yuan("6800"), None)
    assert fee.text == "6,550元至6,800元"
    assert fee.steps == (
        "离婚案件每件50元至300元",
        "超过20万元的部分：1,300,000元×0.5%＝6,500元",
        "合计：6,550元至6,800元",
    )
    assert fee.notes == ("法律只定了幅度，具体数额由当地确定。", NOTICE)


def test_property_that_adds_nothing_is_named() -> None:
    assert fees.divorce_fee(yuan("150000")).steps == (
        "离婚案件每件50元至300元",
        "财产总额不超过20万元，不另行交纳",
    )


@pytest.mark.parametrize(
    ("damages", "fee"),
    [("0", "500"), ("50000", "500"), ("100000", "1000"), ("200000", "1500")],
)
def test_personality_fee(damages: str, fee: str) -> None:
    rates = ProvincialRates(personality=yuan("500"))
    assert fees.personality_fee(yuan(damages), rates).exact == yuan(fee)


@pytest.mark.parametrize(
    ("fee", "low", "high", "article"),
    [
        (fees.divorce_fee(yuan("0")), "50", "300", "13(二)1"),
        (fees.personality_fee(yuan("0")), "100", "500", "13(二)2"),
        (fees.other_non_property_fee(), "50", "100", "13(二)3"),
        (fees.intellectual_property_fee(None), "500", "1000", "13(三)"),
        (fees.labour_fee(), "10", "10", "13(四)"),
        (fees.administrative_fee(), "50", "50", "13(五)"),
        (fees.administrative_fee(trademark_patent_or_maritime=True), "100", "100", "13(五)"),
        (fees.jurisdiction_objection_fee(), "50", "100", "13(六)"),
        (application_fees.public_summons_fee(), "100", "100", "14(四)"),
        (application_fees.arbitration_review_fee(), "400", "400", "14(五)"),
        (application_fees.maritime_fund_fee(), "1000", "10000", "14(七)1"),
        (application_fees.maritime_injunction_fee(), "1000", "5000", "14(七)2"),
        (application_fees.maritime_lien_fee(), "1000", "5000", "14(七)3"),
        (application_fees.maritime_registration_fee(), "1000", "1000", "14(七)4"),
        (application_fees.general_average_fee(), "1000", "1000", "14(七)5"),
    ],
)
def test_fees_of_so_much_a_case(fee: Calculation, low: str, high: str, article: str) -> None:
    assert (fee.low, fee.high, fee.basis) == (yuan(low), yuan(high), (basis(LAW, article),))
    assert fee.notes[-1] == NOTICE


def test_intellectual_property_with_an_amount_costs_what_property_costs() -> None:
    fee = fees.intellectual_property_fee(yuan("500000"))
    assert (fee.exact, fee.basis) == (yuan("8800"), (basis(LAW, "13(三)", "13(一)"),))


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        (None, "30"),
        ("1000", "30"),
        ("100000", "1020"),
        ("800000", "4520"),
        ("894000", "4990"),
        ("896000", "5000"),
        ("1000000", "5000"),
        ("900000000", "5000"),
    ],
)
def test_preservation_fee(amount: str | None, fee: str) -> None:
    given_amount = None if amount is None else yuan(amount)
    assert application_fees.preservation_fee(given_amount).exact == yuan(fee)


def test_a_capped_fee_says_so() -> None:
    fee = application_fees.preservation_fee(yuan("1000000"))
    assert fee.steps == (
        "不超过1,000元或者不涉及财产数额：30元",
        "超过1,000元至10万元的部分：99,000元×1%＝990元",
        "超过10万元的部分：900,000元×0.5%＝4,500元",
        "合计：30＋990＋4,500＝5,520元",
        "保全费最高5,000元，按5,000元交",
    )


@pytest.mark.parametrize(
    ("amount", "fee"),
    [
        ("10000", "50"),
        ("300000", "4400"),
        ("500000", "7400"),
        ("3000000", "32400"),
        ("5000000", "52400"),
        ("10000000", "77400"),
        ("20000000", "87400"),
    ],
)
def test_enforcement_fee(amount: str, fee: str) -> None:
    assert application_fees.enforcement_fee(yuan(amount)).exact == yuan(fee)


def test_enforcement_is_paid_afterwards() -> None:
    fee = application_fees.enforcement_fee(None)
    assert (fee.low, fee.high) == (yuan("50"), yuan("500"))
    assert fee.basis == (basis(LAW, "14(一)"), basis(LAW, "20", "38"))
    assert fee.notes == (
        "执行费不用预交，执行后由被执行人负担。",
        "最后按多少金额收执行费，以执行法院核算为准。",
        "法律只定了幅度，具体数额由当地确定。",
        NOTICE,
    )


@pytest.mark.parametrize(("amount", "fee"), [("60000", "433.33"), ("10000", "16.67")])
def test_payment_order_fee_is_a_third(amount: str, fee: str) -> None:
    result = application_fees.payment_order_fee(yuan(amount))
    assert (result.exact, result.nature) == (yuan(fee), "application")
    assert result.basis == (basis(LAW, "14(三)", "13(一)"),)


@pytest.mark.parametrize(
    ("estate", "fee"),
    [("50000000", "145900"), ("200000000", "300000"), ("115640000", "300000"), ("10000", "25")],
)
def test_bankruptcy_fee_is_half_and_capped(estate: str, fee: str) -> None:
    assert application_fees.bankruptcy_fee(yuan(estate)).exact == yuan(fee)


@pytest.mark.parametrize(
    ("reason", "law"),
    [
        ("special_procedure", basis(LAW, "8(一)")),
        ("refused_or_dismissed", basis(LAW, "8(二)")),
        ("ruling_appeal", basis(LAW, "8(三)")),
        ("administrative_compensation", basis(LAW, "8(四)")),
        ("retrial", basis(LAW, "9")),
        ("incidental_civil", basis("刑诉法解释", "199")),
    ],
)
def test_cases_that_cost_nothing(reason: str, law: object) -> None:
    fee = application_fees.no_fee(reason)
    assert (fee.exact, fee.basis, fee.notes) == (Decimal(0), (law,), ())


def test_an_unknown_exemption_is_refused() -> None:
    with pytest.raises(FeeError, match="no fee exemption 'poverty'"):
        application_fees.no_fee("poverty")


@pytest.mark.parametrize(
    ("fee", "half"),
    [
        (fees.property_fee(yuan("186000")), "2010"),
        (fees.property_fee(yuan("350000")), "3275"),
        (fees.divorce_fee(yuan("1500000"), ProvincialRates(divorce=yuan("300"))), "3400"),
        (fees.labour_fee(), "5"),
    ],
)
def test_simplified_procedure_halves(fee: Calculation, half: str) -> None:
    assert halve(fee, SIMPLIFIED).exact == yuan(half)


@pytest.mark.parametrize(
    ("reason", "article", "words"),
    [
        (Reduction.SIMPLIFIED, "16", "适用简易程序（含小额诉讼）"),
        (Reduction.MEDIATION, "15", "以调解方式结案"),
        (Reduction.WITHDRAWAL, "15", "申请撤诉"),
        (Reduction.COUNTERCLAIM, "18", "反诉合并审理"),
        (Reduction.THIRD_PARTY, "18", "有独立请求权第三人的请求合并审理"),
    ],
)
def test_each_reason_to_halve_has_its_article(reason: Reduction, article: str, words: str) -> None:
    whole = fees.property_fee(yuan("10000"))
    half = halve(whole, [reason])
    assert half == Calculation(
        yuan("25"),
        yuan("25"),
        (*whole.steps, f"{words}，减半：50元÷2＝25元"),
        (*whole.basis, basis(LAW, article), basis("民诉法解释", "206")),
        (ONCE_ONLY, NOTICE),
        halved=True,
    )


def test_two_reasons_halve_once() -> None:
    fee = halve(fees.property_fee(yuan("350000")), [Reduction.MEDIATION, Reduction.SIMPLIFIED])
    assert fee.exact == yuan("3275")
    assert fee.steps[-1] == ("适用简易程序（含小额诉讼）、以调解方式结案，减半：6,550元÷2＝3,275元")
    assert halve(fee, [Reduction.WITHDRAWAL]) == fee


def test_a_range_is_halved_at_both_ends() -> None:
    fee = halve(fees.divorce_fee(yuan("0")), SIMPLIFIED)
    assert (fee.low, fee.high) == (yuan("25"), yuan("150"))
    assert fee.steps[-1] == "适用简易程序（含小额诉讼），减半：25元至150元"


def test_without_a_reason_nothing_is_halved() -> None:
    whole = fees.property_fee(yuan("350000"))
    assert halve(whole, []) == whole


def test_an_application_fee_is_not_halved() -> None:
    with pytest.raises(FeeError, match="申请费不适用减半"):
        halve(application_fees.preservation_fee(yuan("1000")), SIMPLIFIED)


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "10000000000000.01"])
def test_an_amount_out_of_bounds_is_refused(amount: str) -> None:
    with pytest.raises(FeeError, match="金额要在0元到10万亿元之间"):
        fees.property_fee(yuan(amount))


@pytest.mark.parametrize(
    ("name", "figure"),
    [("divorce", "49"), ("personality", "501"), ("maritime_fund", "10001"), ("enforcement", "0")],
)
def test_a_province_stays_within_the_law(name: str, figure: str) -> None:
    with pytest.raises(FeeError, match=f"^{name}: "):
        ProvincialRates(**{name: yuan(figure)})


SCALES: list[Compute] = [
    fees.property_fee,
    fees.divorce_fee,
    fees.personality_fee,
    application_fees.enforcement_fee,
    application_fees.preservation_fee,
    application_fees.payment_order_fee,
    application_fees.bankruptcy_fee,
]
KNEES = [10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000]


@pytest.mark.parametrize("compute", SCALES)
@given(first=amounts, second=amounts)
def test_a_fee_never_falls_as_the_amount_grows(
    compute: Compute, first: Decimal, second: Decimal
) -> None:
    less, more = sorted([first, second])
    assert compute(less).low <= compute(more).low
    assert compute(less).high <= compute(more).high


@pytest.mark.parametrize("compute", SCALES)
@pytest.mark.parametrize("knee", [1_000, *KNEES, 20_000_000])
def test_a_fee_does_not_jump_where_a_band_ends(compute: Compute, knee: int) -> None:
    below, above = compute(Decimal(knee)), compute(Decimal(knee) + Decimal("0.01"))
    assert above.low - below.low <= Decimal("0.01")


@given(amounts)
def test_the_quick_formula_gives_the_same_fee(amount: Decimal) -> None:
    table = [
        (10_000, "0.025", -200), (100_000, "0.02", 300), (200_000, "0.015", 1_300),
        (500_000, "0.01", 3_800), (1_000_000, "0.009", 4_800), (2_000_000, "0.008", 6_800),
        (5_000_000, "0.007", 11_800), (10_000_000, "0.006", 21_800), (20_000_000, "0.005", 41_800),
    ]  # fmt: skip
    quick = Decimal(50)
    for lower, rate, added in table:
        if amount > lower:
            quick = amount * Decimal(rate) + added
    exact = fees.property_fee(amount).exact
    assert exact is not None
    assert abs(exact - quick) <= Decimal("0.005")


@given(amounts, st.sets(st.sampled_from(Reduction), min_size=1))
def test_halving_gives_half_and_never_less_than_half_the_minimum(
    amount: Decimal, reasons: set[Reduction]
) -> None:
    whole = fees.property_fee(amount)
    half = halve(whole, reasons)
    assert half.low >= Decimal(25)
    assert abs(half.low * 2 - whole.low) <= Decimal("0.01")
    assert halve(half, reasons) == half


@given(st.lists(amounts, min_size=1, max_size=4))
def test_claims_cost_what_their_sum_costs_in_any_order(claims: list[Decimal]) -> None:
    fee = fees.combined_claims_fee(claims)
    assert fee.exact == fees.property_fee(sum(claims, Decimal(0))).exact
    assert fees.combined_claims_fee(claims[::-1]) == fee
