"""Kinds of demo cases: types, causes and how often they come."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bot.cases.vocabulary import Procedure, Role, Sealed

_CIVIL = (
    "民间借贷纠纷", "买卖合同纠纷", "机动车交通事故责任纠纷", "物业服务合同纠纷", "劳动争议",
    "房屋租赁合同纠纷", "建设工程施工合同纠纷", "信用卡纠纷", "离婚纠纷", "追索劳动报酬纠纷",
)  # fmt: skip
_CIVIL_PARTIES = (Role.PLAINTIFF, Role.DEFENDANT)
_ENFORCED = (Role.CREDITOR, Role.DEBTOR)


@dataclass(frozen=True)
class Kind:
    """One kind of case: its type code, the level of its court, its causes, its parties."""

    type_code: str
    level: str
    weight: int
    causes: tuple[str, ...]
    roles: tuple[Role, ...]
    procedure: Procedure
    sealed: Sealed = Sealed.OPEN
    legacy: bool = False


KINDS = (
    Kind("民初", "基层", 26, _CIVIL, _CIVIL_PARTIES, Procedure.SUMMARY),
    Kind("民初", "基层", 16, _CIVIL, _CIVIL_PARTIES, Procedure.ORDINARY),
    Kind("民初", "基层", 8, _CIVIL[:5], _CIVIL_PARTIES, Procedure.SMALL_CLAIM),
    Kind(
        "知民初", "中级", 3, ("侵害商标权纠纷", "著作权权属、侵权纠纷", "技术合同纠纷"),
        _CIVIL_PARTIES, Procedure.ORDINARY,
    ),
    Kind(
        "民终", "中级", 9, _CIVIL, (Role.APPELLANT, Role.APPELLEE), Procedure.SECOND_INSTANCE
    ),
    Kind(
        "刑初", "基层", 6, ("盗窃", "危险驾驶", "故意伤害", "诈骗"), (Role.ACCUSED, Role.COUNSEL),
        Procedure.ORDINARY,
    ),
    Kind(
        "行初", "基层", 5, ("行政处罚", "政府信息公开", "房屋征收", "工伤认定"), _CIVIL_PARTIES,
        Procedure.ORDINARY,
    ),
    Kind("执", "基层", 17, _CIVIL, _ENFORCED, Procedure.ENFORCEMENT),
    Kind("执恢", "基层", 3, _CIVIL, _ENFORCED, Procedure.ENFORCEMENT),
    Kind(
        "民申", "高级", 2, _CIVIL, (Role.APPLICANT, Role.RESPONDENT), Procedure.RETRIAL_REVIEW
    ),
    Kind(
        "民保令", "基层", 1, ("申请人身安全保护令",), (Role.APPLICANT, Role.RESPONDENT),
        Procedure.SPECIAL, Sealed.PROTECTION_ORDER,
    ),
    Kind("民初", "基层", 1, ("抚养纠纷",), _CIVIL_PARTIES, Procedure.SUMMARY, Sealed.MINORS),
    Kind("民初", "基层", 1, ("离婚纠纷",), _CIVIL_PARTIES, Procedure.ORDINARY, Sealed.PRIVACY),
    Kind("民初字", "基层", 2, _CIVIL, _CIVIL_PARTIES, Procedure.ORDINARY, legacy=True),
)  # fmt: skip
_WEIGHTS = [kind.weight for kind in KINDS]


def choose(rng: Random) -> Kind:
    """Return a kind, the frequent ones more often."""
    return rng.choices(KINDS, _WEIGHTS)[0]
