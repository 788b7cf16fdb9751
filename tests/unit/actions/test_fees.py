"""The fee: from one sentence, by form, corrected."""

from __future__ import annotations

import pytest

from actions.correct import ActionCorrect
from actions.fees import (
    OFFERED,
    ActionAskFeeFormFeeAmount,
    ActionAskFeeFormFeeKind,
    ActionFeeResult,
    ActionLitigationFee,
    ValidateFeeForm,
)
from bot.court.fee_kinds import FEE_KINDS
from tests.unit.actions.conftest import Talk, run


def test_every_offered_kind_exists() -> None:
    assert set(OFFERED) <= set(FEE_KINDS)


async def test_one_sentence_with_an_amount_needs_no_question(talk: Talk) -> None:
    said = await run(
        ActionLitigationFee(), talk.tracker("标的额五十万诉讼费多少", "litigation_fee")
    )
    assert said.slots == {"fee_kind": "property", "fee_amount": "500000"}
    assert said.follow_up == "fee_form"


async def test_the_result_shows_figure_arithmetic_and_article(talk: Talk) -> None:
    talk.slots = {"fee_kind": "property", "fee_amount": "500000"}
    said = await run(ActionFeeResult(), talk.tracker("标的额五十万诉讼费多少"))
    [reply] = said.replies
    assert reply["text"].startswith(
        "财产案件（借款、合同、赔偿等），请求的金额 500,000元：费用 8,800元。"
    )
    assert "合计：50＋2,250＋2,000＋4,500＝8,800元" in reply["text"]
    assert "减半为 4,400元" in reply["text"]
    assert reply["custom"]["sources"][0]["law"] == "诉讼费用交纳办法"
    assert said.slots == {"calculator": "fee"}


async def test_a_fee_left_to_the_province_is_a_range(talk: Talk) -> None:
    talk.slots = {"fee_kind": "divorce", "fee_amount": "0"}
    said = await run(ActionFeeResult(), talk.tracker("没有"))
    assert "费用 50元至300元" in said.text
    assert "具体数额由当地确定" in said.text


async def test_asking_in_general_explains_instead_of_asking_back(talk: Talk) -> None:
    said = await run(ActionLitigationFee(), talk.tracker("诉讼费怎么收", "litigation_fee"))
    assert said.follow_up is None
    assert "《诉讼费用交纳办法》" in said.text


async def test_calculate_alone_asks_for_the_kind(talk: Talk) -> None:
    said = await run(ActionLitigationFee(), talk.tracker("帮我算诉讼费", "calculate_fee"))
    assert (said.slots, said.follow_up) == ({"fee_kind": None, "fee_amount": None}, "fee_form")
    asked = await run(ActionAskFeeFormFeeKind(), talk.tracker("帮我算诉讼费", "calculate_fee"))
    assert asked.titles == [*(FEE_KINDS[name].label for name in OFFERED), "先不办了"]


@pytest.mark.parametrize(
    ("requested", "text", "intent", "filled"),
    [
        ("fee_kind", "离婚", "procedure", {"fee_kind": "divorce"}),
        (
            "fee_kind",
            "申请执行30万",
            "procedure",
            {"fee_kind": "enforcement", "fee_amount": "300000"},
        ),
        ("fee_amount", "三万五", "inform", {"fee_amount": "35000"}),
        ("fee_amount", "600000", "inform", {"fee_amount": "600000"}),
        ("fee_amount", "没有", "deny", {"fee_amount": "0"}),
        ("fee_amount", "不对，是离婚案", "correct", {"fee_kind": "divorce", "fee_amount": None}),
        ("fee_amount", "十几万吧", "nlu_fallback", {"fee_amount": None}),
        ("fee_amount", "怎么申请执行", "procedure", {}),
        ("fee_amount", "人工", "talk_to_human", {}),
    ],
)
async def test_the_form_reads_answers_and_steps_aside_for_questions(
    talk: Talk, requested: str, text: str, intent: str, filled: dict[str, str]
) -> None:
    talk.form = "fee_form"
    talk.slots = {
        "requested_slot": requested,
        "fee_kind": None if requested == "fee_kind" else "property",
    }
    said = await run(ValidateFeeForm(), talk.tracker(text, intent))
    assert {k: v for k, v in said.slots.items() if k != "requested_slot"} == filled


async def test_an_unreadable_amount_is_asked_again_with_a_hint(talk: Talk) -> None:
    talk.form, talk.slots = "fee_form", {"requested_slot": "fee_amount", "fee_kind": "property"}
    said = await run(ActionAskFeeFormFeeAmount(), talk.tracker("很多", "nlu_fallback"))
    assert said.text.startswith("我没认出一个确切的金额。请求的金额是多少？")


async def test_after_the_result_a_new_figure_goes_back_into_the_form(talk: Talk) -> None:
    talk.slots = {"calculator": "fee", "fee_kind": "property", "fee_amount": "500000"}
    said = await run(ActionCorrect(), talk.tracker("不对，是60万", "correct"))
    assert said.follow_up == "fee_form"
    again = await run(ValidateFeeForm(), talk.tracker("不对，是60万", "correct"))
    assert again.slots["fee_amount"] == "600000"


async def test_an_amount_beyond_reason_is_refused_in_words(talk: Talk) -> None:
    talk.slots = {"fee_kind": "property", "fee_amount": "99999999999999999"}
    said = await run(ActionFeeResult(), talk.tracker("很多亿"))
    assert said.text.startswith("这个金额算不了：")
    assert (said.slots, said.follow_up) == ({"fee_amount": None}, "fee_form")


async def test_a_form_that_ended_without_values_says_nothing(talk: Talk) -> None:
    said = await run(ActionFeeResult(), talk.tracker("算了", "stop"))
    assert (said.replies, said.events) == ([], [])


async def test_what_cannot_be_halved_is_not_said_to_be(talk: Talk) -> None:
    for kind in ("jurisdiction_objection", "enforcement"):
        talk.slots = {"fee_kind": kind, "fee_amount": "300000"}
        said = await run(ActionFeeResult(), talk.tracker("30万"))
        assert "减半" not in said.text
