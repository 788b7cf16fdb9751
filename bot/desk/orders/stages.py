"""The stages of a work order and what leads from one to the next: 收-转-办-督-复-评.

The loop is that of the 12368 hotlines (service-rules, sections 2 and 10). An order is returned
with a reason, and answered before it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.orders.errors import NotNow

RECEIVED, ASSIGNED, HANDLING = "received", "assigned", "handling"
SUPERVISED, ANSWERED, RATED = "supervised", "answered", "rated"
STAGES: Mapping[str, str] = {
    RECEIVED: "已登记，等待转办",
    ASSIGNED: "已转给承办部门",
    HANDLING: "正在办理",
    SUPERVISED: "已督办",
    ANSWERED: "已答复",
    RATED: "已答复并评价",
}
OPEN = (RECEIVED, ASSIGNED, HANDLING, SUPERVISED)
"""Stages in which the citizen still waits for an answer."""

MOVES: Mapping[str, Mapping[str, str]] = {
    # What is supervised stays so, whoever handles it: only an answer ends it.
    "assign": {
        RECEIVED: ASSIGNED,
        ASSIGNED: ASSIGNED,
        HANDLING: ASSIGNED,
        SUPERVISED: SUPERVISED,
    },
    "return": {ASSIGNED: RECEIVED, HANDLING: RECEIVED},
    "start": {ASSIGNED: HANDLING},
    "take": {
        RECEIVED: HANDLING,
        ASSIGNED: HANDLING,
        HANDLING: HANDLING,
        SUPERVISED: SUPERVISED,
    },
    "supervise": {RECEIVED: SUPERVISED, ASSIGNED: SUPERVISED, HANDLING: SUPERVISED},
    "answer": dict.fromkeys(OPEN, ANSWERED),
    "rate": {ANSWERED: RATED},
    # Whoever is not satisfied is heard by a supervisor.
    "review": {ANSWERED: SUPERVISED},
    "reopen": {ANSWERED: HANDLING, RATED: HANDLING},
}
"""Act → stage before → stage after. What is not here is refused."""

ACTS: Mapping[str, str] = {
    "open": "登记",
    "sort": "改登记内容",
    "assign": "转办",
    "return": "退回",
    "start": "开始办理",
    "take": "在对话里接待",
    "warn": "到期提醒",
    "supervise": "督办",
    "answer": "答复",
    "rate": "当事人评价",
    "review": "评价不满意，转主管复核",
    "reopen": "重新办理",
}


def after(act: str, stage: str) -> str:
    """Return the stage that an act leads to.

    Raises:
        NotNow: the stage does not allow it.
    """
    to = MOVES[act].get(stage)
    if to is None:
        raise NotNow(f"工单现在是“{STAGES[stage]}”，不能{ACTS[act]}。")
    return to


def possible(stage: str) -> list[str]:
    """Return the acts that a stage allows."""
    return [act for act, moves in MOVES.items() if stage in moves]
