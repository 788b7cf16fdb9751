"""The words of a case as small numbers: stages, roles, procedures, measures, sealed reasons.

The numbers are stored; never give a number a second meaning.
"""

from __future__ import annotations

from enum import IntEnum


class _Labelled(IntEnum):
    """A stored number with the Chinese word that citizens read."""

    label: str

    def __new__(cls, value: int, label: str = "") -> _Labelled:
        """Keep the label beside the number."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Stage(_Labelled):
    """A step of a case, in the words of 法释〔2018〕7号 第7条 where it has them."""

    FILED = 1, "立案"
    ASSIGNED = 2, "分案"
    SERVED = 3, "送达诉讼材料"
    PRESERVATION = 4, "财产保全"
    APPRAISAL = 5, "评估鉴定"
    HEARING = 6, "开庭"
    DELIBERATION = 7, "合议"
    DECIDED = 8, "宣判"
    DELIVERED = 9, "送达裁判文书"
    APPEALED = 10, "上诉移送"
    EFFECTIVE = 11, "裁判生效"
    ARCHIVED = 12, "归档"
    MEDIATION = 13, "调解"
    REVIEW = 14, "审查"
    NOTICE = 21, "发出执行通知"
    SEARCH = 22, "财产查控"
    DISPOSAL = 23, "财产处置"
    PAYMENT = 24, "案款发放"
    TERMINATED = 25, "终结本次执行程序"
    RESUMED = 26, "恢复执行"
    FULFILLED = 27, "执行完毕"


class Side(IntEnum):
    """Who a role stands with: those who began the case, those it is brought against, others."""

    INITIATING = 1
    RESPONDING = 2
    OTHER = 3


class Role(_Labelled):
    """What a party is in this case."""

    PLAINTIFF = 1, "原告"
    DEFENDANT = 2, "被告"
    THIRD_PARTY = 3, "第三人"
    APPELLANT = 4, "上诉人"
    APPELLEE = 5, "被上诉人"
    APPLICANT = 6, "申请人"
    RESPONDENT = 7, "被申请人"
    CREDITOR = 8, "申请执行人"
    DEBTOR = 9, "被执行人"
    ACCUSED = 10, "被告人"
    VICTIM = 11, "被害人"
    AGENT = 12, "诉讼代理人"
    COUNSEL = 13, "辩护人"
    GUARDIAN = 14, "法定代理人"

    @property
    def side(self) -> Side:
        """The side of this role; an agent's side is that of whom it acts for."""
        return _SIDES.get(self, Side.OTHER)

    @property
    def represents(self) -> bool:
        """Whether this role acts for a party."""
        return self in (Role.AGENT, Role.COUNSEL, Role.GUARDIAN)


_SIDES = {
    Role.PLAINTIFF: Side.INITIATING,
    Role.APPELLANT: Side.INITIATING,
    Role.APPLICANT: Side.INITIATING,
    Role.CREDITOR: Side.INITIATING,
    Role.DEFENDANT: Side.RESPONDING,
    Role.APPELLEE: Side.RESPONDING,
    Role.RESPONDENT: Side.RESPONDING,
    Role.DEBTOR: Side.RESPONDING,
    Role.ACCUSED: Side.RESPONDING,
}


class Procedure(_Labelled):
    """The procedure a case is heard in; the time limits depend on it."""

    UNKNOWN = 0, ""
    ORDINARY = 1, "普通程序"
    SUMMARY = 2, "简易程序"
    SMALL_CLAIM = 3, "小额诉讼程序"
    SECOND_INSTANCE = 4, "第二审程序"
    SPECIAL = 5, "特别程序"
    RETRIAL_REVIEW = 6, "再审审查程序"
    ENFORCEMENT = 7, "执行程序"
    FAST_TRACK = 8, "速裁程序"


class Sealed(_Labelled):
    """Why nothing but procedure may be told of a case (法释〔2018〕7号 第12条)."""

    OPEN = 0, ""
    MINORS = 1, "未成年人"
    PRIVACY = 2, "个人隐私"
    STATE_SECRET = 3, "国家秘密"
    TRADE_SECRET = 4, "商业秘密"
    PROTECTION_ORDER = 5, "人身安全保护令"
    OTHER = 6, "其他依法不公开"


class Decision(_Labelled):
    """What kind of paper ended the case; the way to object to it depends on it."""

    NONE = 0, ""
    JUDGMENT = 1, "判决书"
    RULING = 2, "裁定书"
    MEDIATION = 3, "调解书"
    DECISION = 4, "决定书"
    PAYMENT_ORDER = 5, "支付令"


class HearingState(_Labelled):
    """What became of a hearing."""

    PLANNED = 0, "已排期"
    HELD = 1, "已开庭"
    CANCELLED = 2, "已取消"


class Measure(_Labelled):
    """An enforcement measure."""

    NOTICE = 1, "发出执行通知和报告财产令"
    SEARCH = 2, "网络查询财产"
    DEPOSIT_FROZEN = 3, "冻结存款"
    REAL_ESTATE_SEALED = 4, "查封不动产"
    VEHICLE_SEALED = 5, "查封车辆"
    SHARES_FROZEN = 6, "冻结股权"
    DEDUCTED = 7, "划拨存款"
    AUCTION = 8, "网络司法拍卖"
    CONSUMPTION_LIMITED = 9, "限制消费"
    DISHONEST_LISTED = 10, "纳入失信被执行人名单"
    DETAINED = 11, "司法拘留"
    INCOME_WITHHELD = 12, "扣留收入"


class DispatchKind(_Labelled):
    """How a court sent something."""

    SMS = 1, "短信"
    CALL = 2, "电话"
    MAIL = 3, "邮寄送达"
    ELECTRONIC = 4, "电子送达"


class Level(IntEnum):
    """How far somebody is known (design: identity and disclosure)."""

    ANYONE = 0
    CONVERSATION = 1
    BOUND = 2
