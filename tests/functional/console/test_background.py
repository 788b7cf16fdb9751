"""What stands beside a conversation, and the names of people and topics."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.cases.grants import Grant, store_grant
from bot.cases.identity import Hasher
from bot.cases.keys import CaseKey
from bot.db import Database
from bot.desk import addresses, audit
from bot.desk.handover import queue
from bot.desk.orders import work_orders
from bot.desk.platforms import windows
from bot.desk.platforms.windows import Opening
from tests.functional.console.conftest import COURT, SignedIn, Talk
from tests.unit.cases.case_factories import put
from tests.unit.cases.case_factories import record as case_record

NOW = datetime.now(timezone.utc)
WEB = {"channel": "web", "reaches": True, "left": None, "until": None}


async def grant(database: Database, conversation_id: str, key: CaseKey) -> None:
    async with database.write() as session:
        proven = Grant(key, 1, 1, 1, NOW + timedelta(hours=1))
        await store_grant(session, conversation_id, proven, NOW)


async def test_beside_a_new_conversation_stands_what_was_told(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    conversation_id = await talk()
    told = {"fee_amount": "50万", "current_article": "appeal_deadline", "inner": "x"}
    async with database.write() as session:
        request = work_orders.Request("m:1", conversation_id, "human", "找人工", collected=told)
        await work_orders.open_order(session, request)
    agent = await signed_in("agent")
    seen = (await agent.get(f"/conversations/{conversation_id}/background")).json()
    assert seen == {
        "cases": [],
        "told": [
            {"label": "标的额", "value": "50万"},
            {"label": "正在问的", "value": "不服一审判决怎么上诉"},
        ],
        "contacts": [],
        "door": WEB,
        "forward": None,
    }


async def test_a_proven_case_is_shown_as_its_party_may_know_it_and_its_reading_is_logged(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    case = case_record()
    await put(database, Hasher("a-key-of-the-tests-only"), case)
    earlier, this = await talk(name="before"), await talk()
    for conversation_id in (earlier, this):
        await grant(database, conversation_id, case.key)
    agent = await signed_in("agent")
    seen = (await agent.get(f"/conversations/{this}/background")).json()
    (card,) = seen["cases"]
    assert (card["case_number"], card["cause"]) == (case.key.text, case.cause)
    assert card["stage"] and card["timeline"]
    assert [each["conversation_id"] for each in seen["contacts"]] == [earlier]
    async with database.read() as session:
        (read, *_) = await audit.newest(session)
    assert (read.action, read.detail) == ("case.read", {"case": case.key.text})


async def test_the_limits_of_wechat_are_told(
    signed_in: SignedIn, talk: Talk, database: Database
) -> None:
    async with database.write() as session:
        found = await addresses.conversation_at(session, "wechat", "openid")
        await queue.hand_over(
            session, queue.Request(found, "wechat", "human", court_code=COURT), NOW
        )
    agent = await signed_in("agent")
    address = f"/conversations/{found}/background"
    closed = (await agent.get(address)).json()["door"]
    assert closed == {"channel": "wechat", "reaches": False, "left": 0, "until": None}
    async with database.write() as session:
        opening = Opening("message", 5, timedelta(hours=48))
        await windows.opened(session, "wechat", "openid", opening, NOW)
        await windows.take(session, "wechat", "openid", NOW)
    door = (await agent.get(address)).json()["door"]
    assert (door["reaches"], door["left"]) == (True, 4)
    assert datetime.fromisoformat(door["until"]) == NOW + timedelta(hours=48)


async def test_the_phone_does_not_read_what_staff_write(
    signed_in: SignedIn, database: Database
) -> None:
    async with database.write() as session:
        found = await addresses.conversation_at(session, "voice", "CA1")
        await queue.hand_over(
            session, queue.Request(found, "voice", "human", court_code=COURT), NOW
        )
    seen = (await (await signed_in("agent")).get(f"/conversations/{found}/background")).json()
    assert seen["door"] == {"channel": "voice", "reaches": False, "left": None, "until": None}


async def test_another_court_sees_nothing(signed_in: SignedIn, talk: Talk) -> None:
    conversation_id = await talk()
    far = await signed_in("far")
    refused = await far.get(f"/conversations/{conversation_id}/background")
    missing = await far.get("/conversations/none/background")
    assert refused.status_code == missing.status_code == 404
    assert refused.json() == missing.json()


async def test_names_of_ones_own_court_and_of_topics(signed_in: SignedIn) -> None:
    seen = (await (await signed_in("far")).get("/names")).json()
    assert seen["people"] == {"far": "Far"}
    assert seen["topics"]["limitation_period"] == "诉讼时效"
