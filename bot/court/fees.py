"""Case acceptance fees: 诉讼费用交纳办法 articles 8, 9, 13 and 15 to 19."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from bot.court.calculation import (
    ONCE_ONLY,
    Calculation,
    FeeNature,
    Part,
    Scale,
    checked,
    fixed,
    ranged,
    scale,
    summed,
    to_fen,
    wan,
)
from bot.court.errors import FeeError
from bot.court.laws import basis
from bot.court.money import format_yuan

LAW = "诉讼费用交纳办法"
PROPERTY = scale(
    10_000,
    (100_000, "2.5"),
    (200_000, "2"),
    (500_000, "1.5"),
    (1_000_000, "1"),
    (2_000_000, "0.9"),
    (5_000_000, "0.8"),
    (10_000_000, "0.7"),
    (20_000_000, "0.6"),
    (None, "0.5"),
)
_FLAT = Part(Decimal(50), "不超过1万元的部分：50元")
_DIVORCE = scale(200_000, (None, "0.5"))
_PERSONALITY = scale(50_000, (100_000, "1"), (None, "0.5"))


@dataclass(frozen=True)
class _Range:
    """What the law leaves to each province, and how the fee is called."""

    low: int
    high: int
    label: str


_RANGES = {
    "divorce": _Range(50, 300, "离婚案件"),
    "personality": _Range(100, 500, "人格权案件"),
    "other_non_property": _Range(50, 100, "其他非财产案件"),
    "intellectual_property": _Range(500, 1000, "没有争议金额的知识产权案件"),
    "jurisdiction_objection": _Range(50, 100, "管辖权异议不成立"),
    "enforcement": _Range(50, 500, "没有执行金额的执行申请"),
    "maritime_fund": _Range(1000, 10_000, "设立海事赔偿责任限制基金"),
    "maritime_injunction": _Range(1000, 5000, "海事强制令"),
    "maritime_lien": _Range(1000, 5000, "船舶优先权催告"),
}


@dataclass(frozen=True)
class ProvincialRates:
    """The figures a province has set within the ranges of the law, in yuan for each case.

    A figure that is not set leaves the answer a range.

    Raises:
        FeeError: a figure lies outside the range of the law.
    """

    divorce: Decimal | None = None
    personality: Decimal | None = None
    other_non_property: Decimal | None = None
    intellectual_property: Decimal | None = None
    jurisdiction_objection: Decimal | None = None
    enforcement: Decimal | None = None
    maritime_fund: Decimal | None = None
    maritime_injunction: Decimal | None = None
    maritime_lien: Decimal | None = None

    def __post_init__(self) -> None:
        for name, allowed in _RANGES.items():
            figure = getattr(self, name)
            if figure is not None and not allowed.low <= figure <= allowed.high:
                raise FeeError(f"{name}: {allowed.label}每件{allowed.low}元至{allowed.high}元")


NO_RATES = ProvincialRates()


class Reduction(str, Enum):
    """Why an acceptance fee is halved."""

    SIMPLIFIED = "simplified"
    MEDIATION = "mediation"
    WITHDRAWAL = "withdrawal"
    COUNTERCLAIM = "counterclaim"
    THIRD_PARTY = "third_party"


_HALVING = {
    Reduction.SIMPLIFIED: ("适用简易程序（含小额诉讼）", "16"),
    Reduction.MEDIATION: ("以调解方式结案", "15"),
    Reduction.WITHDRAWAL: ("申请撤诉", "15"),
    Reduction.COUNTERCLAIM: ("反诉合并审理", "18"),
    Reduction.THIRD_PARTY: ("有独立请求权第三人的请求合并审理", "18"),
}


def property_fee(amount: Decimal, *, articles: tuple[str, ...] = ("13(一)",)) -> Calculation:
    """Return the fee of a property case over ``amount`` yuan (article 13(一))."""
    return summed((_FLAT, *PROPERTY.parts(checked(amount))), *articles)


def combined_claims_fee(amounts: Collection[Decimal]) -> Calculation:
    """Return the fee of several money claims in one case, with or without other claims.

    Money claims are added up; claims that are not about money add nothing (民诉法解释 201).
    """
    total = sum((checked(amount) for amount in amounts), Decimal(0))
    fee = property_fee(total)
    joined = f"各项金钱请求合并计算：{format_yuan(total)}"
    return replace(fee, steps=(joined, *fee.steps), basis=(*fee.basis, basis("民诉法解释", "201")))


def appeal_fee(contested: Decimal) -> Calculation:
    """Return the fee of an appeal in a property case, on the part contested (article 17)."""
    fee = property_fee(contested)
    step = f"上诉费按不服一审判决的部分计算：{format_yuan(checked(contested))}"
    return replace(fee, steps=(step, *fee.steps), basis=(*fee.basis, basis(LAW, "17"))).noted(
        "同一方多人共同上诉，只预交一份。"
    )


def retrial_fee(contested: Decimal) -> Calculation:
    """Return the fee of a retrial that is not free, on the part contested (articles 9 and 19)."""
    fee = property_fee(contested)
    step = f"按不服原判决的部分计算：{format_yuan(checked(contested))}"
    return replace(fee, steps=(step, *fee.steps), basis=(*fee.basis, basis(LAW, "9", "19"))).noted(
        "再审一般不交费。只有两种情形要交：凭新证据推翻原判获准再审，"
        "或者一审后没有上诉、生效后又申请再审获准。"
    )


def divorce_fee(property_total: Decimal, rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee of a divorce suit; ``property_total`` is 0 when none is divided."""
    return _based("divorce", _DIVORCE, property_total, rates, "13(二)1", "财产总额")


def personality_fee(damages: Decimal, rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee of a suit over name, portrait, reputation and the like."""
    return _based("personality", _PERSONALITY, damages, rates, "13(二)2", "赔偿金额")


def other_non_property_fee(rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return the fee of any other case that is not about property; several claims are one case."""
    return provincial("other_non_property", rates, "13(二)3")


def intellectual_property_fee(
    amount: Decimal | None, rates: ProvincialRates = NO_RATES
) -> Calculation:
    """Return the fee of an intellectual-property suit; None when no amount is in dispute."""
    if amount is None:
        return provincial("intellectual_property", rates, "13(三)")
    return property_fee(amount, articles=("13(三)", "13(一)"))


def labour_fee() -> Calculation:
    """Return the fee of a labour case, whatever is claimed."""
    return fixed(10, "劳动争议案件每件10元，不按金额计算", "13(四)").noted(
        "追索劳动报酬的案件可以不预交。"
    )


def administrative_fee(*, trademark_patent_or_maritime: bool = False) -> Calculation:
    """Return the fee of an administrative suit."""
    if trademark_patent_or_maritime:
        return fixed(100, "商标、专利、海事行政案件每件100元", "13(五)")
    return fixed(50, "行政案件每件50元", "13(五)")


def jurisdiction_objection_fee(rates: ProvincialRates = NO_RATES) -> Calculation:
    """Return what an objection to jurisdiction costs when it fails."""
    return provincial("jurisdiction_objection", rates, "13(六)").noted("异议成立的，不交费。")


def halve(fee: Calculation, reasons: Collection[Reduction]) -> Calculation:
    """Halve an acceptance fee for one or more reasons: once only (民诉法解释 206).

    A fee halved before stays as it is, with a note; no reasons leave it unchanged.

    Raises:
        FeeError: the fee is an application fee, which these reasons do not halve.
    """
    if not reasons:
        return fee
    if fee.nature == "application":
        raise FeeError("申请费不适用减半")
    if fee.halved:
        return fee.noted(ONCE_ONLY)
    grounds = [_HALVING[reason] for reason in Reduction if reason in reasons]
    articles = tuple(dict.fromkeys(article for _, article in grounds))
    half = replace(fee, low=to_fen(fee.low / 2), high=to_fen(fee.high / 2), halved=True)
    step = f"{'、'.join(text for text, _ in grounds)}，减半：{fee.text}÷2＝{half.text}"
    if fee.exact is None:
        step = f"{'、'.join(text for text, _ in grounds)}，减半：{half.text}"
    law = (basis(LAW, *articles), basis("民诉法解释", "206"))
    return replace(half, steps=(*fee.steps, step), basis=fee.basis + law).noted(ONCE_ONLY)


def provincial(
    name: str, rates: ProvincialRates, article: str, nature: FeeNature = "acceptance"
) -> Calculation:
    """Return a fee of so much a case: the province's figure, or the range of the law."""
    low, high, step = _base(name, rates)
    return ranged(low, high, step, article, nature=nature).noted(*_range_note(low, high))


def _based(
    name: str, extra: Scale, amount: Decimal, rates: ProvincialRates, article: str, what: str
) -> Calculation:
    """Return a base for each case plus a progressive charge on the money involved."""
    involved = checked(amount)
    low, high, step = _base(name, rates)
    parts = extra.parts(involved)
    if low == high and parts:
        return summed((Part(low, step), *parts), article)
    added = sum((part.charge for part in parts), Decimal(0))
    fee = ranged(to_fen(low + added), to_fen(high + added), step, article)
    steps = (step, *(part.line for part in parts))
    if parts:
        steps += (f"合计：{fee.text}",)
    elif involved:
        steps += (f"{what}不超过{wan(extra.free)}，不另行交纳",)
    return replace(fee, steps=steps).noted(*_range_note(low, high))


def _base(name: str, rates: ProvincialRates) -> tuple[Decimal, Decimal, str]:
    allowed, figure = _RANGES[name], getattr(rates, name)
    if figure is None:
        text = f"{allowed.label}每件{allowed.low:,}元至{allowed.high:,}元"
        return Decimal(allowed.low), Decimal(allowed.high), text
    return figure, figure, f"{allowed.label}每件{format_yuan(figure)}（本地标准）"


def _range_note(low: Decimal, high: Decimal) -> tuple[str, ...]:
    return () if low == high else ("法律只定了幅度，具体数额由当地确定。",)
