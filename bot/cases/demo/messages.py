"""What the court sent in a demo case: an SMS with a link, and one about the hearing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from bot.cases.demo.days import workday_from
from bot.cases.demo.generator import DemoCase
from bot.cases.demo.people import MARK
from bot.cases.dispatch.record import DispatchRecord
from bot.cases.vocabulary import DispatchKind, HearingState, Sealed
from bot.court import courts
from bot.court.zone import CHINA

HOTLINE = "12368"
# A domain that nobody can have (RFC 2606).
_SITE = "https://demo.example/s/"


def messages(case: DemoCase, now: datetime) -> Iterator[DispatchRecord]:
    """Make the messages of a case that were sent by ``now``; none in a sealed one."""
    if case.record.sealed is not Sealed.OPEN:
        return
    rng = Random(f"messages/{case.record.key.text}")
    phone, token = _phone(rng), f"{rng.randrange(10**9):09d}"
    filed = datetime.combine(workday_from(case.record.filed_on), time(8, 30), CHINA)
    yield _sms(case, min(filed, now), phone, "受理通知书", f"{_SITE}{token}")
    for hearing in case.record.hearings:
        if hearing.state is HearingState.PLANNED:
            sent = min(hearing.starts_at - timedelta(days=3), now)
            yield _sms(case, sent, phone, "传票", "")


def _sms(case: DemoCase, sent_at: datetime, phone: str, title: str, link: str) -> DispatchRecord:
    court = courts.find(case.record.key.court_code)
    signed = court.name if court else case.record.key.court_code
    where = f"，请点击 {link} 查看" if link else "，请按传票上的时间到庭"
    text = f"【{signed}】{case.number}案件的{title}已发出{where}。有疑问请拨打{HOTLINE}{MARK}。"
    return DispatchRecord(
        key=case.record.key,
        kind=DispatchKind.SMS,
        sent_at=sent_at,
        sender=HOTLINE,
        recipient=phone,
        link=link,
        text=text,
        title=title,
    )


def _phone(rng: Random) -> str:
    """Return a mobile number of the right length that is never given out."""
    return f"100{rng.randrange(10**8):08d}"
