"""Cases for tests: one plausible civil case, changed by keyword where a test needs it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.cases.records import (
    CaseRecord,
    EnforcementRecord,
    HearingRecord,
    MeasureRecord,
    PartyRecord,
    StaffRecord,
)
from bot.cases.rows import RowMaker
from bot.cases.storing import source_number, store
from bot.cases.timeline import TimelineEntry
from bot.cases.vocabulary import Decision, Measure, Procedure, Role, Stage
from bot.court.case_number import CaseNumber
from bot.court.zone import CHINA
from bot.db import Database

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
TODAY = NOW.date()
NUMBER = CaseNumber.parse("（2026）京0105民初12345号")
KEY = CaseKey.of(NUMBER)
PLAINTIFF_CODE, DEFENDANT_CODE = "11112222", "33334444"


def plaintiff(**changes: Any) -> PartyRecord:
    """Return a plaintiff who may ask since the filing."""
    fields: dict[str, Any] = {
        "role": Role.PLAINTIFF,
        "name": "张三丰",
        "identity_number": "00000019900307123X",
        "query_code": PLAINTIFF_CODE,
        "opened_on": date(2026, 9, 1),
    }
    return PartyRecord(**fields | changes)


def defendant(**changes: Any) -> PartyRecord:
    """Return a defendant who was served."""
    fields: dict[str, Any] = {
        "role": Role.DEFENDANT,
        "name": "北京松果商贸有限公司",
        "identity_number": "91000000123456789Q",
        "query_code": DEFENDANT_CODE,
        "opened_on": date(2026, 9, 7),
        "complaint_served_on": date(2026, 9, 7),
    }
    return PartyRecord(**fields | changes)


def record(**changes: Any) -> CaseRecord:
    """Return a civil case that has been served and will be heard on 2 December."""
    fields: dict[str, Any] = {
        "key": KEY,
        "filed_on": date(2026, 9, 1),
        "cause": "民间借贷纠纷",
        "stage": Stage.SERVED,
        "procedure": Procedure.SUMMARY,
        "claim_fen": 50_000_000,
        "judge": StaffRecord("王文清", "010-00000123"),
        "clerk": StaffRecord("李书瑶", "010-00000124"),
        "parties": [plaintiff(), defendant()],
        "timeline": [
            TimelineEntry(date(2026, 9, 1), Stage.FILED),
            TimelineEntry(date(2026, 9, 3), Stage.ASSIGNED),
            TimelineEntry(date(2026, 9, 7), Stage.SERVED, "副本已送达"),
        ],
        "hearings": [hearing()],
        "digest": 1,
    }
    return CaseRecord(**fields | changes)


def hearing(**changes: Any) -> HearingRecord:
    """Return a hearing on 2 December at half past nine."""
    fields: dict[str, Any] = {
        "starts_at": datetime(2026, 12, 2, 9, 30, tzinfo=CHINA),
        "courtroom": "第三法庭",
        "address": "北京市示范路1号",
        "route": "地铁示范路站A口",
    }
    return HearingRecord(**fields | changes)


def decided(**changes: Any) -> CaseRecord:
    """Return a case that was decided; the plaintiff has received the judgment."""
    steps = [
        TimelineEntry(date(2026, 9, 1), Stage.FILED),
        TimelineEntry(date(2026, 10, 20), Stage.HEARING),
        TimelineEntry(date(2026, 11, 10), Stage.DECIDED, "支持部分请求"),
        TimelineEntry(date(2026, 11, 12), Stage.DELIVERED, "双方签收"),
    ]
    fields: dict[str, Any] = {
        "timeline": steps,
        "hearings": [],
        "stage": Stage.DELIVERED,
        "decision": Decision.JUDGMENT,
        "result": "支持原告的部分诉讼请求",
        "closed_on": date(2026, 11, 10),
        "parties": [plaintiff(judgment_served_on=date(2026, 11, 12)), defendant()],
    }
    return record(**fields | changes)


def enforced(**changes: Any) -> CaseRecord:
    """Return an enforcement case with a search, a seizure and a planned auction."""
    fields: dict[str, Any] = {
        "key": KEY._replace(type_code="执"),
        "procedure": Procedure.ENFORCEMENT,
        "stage": Stage.SEARCH,
        "timeline": [
            TimelineEntry(date(2026, 9, 1), Stage.FILED),
            TimelineEntry(date(2026, 9, 8), Stage.NOTICE),
            TimelineEntry(date(2026, 9, 20), Stage.SEARCH, "已网络查控"),
        ],
        "hearings": [],
        "parties": [
            plaintiff(role=Role.CREDITOR),
            defendant(role=Role.DEBTOR, complaint_served_on=None),
        ],
        "measures": [
            MeasureRecord(Measure.SEARCH, date(2026, 9, 20)),
            MeasureRecord(
                Measure.VEHICLE_SEALED, date(2026, 9, 25), date(2028, 9, 25), "小型轿车一辆"
            ),
            MeasureRecord(Measure.AUCTION),
        ],
        "enforcement": EnforcementRecord(50_000_000, 1_000_000, 500_000),
    }
    return record(**fields | changes)


async def put(database: Database, hasher: Hasher, *records: CaseRecord) -> int:
    """Store records as new cases of one source; returns the number of the source."""
    async with database.write() as session:
        source = await source_number(session, "测试来源", NOW - timedelta(hours=2))
        await store(session, records, RowMaker(hasher, source, NOW))
    return source
