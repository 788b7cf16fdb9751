"""A one-time code on request, on the screen and on the phone."""

from __future__ import annotations

import re

from actions.joining import ActionJoinCode, joining
from bot.cases.identity import Hasher
from bot.db import Database
from bot.desk import record
from bot.desk.inbox import Incoming
from bot.desk.joining import Joined, Joining
from bot.desk.record import utcnow
from bot.settings import settings
from tests.unit.actions.conftest import Talk, run


async def test_a_code_that_works_with_its_validity_and_use(talk: Talk, database: Database) -> None:
    joining.cache_clear()
    said = await run(ActionJoinCode(), talk.tracker("给我接续码", "continue_elsewhere"))
    found = re.match(r"接续码：(\d{6})（10 分钟内有效，只能用一次）\n", said.text)
    assert found is not None and f"发“接续码{found[1]}”" in said.text
    # As the gateway redeems it: another process with the same key.
    gateway = Joining(Hasher(settings().hash_key.get_secret_value()))
    async with database.write() as session:
        other = await record.open_conversation(session, "wechat")
        message = Incoming("wechat", "m-1", other, "text", found[1])
        outcome = await gateway.redeem(session, message, "openid-1", found[1], utcnow())
    assert outcome == Joined(talk.conversation_id, "web")


async def test_on_the_phone_the_code_is_said_twice_digit_by_digit(talk: Talk) -> None:
    joining.cache_clear()
    said = await run(ActionJoinCode(), talk.tracker("给我接续码", "continue_elsewhere"))
    code = re.search(r"\d{6}", said.text)
    assert code is not None
    spoken = "，".join("零幺二三四五六七八九"[int(digit)] for digit in code.group())
    assert said.replies[0]["custom"] == {
        "voice": f"接续码是，{spoken}。再说一遍，{spoken}。十分钟内有效，只能用一次。"
        "到微信或网页，发接续码三个字，加这六位数字。请不要告诉别人。"
    }


async def test_a_form_under_way_goes_on_afterwards(talk: Talk) -> None:
    joining.cache_clear()
    talk.form, talk.slots = "case_form", {"requested_slot": "case_number"}
    said = await run(ActionJoinCode(), talk.tracker("给我接续码", "continue_elsewhere"))
    assert said.follow_up == "case_form"
