"""Steering a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.conversation import (
    FORM_SLOTS,
    ActionAffirm,
    ActionBack,
    ActionDeny,
    ActionGreet,
    ActionHelp,
    ActionInform,
    ActionRepeat,
    ActionStop,
)
from actions.safe import SafeAction
from bot.cases.grants import Grant, store_grant
from bot.cases.keys import CaseKey
from bot.db import Database
from bot.desk.greeting import GREETING
from bot.desk.record import utcnow
from tests.unit.actions.conftest import Talk, run


async def test_greeting_says_who_answers(talk: Talk) -> None:
    said = await run(ActionGreet(), talk.tracker("你好", "greet"))
    assert said.text == GREETING.text
    assert said.titles == [button.title for button in GREETING.buttons]


async def test_help_names_what_works_and_a_human(talk: Talk) -> None:
    said = await run(ActionHelp(), talk.tracker("能问什么", "help"))
    assert "我的案子到哪一步了" in said.text and "转人工" in said.titles


async def test_repeat_says_the_last_replies_again_whole(talk: Talk) -> None:
    buttons = [{"title": "转人工", "payload": "/talk_to_human"}]
    talk.tracker("怎么上诉")
    for text in ("十五日内。", "还要交费。"):
        data = {"buttons": buttons, "custom": {"voice": "十五日"}}
        talk.events.append({"event": "bot", "text": text, "data": data})
    said = await run(ActionRepeat(), talk.tracker("再说一遍", "repeat"))
    assert [(reply["text"], reply["buttons"]) for reply in said.replies] == [
        ("十五日内。", buttons),
        ("还要交费。", buttons),
    ]


async def test_a_case_is_repeated_only_while_it_is_verified(talk: Talk, database: Database) -> None:
    key = CaseKey("京0105", 2026, "民初", 1)
    talk.tracker("什么时候开庭")
    data = {"buttons": [], "custom": {"case": key.text}}
    talk.events.append({"event": "bot", "text": "三号法庭。", "data": data})
    refused = await run(ActionRepeat(), talk.tracker("再说一遍", "repeat"))
    grant = Grant(key, 1, 1, 1, utcnow() + timedelta(hours=2))
    async with database.write() as session:
        await store_grant(session, talk.conversation_id, grant, utcnow())
    talk.events.pop()
    repeated = await run(ActionRepeat(), talk.tracker("再说一遍", "repeat"))
    assert refused.text == "刚才说的是您的案件情况，要重新核验以后才能再说一遍。"
    assert repeated.text == "三号法庭。"


async def test_nothing_to_repeat(talk: Talk) -> None:
    said = await run(ActionRepeat(), talk.tracker("再说一遍", "repeat"))
    assert said.text == "前面还没有说过什么。您想问什么？"


async def test_back_asks_the_question_before_again(talk: Talk) -> None:
    talk.form, talk.slots = "case_form", {"requested_slot": "credential", "case_number": "x"}
    said = await run(ActionBack(), talk.tracker("上一步", "back"))
    assert (said.slots, said.follow_up) == ({"case_number": None}, "case_form")


async def test_back_at_the_first_question_leaves_the_form(talk: Talk) -> None:
    talk.form, talk.slots = "case_form", {"requested_slot": "case_number"}
    said = await run(ActionBack(), talk.tracker("上一步", "back"))
    assert {"event": "active_loop", "name": None, "timestamp": None} in said.events


@pytest.mark.parametrize("form", FORM_SLOTS)
async def test_stop_leaves_any_form_and_forgets_its_values(talk: Talk, form: str) -> None:
    talk.form = form
    said = await run(ActionStop(), talk.tracker("算了", "stop"))
    assert said.slots == {"requested_slot": None, **dict.fromkeys(FORM_SLOTS[form])}
    assert said.text.startswith("好的，这件事先不办了。")


async def test_yes_and_no_without_a_question_lose_nothing(talk: Talk) -> None:
    for action, intent in ((ActionAffirm(), "affirm"), (ActionDeny(), "deny")):
        said = await run(action, talk.tracker("嗯", intent))
        assert said.titles[-1] == "转人工" and said.slots == {}


async def test_no_with_a_new_figure_corrects_the_calculator(talk: Talk) -> None:
    talk.slots = {"calculator": "fee"}
    said = await run(ActionDeny(), talk.tracker("不对，是60万", "deny"))
    assert said.follow_up == "action_correct"


async def test_a_case_number_alone_begins_a_case_query(talk: Talk) -> None:
    number = [{"entity": "case_number", "value": "（2026）京0105民初1号"}]
    said = await run(ActionInform(), talk.tracker("（2026）京0105民初1号", entities=number))
    assert said.follow_up == "action_case_question"


async def test_half_a_case_number_alone_begins_a_case_query_too(talk: Talk) -> None:
    said = await run(ActionInform(), talk.tracker("(2016)京0105民初"))
    assert said.follow_up == "action_case_question"


async def test_a_receipt_number_alone_asks_about_its_order(talk: Talk) -> None:
    said = await run(ActionInform(), talk.tracker("261125019991"))
    assert said.follow_up == "action_work_order_status"


async def test_another_value_alone_asks_what_it_is_for(talk: Talk) -> None:
    said = await run(ActionInform(), talk.tracker("39481726"))
    assert said.text.startswith("收到了，但我还不知道您要拿它办什么。")


class ActionBroken(SafeAction):
    """Fails after it has begun to speak."""

    async def act(self, dispatcher, tracker):  # type: ignore[no-untyped-def]
        dispatcher.utter_message(text="一半")
        raise RuntimeError("秘密：身份证 110105")


async def test_a_failure_is_told_in_words_with_an_id_and_no_secret(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    said = await run(ActionBroken(), talk.tracker("x"))
    [reply] = said.replies
    logged = capsys.readouterr().out
    error_id = reply["text"].split("错误编号 ")[1][:8]
    assert reply["text"].startswith("抱歉，系统出了点问题，这一步没有办成。")
    assert error_id in logged and "110105" not in logged and "一半" not in reply["text"]
