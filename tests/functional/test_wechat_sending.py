"""Sending by WeChat's API: every error by its name, quotas, one token for all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select, update

from bot.court.zone import CHINA
from bot.db import Database
from bot.desk import outbox, record
from bot.desk.addresses import conversation_at
from bot.desk.models import OutboxMessage, WorkOrder
from bot.desk.platforms import answers, windows
from bot.desk.platforms.models import ServiceToken
from bot.desk.record import utcnow
from channels.limits import WeChat
from channels.wechat.api import Api
from channels.wechat.errors import TokenRefused
from channels.wechat.meaning import BY_ACTION, BY_MESSAGE
from channels.wechat.sender import WeChatSender
from channels.wechat.simulation.api import PlayedApi
from tests.functional.wechat import APP_ID, SECRET, settings

TEXT = "您的工单有了答复，请看。"


class Sending:
    """A sender with a citizen who has written."""

    def __init__(self, database: Database, played: PlayedApi, api: Api) -> None:
        """Nothing is sent yet."""
        self.database = database
        self.played = played
        self.api = api
        self.sender = WeChatSender(database, None, api)  # type: ignore[arg-type]
        self.conversation = ""

    async def open(self, openid: str = "o-one") -> None:
        """Let the citizen write."""
        async with self.database.write() as session:
            self.conversation = await conversation_at(session, "wechat", openid)
            await windows.opened(session, "wechat", openid, BY_MESSAGE, utcnow())

    async def say(self, text: str = TEXT) -> None:
        """Put what staff says into the outbox."""
        async with self.database.write() as session:
            found = await record.conversation(session, self.conversation)
            entry = record.append(found, "staff", f"s{found.last_seq}", text, {})
            session.add(entry)
            await session.flush()
            session.add(
                OutboxMessage(
                    conversation_id=found.id,
                    seq=entry.seq,
                    channel="wechat",
                    attempts=0,
                    due_at=utcnow(),
                )
            )

    async def waiting(self) -> list[OutboxMessage]:
        """Return what is still in the outbox."""
        async with self.database.read() as session:
            return list(await session.scalars(select(OutboxMessage)))

    async def all_due(self) -> None:
        """Let the time pass until everything is tried again."""
        self.sender._rests_until = None
        async with self.database.write() as session:
            await session.execute(update(OutboxMessage).values(due_at=utcnow()))

    async def orders(self) -> list[str]:
        """Return the kinds of the work orders."""
        async with self.database.read() as session:
            return list(await session.scalars(select(WorkOrder.kind)))


@pytest.fixture
async def it(tmp_path: Path) -> AsyncIterator[Sending]:
    """A sender before an API that a test scripts."""
    chosen = settings(tmp_path)
    database = Database(chosen.database)
    played = PlayedApi(APP_ID, SECRET)
    api = Api(chosen, database, httpx.MockTransport(played))
    made = Sending(database, played, api)
    await made.open()
    yield made
    await api.close()
    await database.close()


async def test_a_message_is_sent_once(it: Sending) -> None:
    await it.say()
    assert await it.sender.deliver_due() == 1
    assert await it.sender.deliver_due() == 0
    assert it.played.sent == [{"touser": "o-one", "msgtype": "text", "text": {"content": TEXT}}]
    assert await it.waiting() == []


async def test_five_messages_and_no_more_until_the_citizen_writes(it: Sending) -> None:
    for number in range(7):
        await it.say(f"第{number}条。")
    await it.sender.deliver_due()
    assert it.played.texts() == [f"第{number}条。" for number in range(5)]
    assert (len(await it.waiting()), await it.orders()) == (2, ["undelivered"])
    await it.all_due()
    await it.sender.deliver_due()
    assert len(it.played.sent) == 5
    await it.open()
    await it.all_due()
    await it.sender.deliver_due()
    assert it.played.texts()[5:] == ["第5条。", "第6条。"]


async def test_an_action_allows_three_more_for_a_minute(it: Sending) -> None:
    now = utcnow()
    async with it.database.write() as session:
        await windows.opened(session, "wechat", "o-one", BY_ACTION, now)
        taken = [await windows.take(session, "wechat", "o-one", now) for _ in range(9)]
        assert taken == [True] * 8 + [False]
        await windows.opened(session, "wechat", "o-one", BY_ACTION, now)
        assert not await windows.take(session, "wechat", "o-one", now + timedelta(seconds=61))
        await windows.opened(session, "wechat", "o-one", BY_MESSAGE, now)
        assert not await windows.take(session, "wechat", "o-one", now + timedelta(hours=49))
        assert not await windows.take(session, "wechat", "o-stranger", now)


@pytest.mark.parametrize("code", [45047, 45015])
async def test_a_closed_window_parks_and_tells_a_person(it: Sending, code: int) -> None:
    it.played.script.append(code)
    await it.say()
    await it.sender.deliver_due()
    [row] = await it.waiting()
    assert row.due_at.replace(tzinfo=None) > (utcnow() + WeChat.PARKED_FROM).replace(tzinfo=None)
    assert await it.orders() == ["undelivered"]
    await it.all_due()
    await it.sender.deliver_due()
    assert (it.played.sent, await it.orders()) == ([], ["undelivered"])


async def test_a_text_that_is_too_long_is_cut_smaller(it: Sending) -> None:
    it.played.script.extend([45002, 45002])
    sentence = "这句话说的是上诉期限的事情。"
    await it.say(sentence * 40)
    await it.sender.deliver_due()
    assert "".join(it.played.texts()) == sentence * 40
    assert len(it.played.sent) == 3
    assert await it.waiting() == []


async def test_a_text_that_is_always_too_long_ends_with_a_person(it: Sending) -> None:
    it.played.script.extend([45002] * 20)
    await it.say()
    await it.sender.deliver_due()
    assert (await it.waiting(), await it.orders()) == ([], ["undelivered"])


@pytest.mark.parametrize("code", [40003, 43004, 43101])
async def test_who_cannot_be_reached_is_a_persons_task(it: Sending, code: int) -> None:
    it.played.script.append(code)
    await it.say()
    await it.sender.deliver_due()
    assert (await it.waiting(), it.played.sent) == ([], [])
    assert await it.orders() == ["undelivered"]


@pytest.mark.parametrize(
    ("code", "at_least", "at_most"),
    [(45011, 50, 61), (40164, 290, 301), (45009, 0, 86_400)],
)
async def test_the_whole_door_rests(it: Sending, code: int, at_least: int, at_most: int) -> None:
    it.played.script.append(code)
    await it.say()
    await it.say("第二条。")
    await it.sender.deliver_due()
    assert (it.played.sent, it.played.tokens_given) == ([], 1)
    until = it.sender._rests_until
    assert until is not None
    assert at_least <= (until - utcnow()).total_seconds() <= at_most
    if code == 45009:
        assert until.astimezone(CHINA).strftime("%H:%M") == "00:00"
    assert await it.sender.deliver_due() == 0
    await it.all_due()
    await it.sender.deliver_due()
    assert it.played.texts() == [TEXT, "第二条。"]


@pytest.mark.parametrize("fate", [-1, "garbage", "list", "status", "refused", 99_999])
async def test_other_failures_are_tried_again(it: Sending, fate: int | str) -> None:
    it.played.script.append(fate)
    await it.say()
    assert await it.sender.deliver_due() == 0
    [row] = await it.waiting()
    assert row.attempts == 1
    await it.all_due()
    assert await it.sender.deliver_due() == 1
    assert it.played.texts() == [TEXT]


async def test_what_surely_did_not_arrive_costs_nothing(it: Sending) -> None:
    it.played.script.extend(["refused"] * 3)
    await it.say()
    for _ in range(4):
        await it.all_due()
        await it.sender.deliver_due()
    for number in range(4):
        await it.say(f"第{number}条。")
    await it.sender.deliver_due()
    assert len(it.played.sent) == 5


async def test_what_wechat_always_refuses_ends_with_a_person(it: Sending) -> None:
    it.played.script.extend([99_999] * 20)
    await it.say()
    for _ in range(8):
        await it.open()
        await it.all_due()
        await it.sender.deliver_due()
    assert (await it.waiting(), await it.orders()) == ([], ["undelivered"])


async def test_a_slow_api_is_waited_for(it: Sending) -> None:
    it.played.script.append(1.5)
    await it.say()
    assert await it.sender.deliver_due() == 1
    assert it.played.texts() == [TEXT]


async def test_one_conversation_keeps_its_order_when_one_message_fails(it: Sending) -> None:
    it.played.script.append(-1)
    await it.say("第一条。")
    await it.say("第二条。")
    await it.sender.deliver_due()
    assert it.played.sent == []
    await it.all_due()
    await it.sender.deliver_due()
    assert it.played.texts() == ["第一条。", "第二条。"]


async def test_two_senders_send_once(it: Sending) -> None:
    for number in range(4):
        await it.say(f"第{number}条。")
    other = WeChatSender(it.database, None, it.api)  # type: ignore[arg-type]
    await asyncio.gather(it.sender.deliver_due(), other.deliver_due())
    await it.all_due()
    await it.sender.deliver_due()
    assert it.played.texts() == [f"第{number}条。" for number in range(4)]


async def test_a_long_message_goes_on_where_a_process_died(it: Sending) -> None:
    sentence = "这句话说的是上诉期限的事情。"
    await it.say(sentence * 100)
    it.played.script.extend([0, -1])
    await it.sender.deliver_due()
    assert len(it.played.sent) == 1
    await it.all_due()
    await it.sender.deliver_due()
    assert "".join(it.played.texts()) == sentence * 100
    assert await it.waiting() == []


async def test_what_was_sent_and_not_noted_is_only_noted(it: Sending) -> None:
    await it.say()
    [row] = await it.waiting()
    async with it.database.write() as session:
        key = f"{row.conversation_id}.{row.seq}"
        await answers.settle(session, "wechat", key, "message", utcnow())
        await answers.progressed(session, "wechat", key, 1)
    assert await it.sender.deliver_due() == 1
    assert (it.played.sent, await it.waiting()) == ([], [])


async def test_without_the_secret_nothing_is_sent_and_nothing_lost(tmp_path: Path) -> None:
    chosen = settings(tmp_path, wechat_app_secret=SecretStr(""))
    database = Database(chosen.database)
    played = PlayedApi(APP_ID, SECRET)
    made = Sending(database, played, Api(chosen, database, httpx.MockTransport(played)))
    await made.open()
    await made.say()
    assert (await made.sender.deliver_due(), len(await made.waiting())) == (0, 1)
    await made.api.close()
    await database.close()


async def test_a_refused_token_is_renewed_once(it: Sending) -> None:
    assert await it.api.token.get() == "token-1"
    it.played.token = "token-of-another-process"
    await it.say()
    assert await it.sender.deliver_due() == 1
    assert it.played.forced == [False, False]
    # The same token again would be no better: then it is replaced by force.
    it.played.script.append(40001)
    await it.say("第二条。")
    assert await it.sender.deliver_due() == 1
    assert it.played.forced == [False, False, False, True]


async def test_a_token_that_stays_bad_ends(it: Sending) -> None:
    it.played.bad_tokens = True
    await it.say()
    assert await it.sender.deliver_due() == 0
    assert it.played.tokens_given <= 2
    assert it.sender._rests_until is not None
    with pytest.raises(TokenRefused):
        await it.api.send_text("o-one", "x")


async def test_many_processes_fetch_one_token(it: Sending, tmp_path: Path) -> None:
    databases = [Database(it.database.engine.url.render_as_string()) for _ in range(6)]
    chosen = settings(tmp_path)
    apis = [Api(chosen, database, httpx.MockTransport(it.played)) for database in databases]
    tokens = await asyncio.gather(*(api.token.get() for api in apis for _ in range(3)))
    assert (set(tokens), it.played.forced) == ({"token-1"}, [False])
    async with it.database.read() as session:
        [stored] = await session.scalars(select(ServiceToken))
    assert "token-1" not in stored.sealed
    for api, database in zip(apis, databases, strict=True):
        await api.close()
        await database.close()


async def test_a_renewer_that_died_is_replaced_when_its_lease_is_over(it: Sending) -> None:
    async with it.database.write() as session:
        session.add(
            ServiceToken(
                name=f"wechat:{APP_ID}", sealed="", renewed_until=utcnow() + timedelta(seconds=1)
            )
        )
    assert await it.api.token.get() == "token-1"


async def test_parked_messages_come_after_the_citizen_has_written(it: Sending) -> None:
    """The reception makes them due; here only that a due one leaves by the new window."""
    it.played.script.append(45015)
    await it.say()
    await it.sender.deliver_due()
    await it.open()
    async with it.database.write() as session:
        count = select(func.count()).select_from(OutboxMessage)
        assert await session.scalar(count.where(OutboxMessage.due_at > utcnow())) == 1
        assert await outbox.due(session, "wechat") == []
    await it.all_due()
    assert await it.sender.deliver_due() == 1
