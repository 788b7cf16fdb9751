"""The kinds of fee a citizen can ask for: an id, a label, how it is computed, how it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal

from bot.court import application_fees, fees
from bot.court.calculation import Calculation
from bot.court.errors import FeeError
from bot.court.fees import NO_RATES, ProvincialRates, Reduction, halve

_READ_LENGTH = 500  # characters read for words; in a long story the question comes last
AmountNeed = Literal["required", "optional", "none"]
_Compute = Callable[["Decimal | None", ProvincialRates], Calculation]


@dataclass(frozen=True)
class FeeKind:
    """One kind of fee.

    ``amount`` tells whether a sum in yuan is needed, ``asks`` names that sum to the citizen;
    ``words`` is a pattern of what people say for it.
    """

    id: str
    label: str
    amount: AmountNeed
    asks: str
    words: str
    compute: _Compute


def calculate_fee(
    kind_id: str,
    amount: Decimal | None = None,
    *,
    rates: ProvincialRates = NO_RATES,
    reductions: Collection[Reduction] = (),
) -> Calculation:
    """Return the fee of a kind, halved once when there is a reason and the law allows it.

    ``amount`` in yuan; None where nothing of value is involved. An application fee asked with a
    reason to halve stays whole, with a note.

    Raises:
        FeeError: unknown kind, no amount where one is needed, or an amount out of bounds.
    """
    kind = FEE_KINDS.get(kind_id)
    if kind is None:
        raise FeeError(f"no fee kind {kind_id!r}")
    if amount is None and kind.amount == "required":
        raise FeeError(f"{kind.label}: 需要{kind.asks}")
    fee = kind.compute(amount, rates)
    if reductions and fee.nature == "application":
        return fee.noted("减半只适用于案件受理费，申请费不减半。")
    return halve(fee, reductions)


def match_fee_kind(text: str) -> list[str]:
    """Return the ids of the kinds of fee a text speaks of, in order; empty when unclear.

    Words of a property case (标的, 借款, 诉讼费) count only when nothing more special is said.
    """
    said = text[-_READ_LENGTH:]
    special = [kind.id for kind in _KINDS if kind.words and re.search(kind.words, said)]
    if special:
        return special
    return ["property"] if re.search(_PROPERTY_WORDS, said) else []


def match_reductions(text: str) -> frozenset[Reduction]:
    """Return the reasons to halve that a text names (简易程序, 小额, 调解, 撤诉, 反诉)."""
    return frozenset(reason for reason, words in _REDUCTION_WORDS.items() if re.search(words, text))


def _zero(amount: Decimal | None) -> Decimal:
    return Decimal(0) if amount is None else amount


def _needed(compute: Callable[[Decimal], Calculation]) -> _Compute:
    return lambda amount, rates: compute(_zero(amount))


def _rated(compute: Callable[[Decimal, ProvincialRates], Calculation]) -> _Compute:
    return lambda amount, rates: compute(_zero(amount), rates)


def _by_rate(compute: Callable[[ProvincialRates], Calculation]) -> _Compute:
    return lambda amount, rates: compute(rates)


def _set(compute: Callable[[], Calculation]) -> _Compute:
    return lambda amount, rates: compute()


_PROPERTY_WORDS = (
    r"标的|诉讼费|受理费|立案费|起诉费|打官司|起诉|欠|借|货款|合同|买卖|赔偿|工程款|租金"
    r"|反诉|简易|小额"
)
_REDUCTION_WORDS = {
    Reduction.SIMPLIFIED: r"简易|小额",
    Reduction.MEDIATION: r"调解",
    Reduction.WITHDRAWAL: r"撤诉",
    Reduction.COUNTERCLAIM: r"反诉",
    Reduction.THIRD_PARTY: r"有独立请求权",
}
_CLAIM, _CONTESTED = "请求的金额", "不服的那部分金额"
_KINDS = (
    FeeKind("property", "财产案件（借款、合同、赔偿等）", "required", _CLAIM, "",
            _needed(fees.property_fee)),
    FeeKind("property_appeal", "财产案件上诉", "required", _CONTESTED,
            r"^(?!.*(?:不予受理|驳回起诉|管辖|离婚|劳动|工资|行政)).*上诉",
            _needed(fees.appeal_fee)),
    FeeKind("divorce", "离婚", "optional", "要分割的财产总额", r"离婚", _rated(fees.divorce_fee)),
    FeeKind("personality", "名誉、肖像等人格权", "optional", "赔偿金额",
            r"人格权|名誉|肖像|姓名权|名称权|荣誉权|隐私权", _rated(fees.personality_fee)),
    FeeKind("other_non_property", "其他不涉及财产的案件", "none", "",
            r"非财产|不涉及财产|不要钱的官司|赡养关系|抚养关系|收养关系",
            _by_rate(fees.other_non_property_fee)),
    FeeKind("intellectual_property", "知识产权", "optional", "争议金额",
            r"知识产权|著作权|版权|专利侵权|商标侵权|侵犯(?:商标|专利)",
            fees.intellectual_property_fee),
    FeeKind("labour", "劳动争议", "none", "", r"^(?!.*撤销).*(?:劳动|工资|加班费|经济补偿金)",
            _set(fees.labour_fee)),
    FeeKind("administrative", "行政案件（民告官）", "none", "",
            r"行政诉讼|(?<![标利事])行政案件|民告官|告政府", _set(fees.administrative_fee)),
    FeeKind("administrative_special", "商标、专利、海事行政案件", "none", "",
            r"(?:商标|专利|海事)行政",
            _set(partial(fees.administrative_fee, trademark_patent_or_maritime=True))),
    FeeKind("jurisdiction_objection", "管辖权异议", "none", "", r"^(?!.*上诉).*管辖权?异议",
            _by_rate(fees.jurisdiction_objection_fee)),
    FeeKind("retrial", "再审（要交费的两种）", "required", _CONTESTED, r"再审",
            _needed(fees.retrial_fee)),
    FeeKind("enforcement", "申请执行", "optional", "要执行的金额",
            r"执行费|申请(?:强制)?执行|强制执行|承认.{0,6}(?:外国|国外)",
            application_fees.enforcement_fee),
    FeeKind("preservation", "财产保全", "optional", "要保全的财产数额", r"保全",
            lambda amount, rates: application_fees.preservation_fee(amount)),
    FeeKind("payment_order", "支付令", "required", "要对方支付的金额", r"支付令",
            _needed(application_fees.payment_order_fee)),
    FeeKind("public_summons", "公示催告", "none", "", r"公示催告|票据丢",
            _set(application_fees.public_summons_fee)),
    FeeKind("arbitration_review", "撤销仲裁裁决、认定仲裁协议效力", "none", "",
            r"撤销.{0,4}(?:仲裁|裁决)|仲裁协议.{0,3}效力",
            _set(application_fees.arbitration_review_fee)),
    FeeKind("bankruptcy", "申请破产", "required", "破产财产总额", r"破产",
            _needed(application_fees.bankruptcy_fee)),
    FeeKind("maritime_fund", "设立海事赔偿责任限制基金", "none", "", r"责任限制基金",
            _by_rate(application_fees.maritime_fund_fee)),
    FeeKind("maritime_injunction", "海事强制令", "none", "", r"海事强制令",
            _by_rate(application_fees.maritime_injunction_fee)),
    FeeKind("maritime_lien", "船舶优先权催告", "none", "", r"船舶优先权",
            _by_rate(application_fees.maritime_lien_fee)),
    FeeKind("maritime_registration", "海事债权登记", "none", "", r"海事债权登记",
            _set(application_fees.maritime_registration_fee)),
    FeeKind("general_average", "共同海损理算", "none", "", r"共同海损",
            _set(application_fees.general_average_fee)),
    FeeKind("special_procedure", "特别程序（不交受理费）", "none", "",
            r"特别程序|司法确认|宣告(?:失踪|死亡)|行为能力|选民资格|指定监护",
            _set(partial(application_fees.no_fee, "special_procedure"))),
    FeeKind("ruling_appeal", "对不予受理等裁定上诉（不交费）", "none", "",
            r"上诉.*(?:不予受理|驳回起诉|管辖)|(?:不予受理|驳回起诉|管辖).*上诉",
            _set(partial(application_fees.no_fee, "ruling_appeal"))),
    FeeKind("refused_or_dismissed", "不予受理、驳回起诉（不交费）", "none", "",
            r"(?:不予受理|驳回起诉)(?!.*上诉)",
            _set(partial(application_fees.no_fee, "refused_or_dismissed"))),
    FeeKind("administrative_compensation", "行政赔偿（不交费）", "none", "", r"行政赔偿",
            _set(partial(application_fees.no_fee, "administrative_compensation"))),
    FeeKind("incidental_civil", "刑事附带民事（不收费）", "none", "", r"附带民事|刑附民",
            _set(partial(application_fees.no_fee, "incidental_civil"))),
)  # fmt: skip
FEE_KINDS = {kind.id: kind for kind in _KINDS}
