"""Subscription notices (订阅通知): messages by a template that the citizen has agreed to.

WeChat refuses a field that does not fit the kind its name begins with (47003); it is found here,
before anything is sent. Whether somebody has agreed only WeChat knows (43101 otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from channels.wechat.errors import FieldFault

# By the kind: what a value may be, and how it is told.
_KINDS: dict[str, tuple[re.Pattern[str], str]] = {
    "thing": (re.compile(r".{1,20}", re.DOTALL), "1 to 20 characters"),
    "character_string": (re.compile(r"[\x20-\x7e]{1,32}"), "1 to 32 letters, digits and signs"),
    "number": (re.compile(r"-?\d{1,32}(?:\.\d{1,9})?"), "a number"),
    "letter": (re.compile(r"[A-Za-z]{1,32}"), "1 to 32 letters"),
    "symbol": (re.compile(r"[^\w\s]{1,5}"), "1 to 5 signs"),
    "time": (
        re.compile(r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})(?: ?\d{1,2}:\d{2}(?::\d{2})?)?"
                   r"|\d{1,2}:\d{2}(?::\d{2})?"),
        "a time",
    ),
    "date": (
        re.compile(r"(?:\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{2}-\d{2})(?: ?\d{1,2}:\d{2})?"),
        "a date",
    ),
    "amount": (re.compile(r"[¥￥$]?\d{1,10}(?:\.\d{1,2})?元?"), "a sum of money"),
    "phone_number": (re.compile(r"[\d+\-]{1,17}"), "a phone number"),
    "name": (re.compile(r"[\u3400-\u9fff·]{1,10}|[A-Za-z ·]{1,20}"), "10 hanzi or 20 letters"),
    "phrase": (re.compile(r"[\u3400-\u9fff]{1,5}"), "1 to 5 hanzi"),
    "const": (re.compile(r".{1,20}", re.DOTALL), "one of the template's values"),
}  # fmt: skip
_NAME = re.compile(r"([a-z_]+?)(\d{1,2})")


def notice(
    openid: str, template_id: str, fields: Mapping[str, str], page: str = ""
) -> dict[str, Any]:
    """Return a notice as WeChat's API takes it. ``page``: where a tap leads.

    Raises:
        FieldFault: a field's name or value is not one that WeChat takes; names the field.
    """
    if not fields:
        raise FieldFault("a notice needs fields")
    for name, value in fields.items():
        _require_fit(name, value)
    data = {name: {"value": value} for name, value in fields.items()}
    found: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": data}
    return found | ({"page": page} if page else {})


def _require_fit(name: str, value: str) -> None:
    match = _NAME.fullmatch(name)
    kind = _KINDS.get(match[1]) if match else None
    if kind is None:
        raise FieldFault(f"{name}: WeChat has no such kind of field")
    pattern, told = kind
    if not pattern.fullmatch(value):
        raise FieldFault(f"{name}: {told} expected")
