"""What happens next and what the person should do now, from stage, side and kind of case.

Procedure only: never whether to sue, appeal or settle, never how it will end. A debtor is told
nothing of what the court is about to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.cases.tracks import Track
from bot.cases.vocabulary import Decision, Procedure, Side, Stage


class Field(Enum):
    """Which law of procedure a case follows."""

    CIVIL = "civil"
    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"


def field_of(type_code: str) -> Field:
    """Return the law of procedure of a type code."""
    if "刑" in type_code:
        return Field.CRIMINAL
    return Field.ADMINISTRATIVE if "行" in type_code else Field.CIVIL


@dataclass(frozen=True)
class Situation:
    """Where somebody stands in a case. ``received`` tells whether the judgment reached them."""

    track: Track
    field: Field
    stage: Stage
    side: Side
    procedure: Procedure
    decision: Decision
    appealable: bool
    next_hearing: datetime | None
    received: bool

    @property
    def is_debtor(self) -> bool:
        """Whether the person is the one enforced against."""
        return self.track is Track.ENFORCEMENT and self.side is Side.RESPONDING


_NEXT = {
    Stage.FILED: "法院会把案件分给承办法官。",
    Stage.ASSIGNED: "法院会送达诉讼材料，再安排开庭。",
    Stage.SERVED: "双方在举证期限内提交证据，法院再安排开庭。",
    Stage.PRESERVATION: "保全不影响案件继续审理。",
    Stage.APPRAISAL: "等鉴定意见出来后继续审理。鉴定的时间不算在审理期限里。",
    Stage.MEDIATION: "调解成了，法院会出具调解书；调解不成，案件继续审理。",
    Stage.HEARING: "法院会评议案件，然后宣判。",
    Stage.DELIBERATION: "法院会作出裁判并宣判。",
    Stage.REVIEW: "审查结束后，法院会作出决定并送达文书。",
    Stage.DECIDED: "法院会把裁判文书送达给您。",
    Stage.DELIVERED: "各方的上诉期都过了，没有人上诉，裁判就生效。",
    Stage.APPEALED: "上一级法院会另编案号审理。",
    Stage.EFFECTIVE: "案卷整理后会归档。",
    Stage.ARCHIVED: "这个案件已经办结归档。",
    Stage.NOTICE: "法院会查询被执行人的财产。",
    Stage.SEARCH: "查到可以执行的财产后，法院会依法处置。",
    Stage.DISPOSAL: "财产变现后，法院会发放案款。",
    Stage.PAYMENT: "案款发放完毕后，法院会结案。",
    Stage.TERMINATED: "这一轮执行程序已经终结，债务没有免除。",
    Stage.RESUMED: "法院会继续查询被执行人的财产。",
    Stage.FULFILLED: "案件会整理归档。",
}
_NEXT_ON_TRACK = {
    (Track.SECOND_INSTANCE, Stage.ASSIGNED): "法院会安排开庭或者询问。",
    (Track.SECOND_INSTANCE, Stage.DELIVERED): "二审裁判送达后生效，案卷整理后会归档。",
    (Track.REVIEW, Stage.ASSIGNED): "法院会审查材料，需要时会通知您。",
    (Track.REVIEW, Stage.DELIVERED): "案卷整理后会归档。",
    (Track.ENFORCEMENT, Stage.ASSIGNED): "法院会向被执行人发出执行通知。",
}
_DEBTOR_NEXT = "法院会依法继续办理执行。"
_NOTHING = "目前不需要您办理什么。地址、电话有变化，请书面告诉法院。"
_EVIDENCE = "请在法院指定的举证期限内提交证据，编好目录，原件留着备查。"
_TO_DO = {
    Stage.MEDIATION: "愿意调解的，请按通知的时间到场；不愿意的，可以直接告诉法院。",
    Stage.APPRAISAL: "请配合提供鉴定要用的材料。",
    Stage.HEARING: "庭审笔录可以当庭或者在5日内看，有遗漏可以申请补正。",
    Stage.DELIBERATION: "请等待宣判，保持电话畅通。",
    Stage.DECIDED: "请留意法院的送达通知，收到文书后就能查结果。",
    Stage.APPEALED: "请留意上一级法院的通知。以后查进展，要用二审的新案号。",
    Stage.EFFECTIVE: "有履行义务的，请按裁判写明的时间履行。对方没有按期履行的，"
    "可以在履行期满后两年内申请执行。",
    Stage.ARCHIVED: "需要看案卷的，请带身份证件向法院申请阅卷。",
}
_FEE = "请在收到交费通知次日起7日内交案件受理费；已经交了的，不用再交。"
_ANSWER = (
    "收到起诉状副本后15日内可以提交答辩状，不答辩不影响审理。证据请在法院指定的举证期限内提交。"
)
_CREDITOR = "发现被执行人的财产线索，请写清楚交给承办人。"
_CREDITOR_PAID = "请向承办人确认本人名下的收款账户。"
_DEBTOR = "请按执行通知书履行义务，并如实报告财产。有困难的，请尽快联系承办人。"
_APPEAL = {
    Field.CIVIL: "不服判决的，可以在收到判决书次日起15日内提交上诉状；口头说不算上诉。",
    Field.CRIMINAL: "不服判决的，可以从收到判决书第二日起10日内上诉，书面、口头都可以。",
    Field.ADMINISTRATIVE: "不服判决的，可以在收到判决书次日起15日内提交上诉状。",
}
_AFTER_DELIVERY = {
    Decision.RULING: "能不能上诉、多少天内上诉，请看裁定书最后写的内容。",
    Decision.MEDIATION: "调解书各方签收后生效，请按写明的时间履行。",
}
_READ_THE_END = "能不能上诉、多少天内上诉，请看判决书最后写的内容。"
_SMALL_CLAIM = "小额诉讼一审终审，不能上诉。认为有错误的，可以依法申请再审。"
_FINAL = "二审裁判是终审，不能再上诉。认为有错误的，可以在裁判生效后六个月内申请再审。"
_RESUME = "发现被执行人有可以执行的财产，可以随时向法院申请恢复执行，不受两年的限制，也不用再交费。"
_NOT_FREED = "终结本次执行不等于债务免除。以后发现财产，法院会恢复执行；您也可以主动履行。"


def what_next(situation: Situation) -> str:
    """Return in one or two sentences what the court does next."""
    if situation.next_hearing is not None:
        when = situation.next_hearing
        return f"下一步是开庭，时间是{when.month}月{when.day}日{when:%H:%M}。"
    if situation.is_debtor and situation.stage not in (Stage.TERMINATED, Stage.ARCHIVED):
        return _DEBTOR_NEXT
    on_track = _NEXT_ON_TRACK.get((situation.track, situation.stage))
    return on_track or _NEXT[situation.stage]


def to_do(situation: Situation) -> str:
    """Return what the person should do now."""
    if situation.next_hearing is not None:
        return "请按时到庭，带好身份证件和证据原件。确实来不了，请尽早书面申请延期并附上证明。"
    if situation.track is Track.ENFORCEMENT:
        return _in_enforcement(situation)
    if situation.stage is Stage.DELIVERED:
        return _after_delivery(situation)
    if situation.track is Track.FIRST_INSTANCE and situation.field is not Field.CRIMINAL:
        return _at_first_instance(situation)
    return _TO_DO.get(situation.stage, _NOTHING)


def _at_first_instance(situation: Situation) -> str:
    begun = situation.side is Side.INITIATING
    if situation.stage in (Stage.FILED, Stage.ASSIGNED) and begun:
        return _FEE
    if situation.stage in (Stage.SERVED, Stage.PRESERVATION):
        civil = situation.field is Field.CIVIL
        return _ANSWER if civil and situation.side is Side.RESPONDING else _EVIDENCE
    return _TO_DO.get(situation.stage, _NOTHING)


def _after_delivery(situation: Situation) -> str:
    """民事诉讼法 第165、171、182、216条; 刑事诉讼法 第230条; 行政诉讼法 第85条."""
    if situation.track is Track.SECOND_INSTANCE:
        return _FINAL if situation.field is Field.CIVIL else _NOTHING
    if situation.decision is Decision.JUDGMENT:
        if situation.procedure is Procedure.SMALL_CLAIM:
            return _SMALL_CLAIM
        return _APPEAL[situation.field] if situation.appealable else _READ_THE_END
    return _AFTER_DELIVERY.get(situation.decision, _NOTHING)


def _in_enforcement(situation: Situation) -> str:
    if situation.stage is Stage.ARCHIVED:
        return _TO_DO[Stage.ARCHIVED]
    if situation.stage is Stage.TERMINATED:
        return resume_advice(situation.side)
    if situation.is_debtor:
        return _DEBTOR
    return _CREDITOR_PAID if situation.stage is Stage.PAYMENT else _CREDITOR


def resume_advice(side: Side) -> str:
    """Return what holds after 终本 (民诉法解释 第517条)."""
    return _RESUME if side is Side.INITIATING else _NOT_FREED
