"""A message that the court sent, in the case of the other tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.cases.dispatch.record import SOURCE, DispatchRecord, store
from bot.cases.identity import Hasher
from bot.cases.storing import source_number
from bot.cases.vocabulary import DispatchKind
from bot.db import Database
from tests.unit.cases.case_factories import KEY, NOW

PHONE = "10000001234"
LINK = "https://demo.example/s/20261120"
TEXT = (
    "【北京市朝阳区人民法院】（2026）京0105民初12345号案件的受理通知书已发出，"
    f"请点击 {LINK} 查看。有疑问请拨打12368。"
)
AS_OF = NOW - timedelta(hours=3)


def dispatch(**changes: Any) -> DispatchRecord:
    """Return the SMS about the notice of acceptance, changed by keyword."""
    fields: dict[str, Any] = {
        "key": KEY,
        "kind": DispatchKind.SMS,
        "sent_at": NOW - timedelta(days=2),
        "sender": "12368",
        "recipient": PHONE,
        "link": LINK,
        "text": TEXT,
        "title": "受理通知书",
    }
    return DispatchRecord(**fields | changes)


async def send(database: Database, hasher: Hasher, *records: DispatchRecord) -> int:
    """Store records in the ledger and return how many were new."""
    async with database.write() as session:
        source = await source_number(session, f"{SOURCE}测试", AS_OF)
        return await store(session, hasher, source, records)
