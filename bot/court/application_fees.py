"""Application fees: 诉讼费用交纳办法 article 14; and the cases that cost nothing (8, 9)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.court.calculation import (
    Calculation,
    Part,
    checked,
    fixed,
    ranged,
    scale,
    summed,
    to_fen,
)
from bot.court.errors import FeeError
from bot.court.fees import LAW, NO_RATES, ProvincialRates, property_fee, provincial
from bot.court.laws import basis
from bot.court.money import format_yuan

_ENFORCEMENT = scale(10_000, (500_000, "1.5"), (5_000_000, "1"), (10_000_000, "0.5"), (None, "0.1"))
_ENFORCEMENT_FLAT = Part(Decimal(50), "不超过1万元的部分：50元")
_PRESERVATION = scale(1_000, (100_000, "1"), (None, "0.5"))
_PRESERVATION_FLAT = Part(Decimal(30), "不超过1,000元或者不涉及财产数额：30元")
_PRESERVATION_CAP = Decimal(5_000)
_BANKRUPTCY_CAP = Decimal(300_000)

_FREE = {
    "special_procedure": ("依照特别程序审理的案件不交案件受理费", LAW, "8(一)"),
    "refused_or_dismissed": ("裁定不予受理、驳回起诉、驳回上诉的案件不交案件受理费", LAW, "8(二)"),
    "ruling_appeal": (
        "对不予受理、驳回起诉、管辖权异议裁定提起上诉，不交案件受理费",
        LAW,
        "8(三)",
    ),
    "administrative_compensation": ("行政赔偿案件不交案件受理费", LAW, "8(四)"),
    "retrial": ("按审判监督程序审理的案件一般不交案件受理费", LAW, "9"),
    "incidental_civil": ("刑事附带民事诉讼不收诉讼费", "刑诉法解释", "199"),
}


def enforcement_fee(amount: Decimal | None, rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee for enforcement, or for recognising a foreign judgment or award (14(一)).

    ``amount`` is what is to be enforced, in yuan; None when it is not about money.
    """
    if amount is None:
        fee = provincial("enforcement", rates, "14(一)", "application")
    else:
        parts = (_ENFORCEMENT_FLAT, *_ENFORCEMENT.parts(checked(amount)))
        fee = summed(parts, "14(一)", nature="application")
    return replace(fee, basis=(*fee.basis, basis(LAW, "20", "38"))).noted(
        "执行费不用预交，执行后由被执行人负担。",
        "最后按多少金额收执行费，以执行法院核算为准。",
    )


def preservation_fee(amount: Decimal | None) -> Calculation:
    """Return the fee for preservation of ``amount`` yuan, None when no amount is involved."""
    parts = (_PRESERVATION_FLAT, *_PRESERVATION.parts(checked(amount or Decimal(0))))
    fee = summed(parts, "14(二)", nature="application")
    return _capped(fee, _PRESERVATION_CAP, "保全费").noted(
        "担保费、保函费不是法院收的费用，不在这里面。",
        "保全费由申请人先交，起诉时可以列入诉讼请求。",
    )


def payment_order_fee(amount: Decimal) -> Calculation:
    """Return the fee for a payment order: a third of the property fee (14(三))."""
    return _share(property_fee(amount), 3, "支付令按财产案件受理费的三分之一", "14(三)").noted(
        "债务人提出异议、支付令失效的，申请费由申请人负担；另行起诉时可以列入诉讼请求。"
    )


def public_summons_fee() -> Calculation:
    """Return the fee for a public summons over a lost negotiable instrument (14(四))."""
    return fixed(100, "申请公示催告每件100元", "14(四)", nature="application")


def arbitration_review_fee() -> Calculation:
    """Return the fee to set an award aside or to have an agreement to arbitrate judged (14(五))."""
    step = "申请撤销仲裁裁决或者认定仲裁协议效力，每件400元"
    return fixed(400, step, "14(五)", nature="application")


def bankruptcy_fee(estate: Decimal) -> Calculation:
    """Return the fee of a bankruptcy: half the property fee on the estate, capped (14(六))."""
    fee = _share(property_fee(estate), 2, "破产案件按财产案件受理费减半", "14(六)")
    return _capped(fee, _BANKRUPTCY_CAP, "破产申请费").noted("破产申请费不用预交，清算后交纳。")


def maritime_fund_fee(rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee to set up a limitation fund for maritime claims (14(七)1)."""
    return provincial("maritime_fund", rates, "14(七)1", "application")


def maritime_injunction_fee(rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee for a maritime injunction (14(七)2)."""
    return provincial("maritime_injunction", rates, "14(七)2", "application")


def maritime_lien_fee(rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee to call up maritime liens (14(七)3)."""
    return provincial("maritime_lien", rates, "14(七)3", "application")


def maritime_registration_fee() -> Calculation:
    """Return the fee to register a maritime claim (14(七)4)."""
    return fixed(1000, "海事债权登记每件1,000元", "14(七)4", nature="application")


def general_average_fee() -> Calculation:
    """Return the fee to adjust general average (14(七)5)."""
    return fixed(1000, "共同海损理算每件1,000元", "14(七)5", nature="application")


def no_fee(reason: str) -> Calculation:
    """Return the fee of a case that costs nothing.

    ``reason``: special_procedure, refused_or_dismissed, ruling_appeal,
    administrative_compensation, retrial or incidental_civil.

    Raises:
        FeeError: no such reason.
    """
    if reason not in _FREE:
        raise FeeError(f"no fee exemption {reason!r}")
    text, law, article = _FREE[reason]
    free = ranged(Decimal(0), Decimal(0), text, article)
    return replace(free, basis=(basis(law, article),), notes=())


def _share(whole: Calculation, divisor: int, step: str, article: str) -> Calculation:
    part = to_fen(whole.low / divisor)
    line = f"{step}：{whole.text}÷{divisor}＝{format_yuan(part)}"
    law = (basis(LAW, article, "13(一)"),)
    return Calculation(part, part, (*whole.steps, line), law, nature="application")


def _capped(fee: Calculation, cap: Decimal, label: str) -> Calculation:
    if fee.low <= cap:
        return fee
    line = f"{label}最高{format_yuan(cap)}，按{format_yuan(cap)}交"
    return replace(fee, low=cap, high=cap, steps=(*fee.steps, line))
