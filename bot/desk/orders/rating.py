"""The answer to an order as the citizen reads it, and the rating that is asked with it.

A rating is about the service, never about the case: the two are counted apart (service-rules,
section 10).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.desk.models import WorkOrder
from bot.desk.orders.kinds import kind_named
from bot.desk.replies import Button, Reply

NOT_SATISFIED = 1
RATINGS: Mapping[int, str] = {4: "非常满意", 3: "满意", 2: "基本满意", NOT_SATISFIED: "不满意"}
ASK = "请您评价这次服务（只评服务，和案件结果无关）。"

_PAYLOAD = re.compile(r"rate:(\d{12}):([1-4])")


def buttons(receipt: str) -> tuple[Button, ...]:
    """Return a button for each rating of an order."""
    return tuple(
        Button(title=name, payload=f'/work_order_status{{"choice": "rate:{receipt}:{value}"}}')
        for value, name in RATINGS.items()
    )


def rating_in(choice: str) -> tuple[str, int] | None:
    """Return receipt and rating of a pressed button, ``None`` if it is none of these."""
    found = _PAYLOAD.fullmatch(choice)
    return (found[1], int(found[2])) if found else None


def answer_reply(order: WorkOrder) -> Reply:
    """Return an order's answer with the question for a rating."""
    name = kind_named(order.kind).name
    text = f"您的工单（回执号 {order.receipt}，{name}）有答复了：\n{order.answer}\n\n{ASK}"
    spoken = f"您登记的{name}有答复了。{order.answer}"
    return Reply(text=text, buttons=buttons(order.receipt), voice=spoken)
