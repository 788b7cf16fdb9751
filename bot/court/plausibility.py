"""Whether a level of court hears a type of case: a soft check that catches slips of the pen.

Second instance and reconsideration lie with the court above (民事诉讼法 第171、236条 and their like
for criminal and administrative cases). The check only ever leads to reading the number back; it
refuses nothing.
"""

from __future__ import annotations

# A retrial application may go to a basic court (民事诉讼法 第210条), so 申 is not listed.
_NOT_BASIC = {
    "执复": "执行复议由中级以上法院办理",
    "刑核": "复核案件由中级以上法院办理",
    "委赔": "赔偿委员会设在中级以上法院",
    "委赔监": "赔偿委员会设在中级以上法院",
    "委赔提": "赔偿委员会设在中级以上法院",
    "委赔再": "赔偿委员会设在中级以上法院",
}


def unlikely_at(level: str | None, type_code: str) -> str | None:
    """Return why a court of this level hardly hears this type, for the citizen to read, or None."""
    if level != "基层":
        return None
    if type_code.endswith("终"):
        return "二审案件由中级以上法院审理"
    return _NOT_BASIC.get(type_code)
