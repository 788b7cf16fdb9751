"""A case in words: each question about it has one function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from actions.turn import HUMAN
from bot.cases.views import CaseView, Contact, EnforcementView, NextHearing
from bot.desk.replies import Button, Source, TimelineEntry

_WEEKDAYS = "一二三四五六日"
MESSAGE_JUDGE = Button(title="给承办团队留言", payload="/talk_to_human")
_FOLLOW_UPS = {
    "progress": Button(title="案件进展", payload="/case_progress_query"),
    "hearing": Button(title="什么时候开庭", payload="/hearing_time_query"),
    "contact": Button(title="法官电话", payload="/contact_judge"),
    "route": Button(title="怎么去法院", payload="/ask_route"),
    "next_step": Button(title="我现在要做什么", payload="/ask_next_step"),
    "enforcement": Button(title="执行情况", payload="/enforcement_progress_query"),
    "change": Button(title="换一个案子", payload="/change_case"),
}


@dataclass(frozen=True)
class Said:
    """One reply about a case."""

    text: str
    buttons: tuple[Button, ...]
    sources: tuple[Source, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    voice: str = ""


def progress(view: CaseView) -> Said:
    """The whole picture: stages, people, next hearing, what comes next."""
    lines = [
        f"{view.number}（{view.cause}，您是{view.role}）",
        f"{view.court}，{day(view.filed_on)}立案，{view.procedure}。现在的阶段：{view.stage}。",
        *people(view),
    ]
    if view.next_hearing:
        lines.append(f"下次开庭：{hearing_line(view.next_hearing)}。")
    if view.result:
        lines.append(f"裁判结果：{view.result}。")
    if view.enforcement:
        lines += enforcement_lines(view.enforcement)
    lines += [f"接下来：{view.what_next}", f"您现在：{view.to_do}"]
    voice = f"您的案件现在是{view.stage}阶段。{view.what_next}"
    return _said(view, lines, "progress", timeline=timeline(view), voice=voice)


def hearing(view: CaseView) -> Said:
    """When and where."""
    if view.next_hearing is None:
        lines = [
            f"{view.number} 目前没有排定的开庭。",
            f"现在的阶段：{view.stage}。",
            view.what_next,
        ]
        return _said(view, lines, "hearing")
    lines = [f"{view.number} 下次开庭：{hearing_line(view.next_hearing)}。", view.to_do]
    if view.next_hearing.address:
        lines.insert(1, f"地址：{view.next_hearing.address}。")
    return _said(view, lines, "hearing")


def route(view: CaseView) -> Said:
    """How to get there."""
    place = view.next_hearing
    if place is None:
        lines = [f"{view.number} 目前没有排定的开庭，所以没有开庭地点。", view.what_next]
        return _said(view, lines, "route")
    if not (place.address or place.route):
        lines = [f"{view.court}没有登记这次开庭的地址，请以传票上写的为准，或打法院电话问。"]
        return _said(view, lines, "route")
    lines = [f"开庭地点：{view.court}{place.courtroom}，{day_and_time(place.starts_at)}。"]
    lines += [f"地址：{place.address}。"] if place.address else []
    lines += [f"路线：{place.route}"] if place.route else []
    lines.append("请带身份证和传票，早到一会儿过安检。")
    return _said(view, lines, "route")


def contact(view: CaseView) -> Said:
    """Judge and clerk with their office phones; private numbers are never given."""
    lines = [f"{view.number}，{view.court}。", *people(view)]
    if not people(view):
        lines.append("承办人还没有登记，可以先留言，由法院转给承办团队。")
    lines.append("打不通的话可以留言，我登记后给您回执号。这里只能给办公电话。")
    return _said(view, lines, "contact", extra=(MESSAGE_JUDGE,))


def next_step(view: CaseView) -> Said:
    """What the person should do now."""
    lines = [f"{view.number} 现在是{view.stage}阶段。", view.to_do, f"法院接下来：{view.what_next}"]
    lines += [f"您 {day(item.on)} 收到了{item.document}。" for item in view.services]
    return _said(view, lines, "next_step")


def enforcement(view: CaseView) -> Said:
    """What enforcement has reached."""
    if view.enforcement is None:
        lines = [f"{view.number} 不是执行案件。", f"现在的阶段：{view.stage}。", view.what_next]
        lines.append("申请执行以后会有一个带“执”字的新案号，请用那个案号查。")
        return _said(view, lines, "enforcement")
    lines = [f"{view.number} 执行情况：", *enforcement_lines(view.enforcement)]
    lines += [f"接下来：{view.what_next}", f"您现在：{view.to_do}"]
    return _said(view, lines, "enforcement", timeline=timeline(view))


QUESTIONS: dict[str, Callable[[CaseView], Said]] = {
    "progress": progress,
    "hearing": hearing,
    "route": route,
    "contact": contact,
    "next_step": next_step,
    "enforcement": enforcement,
}


def people(view: CaseView) -> list[str]:
    """Return the lines of judge and clerk."""
    named = (("承办法官", view.judge), ("书记员", view.clerk))
    return [f"{title}：{person(one)}。" for title, one in named if one]


def person(one: Contact) -> str:
    """Return a name with its office phone."""
    return f"{one.name}，办公电话 {one.phone}" if one.phone else f"{one.name}（没有登记办公电话）"


def enforcement_lines(found: EnforcementView) -> list[str]:
    """Return measures, money and how to resume."""
    lines = [
        f"· {day(measure.on)} {measure.kind}" + (f"：{measure.detail}" if measure.detail else "")
        for measure in found.measures
    ] or ["· 还没有已经实施、可以告诉您的措施。"]
    claim = f"申请执行 {yuan(found.claim_fen)}，" if found.claim_fen else ""
    recovered, paid = yuan(found.recovered_fen), yuan(found.paid_out_fen)
    lines.append(f"{claim}已执行到位 {recovered}，已发放 {paid}。")
    if found.terminated_on:
        lines.append(f"{day(found.terminated_on)} 终结本次执行程序（终本），债务没有免除。")
    if found.resume:
        lines.append(found.resume)
    return lines


def timeline(view: CaseView) -> tuple[TimelineEntry, ...]:
    """Return the stages as the page draws them."""
    return tuple(
        TimelineEntry(
            date=day(step.on) if step.on else "", stage=step.stage, note=step.note, state=step.state
        )
        for step in view.timeline
    )


def hearing_line(found: NextHearing) -> str:
    """Return day, time and courtroom."""
    return f"{day_and_time(found.starts_at)}，{found.courtroom}"


def day(value: date) -> str:
    """Return 2026年11月6日."""
    return f"{value.year}年{value.month}月{value.day}日"


def day_and_time(value: datetime) -> str:
    """Return 2026年11月6日（周五）9:30."""
    return f"{day(value)}（周{_WEEKDAYS[value.weekday()]}）{value.hour}:{value:%M}"


def yuan(fen: int) -> str:
    """Return money in fen as people read it."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}元" if not rest else f"{whole:,}.{rest:02d}元"


def _said(
    view: CaseView,
    lines: list[str],
    question: str,
    timeline: tuple[TimelineEntry, ...] = (),
    voice: str = "",
    extra: tuple[Button, ...] = (),
) -> Said:
    as_of = f"（截至 {day_and_time(view.as_of)}，以法院实际办理为准）"
    hidden = {question} | (set() if view.enforcement else {"enforcement"})
    hidden |= set() if view.next_hearing else {"route"}
    buttons = [button for name, button in _FOLLOW_UPS.items() if name not in hidden]
    return Said("\n".join([*lines, as_of]), (*extra, *buttons, HUMAN), (), timeline, voice)
