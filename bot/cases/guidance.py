"""What happens next and what the person should do now, from stage and side.

Procedure only: never whether to sue, appeal or settle, never how it will end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cases.tracks import Track
from bot.cases.vocabulary import Procedure, Side, Stage


@dataclass(frozen=True)
class Situation:
    """Where somebody stands in a case. ``received`` tells whether the judgment reached them."""

    track: Track
    stage: Stage
    side: Side
    procedure: Procedure
    next_hearing: datetime | None
    received: bool


_NEXT = {
    Stage.FILED: "法院会把案件分给承办法官。",
    Stage.ASSIGNED: "法院会送达诉讼材料，再安排开庭。",
    Stage.SERVED: "双方在举证期限内提交证据，法院再安排开庭。",
    Stage.PRESERVATION: "保全不影响案件继续审理。",
    Stage.APPRAISAL: "等鉴定意见出来后继续审理。鉴定的时间不算在审理期限里。",
    Stage.MEDIATION: "调解成了，法院会出具调解书；调解不成，案件继续审理。",
    Stage.HEARING: "开庭之后，法院会评议案件并作出裁判。",
    Stage.DELIBERATION: "法院会作出裁判并宣判。",
    Stage.REVIEW: "审查结束后，法院会作出决定并送达文书。",
    Stage.DECIDED: "法院会把裁判文书送达给您。",
    Stage.DELIVERED: "各方的上诉期都过了，没有人上诉，裁判就生效。",
    Stage.APPEALED: "案卷会移送上一级法院，由上一级法院另编案号审理。",
    Stage.EFFECTIVE: "案卷整理后会归档。",
    Stage.ARCHIVED: "这个案件已经办结归档。",
    Stage.NOTICE: "法院会查询和控制被执行人的财产。",
    Stage.SEARCH: "查到可以执行的财产后，法院会依法处置。",
    Stage.DISPOSAL: "财产变现后，法院会发放案款。",
    Stage.PAYMENT: "案款发放完毕后，法院会结案。",
    Stage.TERMINATED: "这一轮执行程序已经终结，债权还在。",
    Stage.RESUMED: "法院会继续查询和控制被执行人的财产。",
    Stage.FULFILLED: "案件会整理归档。",
}


def what_next(situation: Situation) -> str:
    """Return in one or two sentences what the court does next."""
    if situation.next_hearing is not None:
        when = situation.next_hearing
        return f"下一步是开庭，时间是{when.month}月{when.day}日{when:%H:%M}。"
    return _NEXT[situation.stage]


def to_do(situation: Situation) -> str:
    """Return what the person should do now."""
    if situation.next_hearing is not None:
        return "请按时到庭，带好身份证件和证据原件。确实来不了，请尽早书面申请延期并附上证明。"
    return "目前不需要您办理什么。地址、电话有变化，请书面告诉法院。"


def resume_advice(side: Side) -> str:
    """Return how enforcement resumes after 终本 (民诉法解释 第517条)."""
    return "发现被执行人有可以执行的财产，申请执行人可以随时申请恢复执行，不受两年限制。"
